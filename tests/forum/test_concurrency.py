"""Races. Row locks exist on PostgreSQL only; on SQLite the one write lock of the file decides, so the threads run there too
in a real installation, but not in a test database that lives in memory."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from forum.accepting import accept_reply
from forum.models import AcceptedReply, HelpfulVote, MeToo, Post, Topic
from forum.posting import reply_to_topic
from forum.voting import set_helpful, set_me_too

needs_row_locks = pytest.mark.skipif(connection.vendor == "sqlite", reason="a memory database has one connection")


def all_at_once(*acts) -> list[BaseException]:
    """Run the acts in threads that start together; returns what they raised."""
    start, raised = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001  (told to the test)
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_the_database_refuses_a_second_post_with_a_number(topic, reply):
    twin = Post(topic=topic, number=reply.number, source="x", html="x", renderer_version=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


@needs_row_locks
@pytest.mark.django_db(transaction=True)
def test_parallel_replies_are_numbered_without_a_gap(topic, ben, dov):
    acts = [lambda person=person: reply_to_topic(topic=topic, by=person, source="At once.") for person in (ben, dov) * 6]
    assert all_at_once(*acts) == []
    assert list(topic.posts.order_by("number").values_list("number", flat=True)) == list(range(1, 14))
    topic.refresh_from_db()
    assert (topic.post_count, topic.reply_count) == (13, 12)


@needs_row_locks
@pytest.mark.django_db(transaction=True)
def test_parallel_presses_of_one_person_count_once(topic, reply, ana, dov):
    acts = [
        *(lambda: set_helpful(post=reply, by=dov, is_helpful=True) for _ in range(5)),
        *(lambda: set_me_too(topic=topic, by=dov, has_it=True) for _ in range(5)),
        *(lambda: accept_reply(post=reply, by=ana) for _ in range(4)),
    ]
    assert all_at_once(*acts) == []
    assert (HelpfulVote.objects.count(), MeToo.objects.count(), AcceptedReply.objects.count()) == (1, 1, 1)
    counted = Topic.objects.values_list("helpful_count", "me_too_count", "accepted_count").get()
    assert counted == (1, 1, 1)
