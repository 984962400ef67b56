"""The picker, the hint and the link by hand: what a writer finds, is warned of, and what it tells about the article."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.addresses import permalink
from articles.models import ArticlePage, ArticleReuse
from articles.reusing.picking import find_picks
from articles.reusing.selectors import answered_before, reuse_of
from articles.reusing.topics import spot_of
from deflection.contact.answering import NewContact, open_contact, reply_to_contact
from deflection.contact.reusing import spot_of as spot_of_contact
from deflection.models import RecurringIssue
from forum.arranging import save_board
from forum.models import Board
from forum.posting import reply_to_topic, start_topic
from kbsite.search.indexes import documents_index
from kbsite.search.indexing import drain
from tests.articles.conftest import make_article, make_section


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    """An empty index; what other tests found must not be found here."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    documents_index.forget()
    yield
    documents_index.forget()


@pytest.fixture
def board(db):
    return save_board(board=Board(slug="remote", title_en="Remote work"))


@pytest.fixture
def topic(board, ana):
    return start_topic(board=board, by=ana, title="Laptop is stuck", source="It shows a blue screen.")


@pytest.fixture
def article(devices):
    made = make_article("Reset [a] laptop", parent=devices)
    drain()
    return made


@pytest.fixture
def internal(desk_only):
    made = make_article("Reset codes of the desk", parent=desk_only)
    drain()
    return made


def new_contact(user=None, **more):
    return open_contact(opening=NewContact(subject="Laptop stuck", text="Blue.", language="en", user=user, email="", **more))


def picks(words, topic, user):
    return find_picks(words, spot=spot_of(topic, user=user), user=user, today=timezone.localdate())


def test_a_writer_finds_what_they_may_read_and_what_it_is(topic, article, internal, ben, ana):
    found = {pick.title: pick for pick in picks("reset", topic, ben)}
    assert found["Reset [a] laptop"].markdown == rf"[Reset \[a\] laptop]({permalink(article.translation_key)})"
    assert (found["Reset [a] laptop"].warning, found["Reset [a] laptop"].is_unchecked) == ("", True)
    assert [pick.title for pick in picks("reset", topic, ana)] == ["Reset [a] laptop"]


def test_an_agents_only_article_warns_and_keeps_its_title_out_of_the_text(topic, internal, ben):
    (pick,) = picks("reset codes", topic, ben)
    assert pick.warning.startswith("Customers cannot open it")
    assert internal.title not in pick.markdown
    assert str(internal.translation_key) in pick.markdown


@pytest.mark.parametrize(("who", "warned"), [(None, True), ("ana", False)])
def test_what_is_for_signed_in_people_warns_for_a_guest(who, warned, ben, request):
    make_article("Reset at home", parent=make_section("Members", audience="signed_in"))
    drain()
    spot = spot_of_contact(new_contact(request.getfixturevalue(who) if who else None))
    (pick,) = find_picks("reset at", spot=spot, user=ben, today=timezone.localdate())
    assert bool(pick.warning) is warned
    assert "](http://" in pick.markdown


def test_without_a_script_a_reply_finds_and_takes_an_article(topic, article, as_user, dov):
    client, address = as_user(dov), reverse("forum:reply", args=[topic.pk])
    page = client.post(address, {"source": "Try this:", "words": "reset", "find": "1"}).content.decode()
    (link,) = re.findall(r'name="insert" value="([^"]+)"', page)
    assert "Try this:</textarea>" in page
    assert "Everybody can read it" in page
    page = client.post(address, {"source": "Try this:", "words": "reset", "insert": unescape(link)}).content.decode()
    assert f"Try this:\n\n{link}" in page.partition("</textarea>")[0]
    assert topic.posts.count() == 1


def test_without_a_script_an_edit_finds_too_and_keeps_title_and_tags(topic, article, as_user, ana):
    sent = {"title": "New title", "source": "New text", "tags": "x, y", "words": "reset", "find": "1"}
    page = as_user(ana).post(reverse("forum:edit", args=[topic.posts.get().pk]), sent).content.decode()
    assert all(words in page for words in ('value="New title"', "New text</textarea>", 'value="x, y"', 'name="insert"'))


def test_without_a_script_the_desk_finds_for_its_answer(article, as_user, ben):
    contact = new_contact()
    sent = {"text": "Try this:", "words": "reset", "find": "1"}
    page = as_user(ben).post(reverse("contact:desk_answer", args=[contact.reference]), sent).content.decode()
    assert "Try this:" in page
    assert "Everybody can read it" in page
    assert contact.messages.count() == 1


@pytest.mark.parametrize(("who", "status"), [(None, 302), ("ana", 200), ("ben", 200)])
def test_options_while_typing_are_for_people_who_write(topic, article, internal, as_user, who, status, request):
    client = as_user(request.getfixturevalue(who) if who else None)
    answer = client.get(reverse("articles:pick", args=["topic", topic.key]), {"q": "reset"})
    assert answer.status_code == status
    if who:
        assert answer.content.decode().count("data-markdown") == (2 if who == "ben" else 1)


@pytest.mark.parametrize(("place", "key"), [("topic", "x"), ("elsewhere", "1"), ("contact", "LK-00000")])
def test_what_is_not_there_is_not_found(as_user, ben, place, key):
    assert as_user(ben).get(reverse("articles:pick", args=[place, key])).status_code == 404
    assert as_user(ben).get(reverse("articles:answered_by", args=[place, key])).status_code == 404


def test_a_customer_reaches_no_contact_of_the_desk(as_user, ana):
    contact = new_contact(ana)
    for name in ("articles:pick", "articles:answered_by"):
        assert as_user(ana).get(reverse(name, args=["contact", contact.reference])).status_code == 404


def test_the_desk_links_an_article_and_readers_see_it(topic, article, as_user, ben, ana, client):
    address = reverse("articles:answered_by", args=["topic", topic.key])
    page = as_user(ben).get(address, {"words": "reset"}).content.decode()
    assert str(article.translation_key) in page
    assert as_user(ana).post(address, {"link": str(article.translation_key)}).status_code == 403
    assert as_user(ben).post(address, {"link": "no key"}).status_code == 404
    assert as_user(ben).post(address, {"link": str(article.translation_key)}).url == topic.get_absolute_url()
    assert "Answered by" in client.get(topic.get_absolute_url()).content.decode()
    as_user(ben).post(address, {"unlink": str(article.translation_key)})
    assert "Answered by" not in client.get(topic.get_absolute_url()).content.decode()


def test_readers_see_no_linked_article_that_they_may_not_read(topic, internal, as_user, ben, client):
    as_user(ben).post(reverse("articles:answered_by", args=["topic", topic.key]), {"link": str(internal.translation_key)})
    assert "Answered by" in as_user(ben).get(topic.get_absolute_url()).content.decode()
    assert internal.title not in client.get(topic.get_absolute_url()).content.decode()


def test_a_need_that_was_answered_before_says_with_what(board, article, ana, ben, as_user):
    issue = RecurringIssue.objects.create(slug="stuck", title="Laptop is stuck")
    for _number in range(3):
        contact = new_contact(ana)
        contact.issues.add(issue)
        for _again in range(2):  # two messages to one customer answered one question
            reply_to_contact(contact=contact, by=ben, text=f"See {permalink(article.translation_key)} [x](/devices/)")
            reply_to_contact(contact=contact, by=ben, text=f"See [it]({permalink(article.translation_key)})")
    fresh = new_contact(ana)
    fresh.issues.add(issue)
    (hint,) = answered_before(spot_of_contact(fresh), user=ben)
    assert (hint.questions, hint.pick.key) == (3, article.translation_key)
    page = as_user(ben).get(reverse("contact:desk_contact", args=[fresh.reference])).content.decode()
    assert "Answered 3 times before with" in page


def test_similar_topics_that_were_answered_before_say_with_what(topic, board, article, dov, ben, as_user, ana, monkeypatch):
    other = start_topic(board=board, by=dov, title="Laptop is stuck again", source="Blue screen.")
    reply_to_topic(topic=other, by=ben, source=f"[This]({permalink(article.translation_key)})")
    monkeypatch.setattr("articles.reusing.topics.similar_topics", lambda user, topic: [other])
    assert "Answered 1 time before with" in as_user(ben).get(topic.get_absolute_url()).content.decode()
    assert "before with" not in as_user(ana).get(topic.get_absolute_url()).content.decode()


def test_reuse_is_a_sign_of_life_and_moves_no_review_date(topic, article, ben, dov, as_user):
    due = timezone.localdate() - timezone.timedelta(days=3)
    ArticlePage.objects.filter(pk=article.pk).update(review_by=due)
    reply_to_topic(topic=topic, by=dov, source=f"[This]({permalink(article.translation_key)})")
    assert (reuse_of(article.translation_key).questions, reuse_of(article.translation_key).by_desk_at) == (1, None)
    reply_to_topic(topic=topic, by=ben, source=f"[This]({permalink(article.translation_key)})")
    page = as_user(ben).get(article.url).content.decode()
    assert "for 1 question, on" in page
    assert "The desk answered with it on" in page
    assert ArticlePage.objects.get(pk=article.pk).review_by == due
    for name in (ben.public_name, dov.public_name):
        assert name not in page.partition('id="h-staff"')[2].partition("</dl>")[0]


def test_the_list_of_due_reviews_says_what_is_in_use(article, as_user, chi):
    ArticlePage.objects.filter(pk=article.pk).update(review_by=timezone.localdate())
    for number in range(2):
        ArticleReuse.objects.create(
            article_key=article.translation_key, place="topic", place_key=str(number), text_key="1", is_by_desk=True
        )
    page = as_user(chi).get("/admin/upkeep/due/").content.decode()
    assert "reused for 2 questions, last on" in page


def test_hints_cost_the_same_with_2_answers_and_with_20(article, devices, ana, ben):
    issue = RecurringIssue.objects.create(slug="stuck", title="Laptop is stuck")
    fresh = new_contact(ana)
    fresh.issues.add(issue)
    counts = []
    for size in (2, 18):
        for _number in range(size):
            contact = new_contact(ana)
            contact.issues.add(issue)
            reply_to_contact(contact=contact, by=ben, text=f"[x]({permalink(article.translation_key)})")
        answered_before(spot_of_contact(fresh), user=ben)
        with CaptureQueriesContext(connection) as captured:
            answered_before(spot_of_contact(fresh), user=ben)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 6
