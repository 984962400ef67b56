"""A board for everybody, one for staff, and a topic of Ana's."""

import pytest

from forum.arranging import save_board
from forum.models import Board
from forum.posting import reply_to_topic, start_topic


@pytest.fixture
def board(db) -> Board:
    return save_board(board=Board(slug="remote", title_en="Remote work", title_fi="Etätyö", title_sv="Distansarbete"))


@pytest.fixture
def staff_board(db) -> Board:
    return save_board(board=Board(slug="desk", title_en="Desk", audience="staff"))


@pytest.fixture
def topic(board, ana):
    return start_topic(board=board, by=ana, title="VPN drops every hour", source="It drops on the hour.", tags=["vpn"])


@pytest.fixture
def reply(topic, ben):
    return reply_to_topic(topic=topic, by=ben, source="Keep the sign-in page of the hotel open.")


@pytest.fixture
def make_topics(board, ana):
    """`make_topics(20)` starts so many topics, oldest first."""

    def make(number: int, **fields):
        return [
            start_topic(board=fields.get("board", board), by=ana, title=f"Question number {index}", source="Some text of it.")
            for index in range(number)
        ]

    return make
