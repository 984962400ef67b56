"""Solutions that many people need stand in a list of things to write, with the reason in words."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import PromotionCandidate
from articles.promoting.candidates import dismiss_candidate, reasons_of, renew_candidates, take_candidate_back
from articles.promoting.drafting import draft_from
from articles.promoting.topics import find
from forum.accepting import accept_reply, withdraw_acceptance
from forum.arranging import save_board
from forum.models import Board, Topic
from forum.moderating import hide_topic
from forum.posting import reply_to_topic, start_topic
from kbsite.search.indexing import drain
from kbsite.search.learning.meaning import lemmas_of
from kbsite.search.models import LoggedSearch
from tests.articles.conftest import make_article


@pytest.fixture
def board(db):
    return save_board(board=Board(slug="remote", title_en="Remote work"))


@pytest.fixture
def solved(board, ana, ben):
    """`solved("VPN drops", me_too=4)` is a solved topic; returns its accepted reply."""

    def make(title: str, *, me_too: int = 0, views: int = 0):
        topic = start_topic(board=board, by=ana, title=title, source="It happens every day.")
        post = reply_to_topic(topic=topic, by=ben, source="Turn it off and on.")
        accept_reply(post=post, by=ana)
        Topic.objects.filter(pk=topic.pk).update(me_too_count=me_too, view_count=views)
        return post

    return make


def listed() -> list[str]:
    renew_candidates()
    titles = {str(topic.key): topic.title for topic in Topic.objects.all()}
    return [titles[one.key] for one in PromotionCandidate.objects.filter(dismissal="").order_by("-score")]


def search_for(terms: str, *, times: int) -> None:
    for _number in range(times):
        LoggedSearch.objects.create(
            key=uuid.uuid4(), at=timezone.now(), language="en", terms=terms, lemmas=lemmas_of(terms, "en"), hits=1
        )


def test_what_most_people_need_stands_first(solved):
    solved("Seldom", me_too=1, views=10)
    solved("Often", me_too=8, views=10)
    solved("Read a lot", views=100)
    assert listed() == ["Often", "Read a lot", "Seldom"]


def test_open_hidden_and_written_up_topics_are_left_out(solved, board, ana, ben, mo, devices):
    start_topic(board=board, by=ana, title="Nobody knows", source="Text.")
    hide_topic(topic=solved("Hidden", me_too=9).topic, by=mo, reason="spam")
    withdraw_acceptance(post=solved("Withdrawn", me_too=9), by=ana)
    draft_from(find(ben, str(solved("Written up", me_too=9).pk)), by=ben, section=devices)
    solved("To write", me_too=2)
    assert listed() == ["To write"]


def test_the_reason_stands_in_words_the_strongest_first(solved, board, ana):
    post = solved("Printer prints blank pages", me_too=3, views=20)
    other = start_topic(board=board, by=ana, title="Same here", source="Text.")
    reply_to_topic(topic=other, by=ana, source=f"See http://testserver/community/{post.topic_id}-printer/ and /community/99-x/")
    search_for("printer blank pages", times=4)
    search_for("printer", times=9)
    search_for("calendar empty", times=9)
    renew_candidates()
    assert reasons_of(PromotionCandidate.objects.get()) == [
        "3 people have this too",
        "1 other topic points to it",
        "4 searches in its words in 90 days",
        "read 20 times",
        "no article says it",
    ]


def test_what_an_article_comes_near_stands_lower_and_names_it(solved, devices):
    article = make_article("Printer prints blank pages", parent=devices)
    drain()
    solved("Printer prints blank pages", me_too=5)
    solved("Lantern does not burn", me_too=4)
    assert listed() == ["Lantern does not burn", "Printer prints blank pages"]
    assert PromotionCandidate.objects.get(covered_by__isnull=False).covered_by == article


def test_an_article_for_staff_covers_nothing(solved, desk_only):
    make_article("Printer prints blank pages", parent=desk_only)
    drain()
    solved("Printer prints blank pages", me_too=5)
    renew_candidates()
    assert PromotionCandidate.objects.get().covered_by is None


def test_a_dismissal_has_a_reason_stays_and_can_be_taken_back(solved, ana, ben):
    solved("Seldom", me_too=1)
    renew_candidates()
    candidate = PromotionCandidate.objects.get()
    with pytest.raises(PermissionDenied):
        dismiss_candidate(candidate=candidate, by=ana, reason="too_special")
    dismiss_candidate(candidate=candidate, by=ben, reason="too_special")
    assert listed() == []
    candidate.refresh_from_db()
    assert (candidate.dismissal, candidate.dismissed_by) == ("too_special", ben)
    take_candidate_back(candidate=candidate, by=ben)
    assert listed() == ["Seldom"]


def test_the_list_in_the_admin_leads_to_the_screen_and_dismisses(solved, as_user, ben):
    post = solved("Often", me_too=8)
    renew_candidates()
    client = as_user(ben)
    page = client.get("/admin/article_candidates/").content.decode()
    assert "8 people have this too; no article says it" in page
    assert f"/articles/write-up/topic/{post.pk}/" in page
    pk = PromotionCandidate.objects.get().pk
    client.post(f"/admin/article_candidates/{pk}/dismiss/", {"reason": ""})
    assert PromotionCandidate.objects.get().dismissal == ""
    client.post(f"/admin/article_candidates/{pk}/dismiss/", {"reason": "covered"})
    assert "Often" not in client.get("/admin/article_candidates/").content.decode()
    assert "An article says it already" in client.get("/admin/article_candidates/?dismissed=1").content.decode()
    client.post(f"/admin/article_candidates/{pk}/take-back/")
    assert "Often" in client.get("/admin/article_candidates/").content.decode()


@pytest.mark.parametrize(("who", "may"), [("ana", False), ("mo", False), ("ben", True), ("chi", True)])
def test_who_sees_the_list(who, may, as_user, request):
    status = as_user(request.getfixturevalue(who)).get("/admin/article_candidates/").status_code
    assert (status == 200) is may


def test_a_solution_that_was_hidden_since_is_not_named(solved, as_user, ben):
    solved("Often", me_too=8)
    renew_candidates()
    Topic.objects.update(is_hidden=True, hide_reason="spam")
    assert "Often" not in as_user(ben).get("/admin/article_candidates/").content.decode()


def test_the_list_costs_the_same_with_2_and_with_20(solved, as_user, ben):
    client = as_user(ben)
    counts = []
    for number in range(20):
        solved(f"Question {number}", me_too=1)
        if number in (1, 19):
            renew_candidates()
            client.get("/admin/article_candidates/")
            with CaptureQueriesContext(connection) as captured:
                client.get("/admin/article_candidates/")
            counts.append(len(captured))
    assert counts[0] == counts[1]
