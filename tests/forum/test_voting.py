import pytest
from django.core.exceptions import PermissionDenied

from forum.models import HelpfulVote, MeToo, Post, Topic
from forum.voting import set_helpful, set_me_too


@pytest.mark.parametrize(("who", "is_allowed"), [("ana", True), ("dov", True), ("ben", False)])
def test_nobody_votes_for_an_own_post(reply, who, is_allowed, request):
    person = request.getfixturevalue(who)
    if is_allowed:
        assert set_helpful(post=reply, by=person, is_helpful=True) == 1
    else:
        with pytest.raises(PermissionDenied, match="your own post"):
            set_helpful(post=reply, by=person, is_helpful=True)
    assert Topic.objects.get().helpful_count == int(is_allowed)


def test_a_person_counts_once_and_can_take_it_back(reply, ana, dov):
    set_helpful(post=reply, by=ana, is_helpful=True)
    assert set_helpful(post=reply, by=ana, is_helpful=True) == 1
    assert set_helpful(post=reply, by=dov, is_helpful=True) == 2
    assert set_helpful(post=reply, by=ana, is_helpful=False) == 1
    assert set_helpful(post=reply, by=ana, is_helpful=False) == 1
    assert HelpfulVote.objects.get().user == dov


def test_votes_from_before_an_import_stay_in_the_count(reply, ana):
    Post.objects.filter(pk=reply.pk).update(imported_helpful=7, helpful_count=7)
    assert set_helpful(post=reply, by=ana, is_helpful=True) == 8
    assert set_helpful(post=reply, by=ana, is_helpful=False) == 7


def test_me_too_counts_each_account_and_each_visitor_once(topic, ben, dov):
    assert set_me_too(topic=topic, by=ben, has_it=True) == 1
    assert set_me_too(topic=topic, by=ben, has_it=True) == 1
    assert set_me_too(topic=topic, by=dov, has_it=True) == 2
    assert set_me_too(topic=topic, by=None, visitor_key="a" * 64, has_it=True) == 3
    assert set_me_too(topic=topic, by=None, visitor_key="a" * 64, has_it=True) == 3
    assert set_me_too(topic=topic, by=None, visitor_key="b" * 64, has_it=True) == 4
    assert set_me_too(topic=topic, by=None, visitor_key="a" * 64, has_it=False) == 3


def test_a_visitor_who_signs_in_stays_one_person(topic, dov):
    set_me_too(topic=topic, by=None, visitor_key="a" * 64, has_it=True)
    assert set_me_too(topic=topic, by=dov, visitor_key="a" * 64, has_it=True) == 1
    assert MeToo.objects.get().user == dov


@pytest.mark.parametrize(("who", "is_allowed"), [("ana", False), ("dov", True)])
def test_the_asker_has_it_anyway(topic, who, is_allowed, request):
    person = request.getfixturevalue(who)
    if is_allowed:
        assert set_me_too(topic=topic, by=person, has_it=True) == 1
    else:
        with pytest.raises(PermissionDenied, match="counted already"):
            set_me_too(topic=topic, by=person, has_it=True)
