"""Each state of an article has an effect that a reader or a search sees; owners and reviewers hear of their work."""

import datetime

import pytest
from django.core import mail
from wagtail.models import TaskState, Workflow

from articles.forms import people_who_may_publish
from articles.models import ArticleFlag, ArticlePage, Confidence, NamedReviewTask
from articles.reviewing import remind_of_reviews
from kbsite.notifications.models import Notice
from kbsite.notifications.sending import send_due_mail
from kbsite.search.indexing import drain
from kbsite.search.querying import search
from tests.articles.conftest import make_article

TODAY = datetime.date(2026, 11, 22)


def found(words: str, user) -> list[str]:
    drain()
    return [hit.title for hit in search(user=user, terms=words, language="en").hits]


# Confidence


def test_work_in_progress_is_for_people_who_work_here(devices, as_user, ana, ben):
    make_article("Draft words", parent=devices, confidence=Confidence.WORK_IN_PROGRESS)
    assert as_user(ana).get("/devices/draft-words/").status_code == 404
    assert "Work in progress" in as_user(ben).get("/devices/draft-words/").content.decode()
    assert found("draft words", ana) == []
    assert found("draft words", ben) == ["Draft words"]


def test_what_nobody_has_validated_is_marked_and_stands_below_what_somebody_has(devices, client, ana):
    same = {"summary": "How the lantern is lit.", "body": [("text", "<p>Light the lantern with care.</p>")]}
    make_article("Lantern one", parent=devices, confidence=Confidence.NOT_VALIDATED, **same)
    make_article("Lantern two", parent=devices, confidence=Confidence.VALIDATED, **same)
    assert "Not checked by a second person" in client.get("/devices/lantern-one/").content.decode()
    assert "Not checked by a second person" not in client.get("/devices/lantern-two/").content.decode()
    assert found("lantern", ana) == ["Lantern two", "Lantern one"]


def test_an_archived_article_stands_in_no_list_and_leads_on(devices, client, ana, as_user):
    successor = make_article("Kettle today", parent=devices, summary="Another thing.")
    make_article("Kettle of old", parent=devices, confidence=Confidence.ARCHIVED, replaced_by=successor)
    page = client.get("/devices/kettle-of-old/")
    assert page.status_code == 200
    assert 'name="robots" content="noindex"' in page.content.decode()
    assert 'href="/devices/kettle-today/">Kettle today</a>' in page.content.decode()
    for address in ("/", "/articles/", "/devices/", "/articles/feed/", "/sitemap-articles.xml", "/search/?q=kettle"):
        drain()
        assert "kettle-of-old" not in client.get(address).content.decode(), address
    assert found("kettle", ana) == ["Kettle today"]


def test_archiving_takes_an_article_out_of_search_at_once_even_before_the_index_follows(devices, ana):
    article = make_article("Kettle", parent=devices)
    assert found("kettle", ana) == ["Kettle"]
    ArticlePage.objects.filter(pk=article.pk).update(confidence=Confidence.ARCHIVED)
    assert [hit.title for hit in search(user=ana, terms="kettle", language="en").hits] == []


def test_a_successor_that_the_reader_may_not_see_is_not_named(devices, desk_only, client):
    successor = make_article("Secret kettle", parent=desk_only)
    make_article("Kettle of old", parent=devices, confidence=Confidence.ARCHIVED, replaced_by=successor)
    page = client.get("/devices/kettle-of-old/").content.decode()
    assert "Secret kettle" not in page
    assert "Search for what has taken its place" in page


# Staleness and reminders


def test_a_reader_sees_that_an_article_is_overdue(devices, client):
    make_article("Late", parent=devices, review_by=datetime.date(2020, 1, 1))
    make_article("In time", parent=devices, review_by=datetime.date(2999, 1, 1))
    assert "This should have been checked by 1 January 2020" in client.get("/devices/late/").content.decode()
    assert "should have been checked" not in client.get("/devices/in-time/").content.decode()


def test_owners_are_reminded_a_week_ahead_and_on_the_day_once_each(devices, ben, chi):
    make_article("Soon", parent=devices, owner=ben, review_by=TODAY + datetime.timedelta(days=3))
    make_article("Due", parent=devices, owner=ben, review_by=TODAY)
    make_article("Far", parent=devices, owner=ben, review_by=TODAY + datetime.timedelta(days=30))
    make_article("Gone", parent=devices, owner=ben, review_by=TODAY, confidence=Confidence.ARCHIVED)
    assert remind_of_reviews(TODAY) == 2
    assert remind_of_reviews(TODAY) == 0
    assert sorted(notice.text for notice in ben.notices.all()) == [
        "“Due” is due to be reviewed",
        "“Soon” is due to be reviewed within a week",
    ]
    send_due_mail()
    (letter,) = mail.outbox
    assert letter.subject == "2 articles of yours are due to be reviewed"
    assert letter.to == [ben.email]
    # The day itself comes.
    assert remind_of_reviews(TODAY + datetime.timedelta(days=3)) == 1


def test_an_owner_who_has_left_is_not_the_one_who_is_reminded(devices, ben, chi):
    make_article("Due", parent=devices, owner=ben, review_by=TODAY)
    ben.is_active = False
    ben.save()
    remind_of_reviews(TODAY)
    assert Notice.objects.get(kind="review_due").user == chi


# A named reviewer


@pytest.fixture
def in_review(devices, ben, olga, chi):
    """Ben's draft asks Olga, who is in none of the workflow's groups."""
    draft = make_article("Lantern", parent=devices, publish=False, owner=ben, reviewer=olga)
    draft.get_workflow().start(draft, ben)
    return ArticlePage.objects.get(pk=draft.pk)


def test_the_default_workflow_asks_named_reviewers(db):
    (task,) = Workflow.objects.get(name="Editors approve").tasks
    assert isinstance(task.specific, NamedReviewTask)
    assert [group.name for group in task.specific.groups.all()] == ["Editors"]


def test_only_the_named_reviewer_is_told(in_review, olga, chi):
    assert [notice.user for notice in Notice.objects.filter(kind="review_asked")] == [olga]
    send_due_mail()
    assert [letter.to for letter in mail.outbox if "Please review: Lantern" in letter.subject] == [[olga.email]]


def test_without_a_name_everybody_of_the_group_is_told(devices, ben, chi, olga):
    draft = make_article("Lantern", parent=devices, publish=False, owner=ben)
    draft.get_workflow().start(draft, ben)
    assert [notice.user for notice in Notice.objects.filter(kind="review_asked")] == [chi]


@pytest.mark.parametrize(("who", "may"), [("olga", True), ("chi", True), ("ben", False), ("mo", False), ("ana", False)])
def test_the_named_reviewer_and_who_stands_in_may_approve(who, may, in_review, request):
    person = request.getfixturevalue(who)
    task = in_review.current_workflow_task
    assert bool(task.get_actions(in_review, person)) is may
    assert (in_review.current_workflow_task_state in TaskState.objects.reviewable_by(person)) is may


def test_only_people_who_may_publish_can_be_named(ana, ben, chi, mo, olga):
    assert set(people_who_may_publish()) == {chi, olga}


def test_the_named_reviewer_publishes_by_approving(in_review, olga, as_user):
    assert as_user(olga).get(f"/admin/pages/{in_review.pk}/edit/").status_code == 200
    state = in_review.current_workflow_task_state
    state.task.specific.on_action(state, user=olga, action_name="approve")
    assert ArticlePage.objects.get(pk=in_review.pk).live


# Flags of readers


def test_anybody_who_may_read_it_reports_a_problem_and_the_owner_has_work(devices, client, ben):
    article = make_article("Lantern", parent=devices, owner=ben)
    address = f"/articles/flag/{article.pk}/"
    assert address in client.get("/devices/lantern/").content.decode()
    assert client.get(address).status_code == 200
    sent = client.post(address, {"reason": "wrong", "comment": "Step 2; write to me@home.example."})
    assert sent.url == "/devices/lantern/"
    flag = ArticleFlag.objects.get()
    assert (flag.reason, flag.owner, flag.raised_by) == ("wrong", ben, None)
    assert "home.example" not in flag.comment


def test_reasons_that_only_the_site_gives_cannot_be_chosen(devices, client):
    article = make_article("Lantern", parent=devices)
    assert client.post(f"/articles/flag/{article.pk}/", {"reason": "source_hidden"}).status_code == 422
    assert not ArticleFlag.objects.exists()


def test_a_hidden_article_takes_no_reports(desk_only, client):
    article = make_article("Secret", parent=desk_only)
    assert client.get(f"/articles/flag/{article.pk}/").status_code == 404
    assert client.post(f"/articles/flag/{article.pk}/", {"reason": "wrong"}).status_code == 404


def test_a_flood_of_reports_is_stopped(devices, client):
    article = make_article("Lantern", parent=devices)
    answers = [client.post(f"/articles/flag/{article.pk}/", {"reason": "wrong"}).status_code for _number in range(11)]
    assert answers == [302] * 10 + [422]


def test_people_who_work_here_see_open_flags_beside_the_article(devices, client, as_user, ben):
    article = make_article("Lantern", parent=devices, owner=ben)
    client.post(f"/articles/flag/{article.pk}/", {"reason": "wrong"})
    assert "Something in it is wrong" in as_user(ben).get("/devices/lantern/").content.decode()
    assert "Something in it is wrong" not in client.get("/devices/lantern/").content.decode()
