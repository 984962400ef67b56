import pytest
from django.core.management import call_command

from forum.accepting import accept_reply
from forum.counters import wrong_topics
from forum.models import Board, Post, Topic
from forum.moderating import hide_post
from forum.posting import reply_to_topic
from forum.voting import set_helpful, set_me_too

COUNTERS = ["post_count", "reply_count", "accepted_count", "me_too_count", "helpful_count", "last_post_at"]


@pytest.fixture
def lively(topic, reply, ana, ben, dov, mo):
    """A topic to which everything has happened that is counted."""
    other = reply_to_topic(topic=topic, by=dov, source="Me too.")
    hidden = reply_to_topic(topic=topic, by=dov, source="Rude words.")
    accept_reply(post=reply, by=ana)
    set_helpful(post=reply, by=ana, is_helpful=True)
    set_helpful(post=hidden, by=ana, is_helpful=True)
    set_helpful(post=other, by=ben, is_helpful=True)
    set_me_too(topic=topic, by=dov, has_it=True)
    set_me_too(topic=topic, by=None, visitor_key="a" * 64, has_it=True)
    hide_post(post=hidden, by=mo, reason="Rude")
    return Topic.objects.get()


def test_what_the_verbs_counted_is_what_a_recount_finds(lively):
    assert (lively.post_count, lively.reply_count, lively.accepted_count, lively.me_too_count, lively.helpful_count) == (
        *(4, 2, 1),
        *(2, 2),
    )
    before = Topic.objects.values(*COUNTERS).get()
    call_command("recount_forum")
    assert Topic.objects.values(*COUNTERS).get() == before


def test_a_recount_mends_every_counter(lively):
    before = Topic.objects.values(*COUNTERS).get()
    Topic.objects.update(
        post_count=90, reply_count=9, accepted_count=9, me_too_count=9, helpful_count=9, last_post_at=lively.created_at
    )
    Post.objects.update(helpful_count=9)
    Board.objects.update(effective_audience="staff")
    call_command("recount_forum")
    assert Topic.objects.values(*COUNTERS).get() == before
    assert set(Board.objects.values_list("effective_audience", flat=True)) == {"public"}


def test_a_gap_in_the_numbers_is_told(lively, capsys):
    assert wrong_topics() == []
    lively.posts.filter(number=3).delete()
    call_command("recount_forum")
    assert f"topic {lively.pk}: the numbers of its posts have a gap" in capsys.readouterr().err


def test_rendering_anew_makes_the_html_of_old_posts(lively, capsys):
    before = list(Post.objects.order_by("pk").values_list("html", flat=True))
    Post.objects.update(html="old", renderer_version=0)
    Post.objects.filter(number=2).update(source="<p onclick='x'>From <b>elsewhere</b></p>", source_format="html")
    call_command("rerender_posts")
    after = list(Post.objects.order_by("pk").values_list("html", flat=True))
    assert after == [before[0], "<p>From <strong>elsewhere</strong></p>", *before[2:]]
    call_command("rerender_posts")
    assert "rendered 0 posts anew" in capsys.readouterr().out
