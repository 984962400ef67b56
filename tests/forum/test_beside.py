"""Solved topics beside an article and open questions beside a subject: alike, visible now, one query when known."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.accepting import accept_reply
from forum.models import Board, Topic
from forum.moderating import hide_topic
from forum.posting import reply_to_topic, start_topic
from forum.suggesting import open_questions_beside, solved_topics_beside
from kbsite.search import indexing
from kbsite.search.indexes import documents_index


@pytest.fixture
def index(db, settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    documents_index.forget()

    def bring_up_to_date() -> None:
        while indexing.drain():
            pass

    yield bring_up_to_date
    documents_index.forget()


def make_topic(board: Board, by, title: str, *, solved_by=None) -> Topic:
    topic = start_topic(board=board, by=by, title=title, source=f"{title}. The tunnel client asks again.", language="en")
    if solved_by is not None:
        post = reply_to_topic(topic=topic, by=solved_by, source="Restart the tunnel client.")
        accept_reply(post=post, by=by)
    return topic


@pytest.fixture
def topics(index, board, ana, ben):
    solved = make_topic(board, ana, "VPN tunnel drops on the train", solved_by=ben)
    waiting = make_topic(board, ana, "VPN tunnel asks for a password")
    make_topic(board, ana, "Coffee machine upstairs leaks")
    index()
    return solved, waiting


def beside(user=None, of: Topic | None = None) -> list[Topic]:
    return solved_topics_beside(user or AnonymousUser(), kind="topic", object_id=of.pk, language="en")


def waiting_beside(user=None, of: Topic | None = None) -> list[Topic]:
    return open_questions_beside(user or AnonymousUser(), kind="topic", object_id=of.pk, language="en")


def test_only_solved_ones_stand_beside_and_only_open_ones_wait(topics):
    solved, waiting = topics
    assert beside(of=waiting) == [solved]
    assert waiting_beside(of=solved) == [waiting]


def test_what_was_hidden_or_solved_since_is_gone_at_once_though_the_list_is_kept(topics, mo, ana, ben):
    solved, waiting = topics
    assert beside(of=waiting)
    assert waiting_beside(of=solved)
    hide_topic(topic=solved, by=mo, reason="private names")
    post = reply_to_topic(topic=waiting, by=ben, source="Use the new one.")
    accept_reply(post=post, by=ana)
    assert beside(of=waiting) == []
    assert waiting_beside(of=solved) == []


def test_a_board_for_staff_shows_nothing_to_others(topics, index, board, ana, ben):
    solved, waiting = topics
    assert beside(user=ben, of=waiting) == [solved]
    Board.objects.filter(pk=board.pk).update(audience="staff", effective_audience="staff")
    assert beside(of=waiting) == []
    assert waiting_beside(of=solved) == []


def test_one_query_when_the_list_is_known(topics):
    solved, waiting = topics
    beside(of=waiting)
    waiting_beside(of=solved)
    with CaptureQueriesContext(connection) as captured:
        beside(of=waiting)
        waiting_beside(of=solved)
    assert len(captured) == 2
