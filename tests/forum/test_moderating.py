import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from forum.arranging import save_board
from forum.models import Board, Post, Topic
from forum.moderating import (
    ask_for_information,
    hide_post,
    hide_topic,
    lock_topic,
    pin_topic,
    refile_topic,
    unhide_post,
    unhide_topic,
    unlock_topic,
)

ACTS = {
    "hide_post": lambda topic, reply, by: hide_post(post=reply, by=by, reason="Rude"),
    "unhide_post": lambda topic, reply, by: unhide_post(post=reply, by=by),
    "hide_topic": lambda topic, reply, by: hide_topic(topic=topic, by=by, reason="Spam"),
    "unhide_topic": lambda topic, reply, by: unhide_topic(topic=topic, by=by),
    "lock_topic": lambda topic, reply, by: lock_topic(topic=topic, by=by, reason="Answered"),
    "unlock_topic": lambda topic, reply, by: unlock_topic(topic=topic, by=by),
    "pin_topic": lambda topic, reply, by: pin_topic(topic=topic, by=by, is_pinned=True),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("who", "is_allowed"), [("mo", True), ("olga", True), ("ana", False), ("ben", False), ("chi", False)])
def test_only_moderators_moderate(topic, reply, act, who, is_allowed, request):
    person = request.getfixturevalue(who)
    if is_allowed:
        ACTS[act](topic, reply, person)
    else:
        with pytest.raises(PermissionDenied, match="Only moderators can do this"):
            ACTS[act](topic, reply, person)


@pytest.mark.parametrize(("who", "is_allowed"), [("ben", True), ("mo", True), ("ana", False), ("dov", False)])
def test_the_desk_asks_for_information(topic, who, is_allowed, request):
    person = request.getfixturevalue(who)
    if is_allowed:
        ask_for_information(topic=topic, by=person, is_needed=True)
    else:
        with pytest.raises(PermissionDenied, match="Only the service desk"):
            ask_for_information(topic=topic, by=person, is_needed=True)
    assert (Topic.objects.get().state == Topic.State.NEEDS_INFO) is is_allowed


def test_a_hidden_reply_leaves_the_counters_and_comes_back(topic, reply, mo):
    asked_at = topic.last_post_at
    hide_post(post=reply, by=mo, reason="  An address\n in it ")
    topic.refresh_from_db()
    assert (topic.post_count, topic.reply_count, topic.last_post_at) == (2, 0, asked_at)
    assert Post.objects.get(pk=reply.pk).hide_reason == "An address in it"
    unhide_post(post=reply, by=mo)
    topic.refresh_from_db()
    assert (topic.reply_count, topic.last_post_at) == (1, reply.created_at)


def test_hiding_the_question_hides_the_topic(topic, mo, dov):
    hide_post(post=topic.posts.get(), by=mo, reason="Spam")
    assert not Topic.objects.visible_to(dov).exists()
    assert Topic.objects.visible_to(mo).get().hide_reason == "Spam"


@pytest.mark.parametrize("act", ["hide_post", "hide_topic", "lock_topic"])
def test_a_reason_is_needed(topic, reply, mo, act):
    verb = {"hide_post": hide_post, "hide_topic": hide_topic, "lock_topic": lock_topic}[act]
    target = {"post": reply} if act == "hide_post" else {"topic": topic}
    with pytest.raises(ValidationError, match="Give a reason"):
        verb(**target, by=mo, reason="  ")


def test_a_topic_moves_with_its_audience(topic, staff_board, mo, dov):
    refile_topic(topic=topic, by=mo, board=staff_board, product=None, language="sv")
    assert not Topic.objects.visible_to(dov).exists()
    assert Topic.objects.visible_to(mo).get().language == "sv"


def test_a_board_is_as_narrow_as_the_boards_above_it(staff_board, ana, ben):
    inner = save_board(board=Board(slug="inner", title_en="Inner", parent=staff_board, audience="public"))
    assert inner.effective_audience == "staff"
    assert inner not in Board.objects.visible_to(ana)
    assert inner in Board.objects.visible_to(ben)
    staff_board.audience = "public"
    save_board(board=staff_board)
    assert inner in Board.objects.visible_to(AnonymousUser())


def test_a_board_cannot_stand_inside_itself(board):
    inner = save_board(board=Board(slug="inner", title_en="Inner", parent=board))
    board.parent = inner
    with pytest.raises(ValidationError, match="inside itself"):
        save_board(board=board)
