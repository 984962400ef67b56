"""What was imported stands in the report: its channel, its covered time, its linkage; and a thin end is no fall."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deflection.contact.importing.columns import ColumnMap
from deflection.contact.importing.contacts import import_contacts
from deflection.contact.importing.covering import record_coverage
from deflection.contact.importing.fullness import fullness
from deflection.ledger.folding import fold_everything
from deflection.models import Contact, SourceCoverage
from deflection.recording.jsonl import ImportCounts
from deflection.reporting.gathering import gather
from deflection.reporting.periods import period_named
from deflection.reporting.report import build_report

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 5, 4, 8, tzinfo=UTC)


def bring(*weeks: int, keyed: int = 0, channel: str = "phone", source: str = "old-desk") -> dict[str, int]:
    """So many contacts in each week from 4 May 2026 on; of every ten the first `keyed` carry a person."""
    rows, counted = [], {}
    for week, number in enumerate(weeks):
        for place in range(number):
            ts = MONDAY + timedelta(days=7 * week + place % 5)
            person = {"person": f"p{place}"} if place % 10 < keyed else {}
            rows.append({"external_id": f"{week}-{place}", "ts": ts.isoformat(), "channel": channel, **person})
        counted[(MONDAY + timedelta(days=7 * week)).date().isoformat()] = number
    counts = ImportCounts()
    import_contacts(iter(enumerate(rows, start=1)), counts, source=source, columns=ColumnMap())
    assert counts.new == len(rows)
    fold_everything()
    return counted


def report(name: str, user):
    return build_report(gather(period_named(name)), user=user)


def midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=UTC)


@pytest.mark.parametrize("is_told", [True, False])
def test_a_thin_end_of_a_file_is_no_data_and_never_a_fall(olga, is_told):
    """Twelve full weeks, then the export thins out. Told where it ends, those weeks stay empty; untold they are a signal."""
    counted = bring(*[40, 44, 38, 41, 43, 39, 42, 40, 41, 38, 44, 40], 2, 1, 1, 2, 1, 1, 1, 1)
    moments = list(Contact.objects.order_by("ts").values_list("ts", flat=True))
    suggested = fullness(counted, first_ts=moments[0], last_ts=moments[-1])
    assert suggested.last == date(2026, 7, 26)
    if is_told:
        until = midnight(suggested.last + timedelta(days=1))
        record_coverage(source="old-desk", channels=["phone"], since=midnight(suggested.first), until=until)
    panel = next(one for one in report("2026-08", olga).panels if one.kind == "unclassified")
    counts = [row[2] for row in panel.figure.series.rows]
    assert counts[:12] == [40, 44, 38, 41, 43, 39, 42, 40, 41, 38, 44, 40]
    assert ("below the limits" in panel.heading) is not is_told
    if is_told:
        assert set(counts[12:]) == {None}
        assert panel.heading.endswith("ordinary fluctuation")


def test_imported_channels_stand_among_the_known_ones(olga):
    bring(5, 5)
    before = report("2026-05", olga)
    assert [(row.channel, row.source, row.is_told) for row in before.coverage] == [("Phone", "old-desk", False)]
    assert "Phone" not in before.missing_channels
    record_coverage(source="old-desk", channels=["phone"], since=MONDAY - timedelta(days=3), until=MONDAY + timedelta(days=14))
    after = report("2026-05", olga)
    assert [(row.channel, row.source, row.is_told) for row in after.coverage] == [("Phone", "old-desk", True)]


def test_a_source_that_was_known_twice_is_known_both_times(olga):
    bring(5, 5, 5, 5)
    for first in (0, 21):
        since = MONDAY + timedelta(days=first) - timedelta(hours=12)
        record_coverage(source="old-desk", channels=["phone"], since=since, until=since + timedelta(days=8))
    assert SourceCoverage.objects.count() == 2
    made = report("2026-05", olga)
    assert len(made.coverage) == 2
    panel = next(one for one in made.panels if one.kind == "unclassified")
    assert [row[2] for row in panel.figure.series.rows] == [5, None, None, 5]


def test_how_many_of_a_channel_can_be_linked_is_told_before_any_estimate(as_user, olga):
    bring(10, 10, keyed=4)
    bring(10, keyed=1, channel="mail")
    page = " ".join(as_user(olga).get("/reports/know/?period=2026-05").content.decode().split())
    assert '<th scope="row">Phone</th><td class="n">20</td><td class="n">8</td><td class="n">40 %</td><td>yes</td>' in page
    assert '<th scope="row">E-mail</th><td class="n">10</td><td class="n">1</td><td class="n">10 %</td><td>no: too few' in page
