"""The list of gaps: grouped by meaning, silent about rare words, seen and worked on by those who may."""

import csv
import datetime
import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kbsite.search.learning.gaps import gaps
from kbsite.search.learning.meaning import lemmas_of
from kbsite.search.models import LoggedSearch, PutAside
from kbsite.text.sheets import harmless

ADDRESS = "/admin/search_gaps/"


def log(terms: str, visits: int = 1, *, language: str = "en", days_ago: float = 1, **said) -> None:
    at = timezone.now() - datetime.timedelta(days=days_ago)
    LoggedSearch.objects.bulk_create(
        LoggedSearch(
            key=uuid.uuid4(), at=at, language=language, terms=terms, lemmas=lemmas_of(terms, language), **({"hits": 0} | said)
        )
        for _ in range(visits)
    )


def labels(place: str = "not_found", **how) -> list[str]:
    return [gap.label for gap in gaps(place=place, **({"days": 90} | how)).gaps]


pytestmark = pytest.mark.django_db


def test_the_three_lists_and_what_is_on_none():
    log("zeppelin", 3)
    log("printer", 4, hits=7)
    log("vpn", 5, hits=7, opened_position=1, next_step="contacted")
    log("holiday", 6, hits=7, opened_position=2, next_step="read")
    assert labels("not_found") == ["zeppelin"]
    assert labels("not_opened") == ["printer"]
    assert labels("still_asked") == ["vpn"]


def test_the_same_need_in_other_words_is_one_row_with_its_volume():
    log("vpn drops at home", 4)
    log("VPN dropped home", 3, days_ago=3)
    log("home vpn dropping again", 1)
    log("printer", 3)
    [first, second] = gaps(place="not_found", days=90).gaps
    assert (first.label, first.visits, first.searches) == ("vpn drops at home", 8, 8)
    assert "VPN dropped home" in first.examples
    assert second.label == "printer"


def test_a_chain_of_likenesses_does_not_join_what_shares_nothing():
    log("alpha beta gamma delta", 5)
    log("gamma delta epsilon zeta", 4)
    assert len(labels()) == 2


def test_languages_are_kept_apart():
    log("vpn", 3)
    log("vpn", 4, language="fi")
    assert [gap.language for gap in gaps(place="not_found", days=90).gaps] == ["fi", "en"]
    assert [gap.visits for gap in gaps(place="not_found", days=90, language="en").gaps] == [3]


def test_words_of_fewer_than_three_visits_are_shown_to_nobody():
    log("anneli virtanen salary", 2)
    log("anneli virtanen salary", 20, is_first=False)
    found = gaps(place="not_found", days=90)
    assert found.gaps == ()
    assert found.rare_searches == 22


def test_a_group_of_rare_phrases_is_named_by_the_words_that_enough_visits_share():
    for phrase in ("crane lift broken anneli", "crane lift broken virtanen", "crane lift broken today please"):
        log(phrase)
    [gap] = gaps(place="not_found", days=90).gaps
    assert set(gap.label.split()) == set(lemmas_of("crane lift broken", "en").split())
    assert gap.examples == ()
    assert "anneli" not in str(gap.label)


def test_the_period_ends_and_repetition_in_a_visit_is_no_volume():
    log("zeppelin", 3, days_ago=100)
    assert labels() == []
    assert labels(days=180) == ["zeppelin"]
    log("printer", 3)
    log("printer", 10, is_first=False)
    [gap] = gaps(place="not_found", days=30).gaps
    assert (gap.visits, gap.searches) == (3, 13)


def test_the_list_costs_the_same_with_2_and_with_200_groups():
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            gaps(place="not_found", days=90)
        return len(captured)

    log("one", 3)
    few = queries()
    for number in range(200):
        log(f"word{number} thing{number}", 3)
    assert queries() == few <= 3


def test_editors_and_owners_see_it_and_nobody_else(as_user, ana, ben, mo, chi, olga):
    log("zeppelin", 3)
    for who in (chi, olga):
        assert "zeppelin" in as_user(who).get(ADDRESS).content.decode()
    for who in (None, ana, ben, mo):
        client = as_user(who)
        assert client.get(ADDRESS).status_code in (302, 403)
        assert client.get(ADDRESS, {"export": "csv"}).status_code in (302, 403)
        for path in ("put-aside/", "take-back/"):
            assert client.post(ADDRESS + path, {"place": "not_found", "language": "en", "lemmas": "zeppelin"}).status_code in (
                302,
                403,
            )
    assert not PutAside.objects.exists()


def test_an_editor_puts_a_group_aside_with_a_reason_and_takes_it_back(as_user, chi):
    log("zeppelin flights", 3)
    client = as_user(chi)
    said = {"place": "not_found", "language": "en", "lemmas": "flight zeppelin", "back": "place=not_found&days=30&evil=//x"}
    response = client.post(ADDRESS + "put-aside/", said | {"reason": "not_ours"})
    assert response.url == f"{ADDRESS}?place=not_found&days=30"
    log("flights by zeppelin", 3)
    assert labels() == []
    assert labels(show_aside=True) == ["zeppelin flights"] or labels(show_aside=True) == ["flights by zeppelin"]
    assert PutAside.objects.get().by == chi
    client.post(ADDRESS + "take-back/", said)
    assert len(labels()) == 1


def test_a_reason_must_be_chosen(as_user, chi):
    as_user(chi).post(ADDRESS + "put-aside/", {"place": "not_found", "language": "en", "lemmas": "x", "reason": ""})
    assert not PutAside.objects.exists()


@pytest.mark.parametrize("typed", ["=1+1", "+x", "-x", "@sum", " =cmd|x", "\t=x", "＝1", "\r=x"])  # noqa: RUF001
def test_no_cell_is_a_formula(typed):
    assert harmless(typed).startswith("'")


def test_the_file_holds_what_the_list_shows(as_user, chi):
    log('=HYPERLINK("http://evil.example")', 3)
    log("plain words", 4)
    log("rare secret", 1)
    text = as_user(chi).get(ADDRESS, {"export": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][0] == "plain words"
    assert rows[2][0].startswith("'=")
    assert "secret" not in text


def test_one_click_leads_to_a_synonym_or_a_promotion_with_the_words_filled_in(as_user, chi):
    log("wifi", 3)
    html = as_user(chi).get(ADDRESS).content.decode()
    assert "/admin/synonym/new/?words=wifi&amp;language=en" in html
    assert "/admin/promotion/new/?phrase=wifi&amp;language=en" in html
    assert 'value="wifi"' in as_user(chi).get("/admin/synonym/new/?words=wifi&language=en").content.decode()


def test_hostile_words_are_words(as_user, chi):
    log("<script>alert(1)</script> zeppelin", 3)
    html = as_user(chi).get(ADDRESS).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
