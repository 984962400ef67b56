"""What people look for: from many visits, found and opened, in words that belong to nobody."""

import datetime
import uuid

import pytest
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kbsite.search.learning.meaning import lemmas_of
from kbsite.search.learning.popular import popular_searches, renew_popular_searches
from kbsite.search.learning.putting_aside import put_aside
from kbsite.search.models import LoggedSearch, PopularSearch

SUBJECTS = ("printer jam", "vpn drops", "new phone")


def log(terms: str, visits: int = 6, *, language: str = "en", days_ago: float = 1, **said) -> None:
    at = timezone.now() - datetime.timedelta(days=days_ago)
    found = {"hits": 3, "opened_position": 1, "next_step": "read"} | said
    LoggedSearch.objects.bulk_create(
        LoggedSearch(key=uuid.uuid4(), at=at, language=language, terms=terms, lemmas=lemmas_of(terms, language), **found)
        for _ in range(visits)
    )


def shown(language: str = "en") -> list[str]:
    renew_popular_searches()
    return [search.terms for search in popular_searches(language)]


@pytest.fixture
def site(notes, indexed):
    for subject in (*SUBJECTS, "shared mailbox"):
        notes.write(subject.capitalize())
    notes.write("Zeppelin fleet", audience="staff")
    indexed()
    for subject in SUBJECTS:
        log(subject)
    return notes


def test_three_phrases_or_none(site):
    assert sorted(shown()) == ["new phone", "printer jam", "vpn drops"]
    LoggedSearch.objects.filter(terms="new phone").delete()
    assert shown() == []


@pytest.mark.parametrize(
    "said",
    [
        {"visits": 4},
        {"is_first": False},
        {"hits": 0},
        {"opened_position": None},
        {"is_signed_in": True},
        {"was_masked": True},
        {"days_ago": 40},
        {"language": "fi"},
    ],
)
def test_what_does_not_count(site, said):
    log("shared mailbox", **({"visits": 9} | said))
    assert "shared mailbox" not in shown()


def test_what_only_people_who_work_here_find_is_never_shown(site):
    log("zeppelin", 50)
    assert "zeppelin" not in shown()


def test_what_was_withdrawn_since_is_gone_with_the_next_list(site):
    log("shared mailbox", 9)
    assert shown()[0] == "shared mailbox"
    site.change(4, audience="staff")
    assert "shared mailbox" not in shown()


def test_one_need_stands_once_in_the_words_of_most(site):
    log("vpn dropping", 9)
    assert [terms for terms in shown() if "vpn" in terms] == ["vpn dropping"]


def test_an_editor_takes_words_off_the_home_page_at_once_and_for_good(site, chi):
    log("shared mailbox", 9)
    assert "shared mailbox" in shown()
    put_aside(place="popular", language="en", lemmas=lemmas_of("shared mailbox", "en"), reason="noise", by=chi)
    assert "shared mailbox" not in [search.terms for search in popular_searches("en")]
    assert "shared mailbox" not in shown()


def test_the_line_is_a_link_each_and_costs_one_query(site):
    renew_popular_searches()
    template = engines["django"].from_string('{% include "search/popular.html" %}')
    with CaptureQueriesContext(connection) as captured:
        html = template.render({})
    assert len(captured) == 1
    assert '<a href="/search/?q=vpn%20drops">vpn drops</a>' in html
    PopularSearch.objects.all().delete()
    assert template.render({}).strip() == ""
