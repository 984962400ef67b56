"""Related by reading: what the same visits read, from a minimum on, behind the same rule about who may see it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kbsite.search import querying
from kbsite.search.learning import co_reading
from kbsite.search.learning.co_reading import register_reading, renew_co_reads
from kbsite.search.models import CoRead


@pytest.fixture
def visits(monkeypatch):
    """A room whose visits are this list."""
    monkeypatch.setattr(co_reading, "_providers", {})
    happened: list[set[str]] = [{f"article:other{number}"} for number in range(30)]
    register_reading("test", lambda since: happened)
    return happened


@pytest.fixture
def pages(notes, indexed):
    notes.write("Connect to the VPN", body="tunnel client password", content="article:vpn")
    notes.write("Hotel networks block ports", body="ask the reception", content="article:hotel")
    notes.write("Salaries of the board", body="secret sums", content="article:secret", audience="staff")
    notes.write("VPN client for Linux", body="tunnel client password", content="article:linux")
    for number in range(8):
        notes.write(f"Theme {number}", body="Colours of the page", content=f"article:theme{number}")
    indexed()
    return notes


def related(user=None) -> list[str]:
    hits = querying.related(user=user or AnonymousUser(), kind="note", object_id=1, language="en")
    return [hit.title for hit in hits]


def test_what_is_read_together_joins_what_reads_alike(pages, visits):
    assert related() == ["VPN client for Linux"]
    visits += [{"article:vpn", "article:hotel"}] * 3
    renew_co_reads()
    assert set(related()) == {"VPN client for Linux", "Hotel networks block ports"}


def test_two_visits_are_noise(pages, visits):
    visits += [{"article:vpn", "article:hotel"}] * 2
    assert renew_co_reads() == 0
    assert related() == ["VPN client for Linux"]


def test_what_everybody_reads_is_related_to_nothing(pages, visits):
    visits += [{"article:vpn", "article:hotel"}] * 3 + [{"article:hotel"}] * 60
    assert renew_co_reads() == 0


def test_a_visit_that_looks_at_everything_joins_nothing(pages, visits):
    visits += [{f"article:theme{number}" for number in range(8)} | {f"article:x{number}" for number in range(8)}] * 5
    assert renew_co_reads() == 0


def test_reading_together_shows_nobody_what_they_may_not_see(pages, visits, ben):
    visits += [{"article:vpn", "article:secret"}] * 9
    renew_co_reads()
    assert "Salaries of the board" in related(ben)
    assert "Salaries of the board" not in related()


def test_the_table_is_replaced_as_a_whole(pages, visits):
    visits += [{"article:vpn", "article:hotel"}] * 3
    assert renew_co_reads() == renew_co_reads() == 2
    assert {(row.content, row.other): row.share for row in CoRead.objects.all()}[("article:vpn", "article:hotel")] == 1.0
    visits.clear()
    assert renew_co_reads() == 0


def test_related_costs_the_same_with_1_and_with_10_neighbours(pages, visits):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            related()
        return len(captured)

    visits += [{"article:vpn", "article:hotel"}] * 3
    renew_co_reads()
    few = queries()
    for number in range(8):
        visits += [{"article:vpn", f"article:theme{number}"}] * 3
    renew_co_reads()
    assert queries() == few
