import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from forum.accepting import accept_reply, withdraw_acceptance
from forum.models import AcceptedReply, Topic
from forum.moderating import hide_post, unhide_post
from forum.posting import reply_to_topic
from forum.signals import acceptance_withdrawn, reply_accepted


@pytest.mark.parametrize(("who", "is_allowed"), [("ana", True), ("ben", True), ("chi", True), ("mo", True), ("dov", False)])
def test_the_asker_and_the_desk_accept_replies(reply, who, is_allowed, request):
    person = request.getfixturevalue(who)
    if is_allowed:
        accept_reply(post=reply, by=person)
    else:
        with pytest.raises(PermissionDenied, match="Only the person who asked"):
            accept_reply(post=reply, by=person)
    assert Topic.objects.get().accepted_count == int(is_allowed)


@pytest.mark.parametrize(("who", "is_allowed"), [("ana", True), ("ben", True), ("dov", False)])
def test_who_may_accept_may_withdraw(reply, ana, who, is_allowed, request):
    accept_reply(post=reply, by=ana)
    person = request.getfixturevalue(who)
    if is_allowed:
        withdraw_acceptance(post=reply, by=person)
    else:
        with pytest.raises(PermissionDenied, match="Only the person who asked"):
            withdraw_acceptance(post=reply, by=person)
    assert Topic.objects.get().accepted_count == int(not is_allowed)


def test_several_replies_can_be_accepted_and_twice_is_once(topic, reply, ana, dov):
    other = reply_to_topic(topic=topic, by=dov, source="A hotspot works too.")
    for post in (reply, other, reply):
        accept_reply(post=post, by=ana)
    assert Topic.objects.get().accepted_count == 2
    assert AcceptedReply.objects.count() == 2


def test_a_withdrawn_acceptance_stays_as_a_fact_and_can_be_given_again(reply, ana, ben):
    accept_reply(post=reply, by=ana)
    withdraw_acceptance(post=reply, by=ben)
    withdraw_acceptance(post=reply, by=ben)
    assert AcceptedReply.objects.get().withdrawn_by == ben
    accept_reply(post=reply, by=ana)
    assert (AcceptedReply.objects.count(), AcceptedReply.objects.standing().count()) == (2, 1)
    assert Topic.objects.get().accepted_count == 1


def test_the_question_is_not_its_own_solution(topic, ana):
    with pytest.raises(ValidationError, match="cannot be its solution"):
        accept_reply(post=topic.posts.get(), by=ana)


def test_a_hidden_solution_counts_again_when_it_is_shown_again(reply, ana, mo):
    accept_reply(post=reply, by=ana)
    hide_post(post=reply, by=mo, reason="An address in it")
    assert Topic.objects.get().accepted_count == 0
    unhide_post(post=reply, by=mo)
    assert Topic.objects.get().accepted_count == 1


def test_acceptance_is_announced_after_the_commit(reply, ana, django_capture_on_commit_callbacks):
    heard = []

    def hear(sender, signal, topic, post, by, **more):
        heard.append((signal is reply_accepted, topic.pk, post.pk, by))

    reply_accepted.connect(hear)
    acceptance_withdrawn.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            accept_reply(post=reply, by=ana)
            assert heard == []
        with django_capture_on_commit_callbacks(execute=True):
            withdraw_acceptance(post=reply, by=ana)
    finally:
        reply_accepted.disconnect(hear)
        acceptance_withdrawn.disconnect(hear)
    assert heard == [(True, reply.topic_id, reply.pk, ana), (False, reply.topic_id, reply.pk, ana)]
