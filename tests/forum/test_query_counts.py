"""Budgets of the forum's pages: a fixed number of queries, the same with 2 rows and with 20, and no write in the request."""

import pytest
from django.db import connection
from django.dispatch import Signal
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.accepting import accept_reply
from forum.posting import reply_to_topic

# Of the pages themselves. Session and account add two when signed in, permissions two more; the header's count of notices one.
LIST_ANONYMOUS = 7
TOPIC_ANONYMOUS = 8
SIGNED_IN_MORE = 8
# Moderators see drafts of write-ups; the desk also sees what answered the like before: where that was asked, what was reused
# there, and those articles.
STAFF_MORE = {"mo": 1, "ben": 6}


@pytest.fixture(autouse=True)
def without_measurement(monkeypatch):
    """Events are written by a buffer, apart from the request; tests alone write them at once."""
    monkeypatch.setattr("forum.views.topic.topic_viewed", Signal())


def queries_of(client, address) -> list[str]:
    client.get(address)  # the first call fills what is cached for a minute: counts, tags, similar topics
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def writes_in(queries) -> list[str]:
    return [query for query in queries if not query.startswith("SELECT")]


@pytest.mark.parametrize("who", [None, "ana"])
@pytest.mark.parametrize("address", ["/community/", "/community/board/remote/", "/community/?which=unanswered&sort=votes"])
def test_a_list_costs_the_same_with_2_topics_and_with_20(as_user, make_topics, address, who, request):
    client = as_user(request.getfixturevalue(who) if who else None)
    make_topics(2)
    few = queries_of(client, address)
    make_topics(18)
    many = queries_of(client, address)
    assert len(few) == len(many)
    assert len(many) <= LIST_ANONYMOUS + (SIGNED_IN_MORE if who else 0)
    assert writes_in(many) == []


@pytest.mark.parametrize("who", [None, "ana", "dov", "mo", "ben"])
def test_a_topic_costs_the_same_with_2_replies_and_with_18(as_user, topic, ben, ana, who, request):
    client = as_user(request.getfixturevalue(who) if who else None)
    for number in range(2):
        accept_reply(post=reply_to_topic(topic=topic, by=ben, source=f"Reply {number}"), by=ana)
    few = queries_of(client, topic.get_absolute_url())
    for number in range(16):
        reply_to_topic(topic=topic, by=ben, source=f"Later reply {number}")
    many = queries_of(client, topic.get_absolute_url())
    assert len(few) == len(many)
    assert len(many) <= TOPIC_ANONYMOUS + (SIGNED_IN_MORE if who else 0) + STAFF_MORE.get(who, 0)
    assert writes_in(many) == []


def test_the_last_page_costs_no_more_than_the_first(client, topic, ben):
    for number in range(100):
        reply_to_topic(topic=topic, by=ben, source=f"Reply {number}")
    address = topic.get_absolute_url()
    first, last = queries_of(client, address), queries_of(client, f"{address}?page=6")
    assert len(last) <= len(first)
    assert not any("OFFSET" in query for query in last)


@pytest.mark.parametrize("name", ["forum:feed", "forum:ask"])
def test_feed_and_form_cost_the_same_with_2_topics_and_with_20(client, make_topics, name):
    make_topics(2)
    few = queries_of(client, reverse(name))
    make_topics(18)
    assert len(queries_of(client, reverse(name))) == len(few)
