"""Replies that link to an article: recognised when they are written, forgotten when they no longer do, and nobody's score."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from articles.addresses import own_address, permalink
from articles.models import ArticleReuse
from articles.reusing.recognising import MOST_LINKS, articles_behind
from articles.reusing.recording import Reply, link_article, record_links, unlink_article
from articles.reusing.topics import spot_of
from deflection.contact.answering import NewContact, open_contact, reply_to_contact
from deflection.contact.forgetting import forget_old_words
from deflection.models import Contact
from forum.arranging import save_board
from forum.models import Board
from forum.moderating import hide_post, hide_topic, unhide_post, unhide_topic
from forum.posting import edit_post, reply_to_topic, start_topic
from kbsite.accounts.audience import audiences_for
from tests.articles.conftest import make_article, make_section


@pytest.fixture
def article(devices):
    return make_article("Reset a laptop", parent=devices)


@pytest.fixture
def topic(ana):
    board = save_board(board=Board(slug="remote", title_en="Remote work"))
    return start_topic(board=board, by=ana, title="My laptop is stuck", source="It shows a blue screen.")


@pytest.fixture
def contact(ana):
    return open_contact(opening=NewContact(subject="Laptop is stuck", text="It is blue.", language="en", email="", user=ana))


def reused() -> list[tuple[str, str, bool]]:
    return [(row.place, row.text_key, row.is_by_desk) for row in ArticleReuse.objects.order_by("pk")]


def link_to(article) -> str:
    return f"[this]({permalink(article.translation_key)})"


def test_every_spelling_of_an_address_of_ours_is_recognised(article, ben, settings):
    settings.SITE_URL = "https://help.example"
    own, key = own_address(article.url_path, "en"), article.translation_key
    good = [
        *(own, f"https://help.example{own}?from=mail#what-happens", f"HTTPS://HELP.example{own}".replace("HTTPS", "https")),
        *(permalink(key), f"https://help.example/fi{permalink(key)}", f"/sv/articles/en{own}"),
    ]
    bad = [
        *(f"https://elsewhere.example{own}", "/devices/", "/devices/nothing/", f"mailto:x@help.example{own}", "/", "#part"),
        *(f"/fi{own}", "/articles/", "/admin/", "https://help.example"),
    ]
    assert articles_behind([*good, *bad], user=ben) == dict.fromkeys(good, key)


def test_a_reply_and_its_reuse_are_written_together_and_an_edit_takes_it_back(topic, article, ben):
    post = reply_to_topic(topic=topic, by=ben, source=f"See {link_to(article)}, and {link_to(article)} again.")
    row = ArticleReuse.objects.get()
    assert (row.article_key, row.place_key, row.at) == (article.translation_key, str(topic.key), post.created_at)
    edit_post(post=post, by=ben, source=f"Better: {link_to(article)}.")
    assert ArticleReuse.objects.get().pk == row.pk
    edit_post(post=post, by=ben, source="Never mind.")
    assert reused() == []


def test_a_reply_that_cannot_be_recorded_is_not_written(topic, article, ben, monkeypatch):
    monkeypatch.setattr("articles.reusing.recording.articles_behind", lambda *asked, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        reply_to_topic(topic=topic, by=ben, source=link_to(article))
    assert topic.posts.count() == 1


@pytest.mark.parametrize(("who", "counts"), [("ana", False), ("dov", True), ("ben", True)])
def test_who_asked_tells_what_they_read_others_answer_with_it(topic, article, who, counts, request):
    post = reply_to_topic(topic=topic, by=request.getfixturevalue(who), source=link_to(article))
    assert reused() == ([("topic", str(post.pk), who == "ben")] if counts else [])


def test_what_is_quoted_was_said_before(topic, article, ben):
    reply_to_topic(topic=topic, by=ben, source=f"> See {link_to(article)}.\n\nThat did it for me too.")
    assert reused() == []


def test_an_article_that_the_writer_may_not_read_is_not_reused(topic, desk_only, dov, ben):
    internal = make_article("For the desk", parent=desk_only)
    reply_to_topic(topic=topic, by=dov, source=link_to(internal))
    assert reused() == []
    reply_to_topic(topic=topic, by=ben, source=link_to(internal))
    assert len(reused()) == 1


def test_what_is_hidden_answers_nobody_until_it_is_shown_again(topic, article, ben, mo):
    post = reply_to_topic(topic=topic, by=ben, source=link_to(article))
    hide_post(post=post, by=mo, reason="Off the subject")
    assert reused() == []
    unhide_post(post=post, by=mo)
    hide_topic(topic=topic, by=mo, reason="Off the subject")
    assert reused() == []
    unhide_topic(topic=topic, by=mo)
    assert reused() == [("topic", str(post.pk), True)]
    post.delete()
    assert reused() == []


def test_an_answer_of_the_desk_reuses_until_its_words_are_forgotten(contact, article, ben):
    message = reply_to_contact(contact=contact, by=ben, text=f"This helps: {link_to(article)}")
    assert reused() == [("contact", str(message.pk), True)]
    Contact.objects.update(state="closed")
    assert forget_old_words(message.created_at.replace(year=message.created_at.year + 3)) == 1
    assert reused() == []


def test_the_desk_links_by_hand_and_takes_it_back(topic, article, ben, ana):
    spot = spot_of(topic, user=ben)
    for _twice in range(2):
        link_article(spot=spot, article_key=article.translation_key, by=ben)
    assert reused() == [("topic", "", True)]
    for refused in (link_article, unlink_article):
        more = {"by": ana} if refused is link_article else {}
        with pytest.raises(PermissionDenied, match="Only people of the service desk"):
            refused(spot=spot_of(topic, user=ana), article_key=article.translation_key, **more)
    unlink_article(spot=spot, article_key=article.translation_key)
    assert reused() == []


def test_a_row_knows_nobody():
    """Whatever is asked of it, no list of people can come out."""
    names = {field.name for field in ArticleReuse._meta.get_fields()}
    assert names == {"id", "article_key", "place", "place_key", "text_key", "is_by_desk", "at"}
    assert not any(isinstance(field, models.ForeignKey) for field in ArticleReuse._meta.get_fields())


def test_recording_costs_the_same_with_2_links_and_with_20(ben, devices):
    articles = [make_article(f"Article {number}", parent=devices) for number in range(MOST_LINKS + 2)]
    audiences_for(ben)  # asks for his groups once
    counts = []
    for size in (2, 20):
        links = "".join(f'<a href="{permalink(article.translation_key)}">x</a>' for article in articles[:size])
        reply = Reply(text_key=str(size), html=links, is_by_desk=True, at=articles[0].first_published_at)
        with CaptureQueriesContext(connection) as captured:
            record_links(place="topic", place_key="k", replies=[reply], by=ben)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert ArticleReuse.objects.filter(text_key="20").count() == 20


def test_a_reply_without_links_asks_only_what_it_held_before(ben, db, django_assert_max_num_queries):
    reply = Reply(text_key="1", html="<p>No link.</p>", is_by_desk=True, at=make_section("Any").first_published_at)
    with django_assert_max_num_queries(4):
        record_links(place="topic", place_key="k", replies=[reply], by=ben)
