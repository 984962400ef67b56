"""All facts of one report, read once: every figure and every row list is made of these.

Episodes are folded anew for each report, from the events of the period, the week before it and the look-ahead after it.
That is bounded by MOST_EVENTS; beyond it the figures made of episodes say so instead of guessing. The incremental fold,
whose cost follows new rows only, comes with the ledger.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.utils import timezone

from deflection.ledger.episodes import EPISODE_GAP, LOOK_AHEAD, fold
from deflection.ledger.facts import Episode, Folded, LeftOut, SeenContact, SeenEvent
from deflection.ledger.reading import Issues, read_contacts, read_events, read_issues
from deflection.models import DailyCount, Resolution, SourceCoverage
from deflection.reporting.periods import Period, start_of, week_of

Seen = TypeVar("Seen", SeenEvent, SeenContact)

MOST_EVENTS = 150_000  # about two seconds on a small server
MOST_CONTACTS = 150_000
CHART_WEEKS = 26
LEAD = timedelta(days=7)  # an episode that goes on over the first midnight keeps its beginning


@dataclass(frozen=True)
class AskedContact:
    """The question put to a customer about one contact: the last answer, or none yet."""

    contact_id: int
    channel: str
    kind: str
    asked_at: datetime
    answer: str  # yes, partly, no or empty


@dataclass(frozen=True)
class DaySum:
    day: date
    reason: str
    count: int


@dataclass(frozen=True)
class Coverage:
    """Contacts of this channel and source are known within [since, until); until None: up to now."""

    channel: str
    source: str
    since: datetime
    until: datetime | None
    # Written down by somebody; otherwise taken from the first and last contact that this report has read.
    is_told: bool = True


@dataclass(frozen=True)
class Facts:
    period: Period
    now: datetime
    events: tuple[SeenEvent, ...]  # of the period
    all_events: tuple[SeenEvent, ...]  # also of the week before and the look-ahead after it
    folded: Folded | None  # None: too many events
    episodes: tuple[Episode, ...]  # that began in the period
    chart_start: datetime
    contacts: tuple[SeenContact, ...]  # of the charted weeks, without reopened and merged ones
    repeated_contacts: tuple[SeenContact, ...]  # reopened or merged, of the period
    # What is part of no episode, of the period.
    left_out_events: Mapping[LeftOut, tuple[SeenEvent, ...]]
    left_out_contacts: Mapping[LeftOut, tuple[SeenContact, ...]]
    asked: tuple[AskedContact, ...]
    day_sums: tuple[DaySum, ...]
    issues: Issues
    coverage: tuple[Coverage, ...]


def gather(period: Period, *, now: datetime | None = None) -> Facts:
    """Seven queries at most (one more in the days after a change of secret)."""
    now = now or timezone.now()
    tail = LOOK_AHEAD + EPISODE_GAP
    chart_start = start_of(week_of(period.after - timedelta(days=1)).first - timedelta(weeks=CHART_WEEKS - 1))
    events = read_events(period.start - LEAD, period.end + tail, at_most=MOST_EVENTS)
    contacts = read_contacts(min(chart_start, period.start - LEAD), period.end + tail, at_most=MOST_CONTACTS)
    if len(contacts) >= MOST_CONTACTS:
        # Only whole days of what was read are told; what is older is not known here.
        chart_start = max(chart_start, contacts[0].ts + timedelta(days=1))
    issues = read_issues()
    folded = fold(events, contacts, issues.links, as_of=now) if len(events) <= MOST_EVENTS else None
    own = [contact for contact in contacts if contact.same_as is None]
    return Facts(
        period=period,
        now=now,
        events=tuple(event for event in events if period.holds(event.ts) and event.ts <= now),
        all_events=tuple(events),
        folded=folded,
        episodes=tuple(one for one in folded.episodes if period.holds(one.first_ts)) if folded else (),
        chart_start=chart_start,
        contacts=tuple(contact for contact in own if chart_start <= contact.ts < period.end),
        repeated_contacts=tuple(one for one in contacts if one.same_as is not None and period.holds(one.ts)),
        left_out_events=_left_out(folded.left_out_events, events, period) if folded else {},
        left_out_contacts=_left_out(folded.left_out_contacts, contacts, period) if folded else {},
        asked=_asked(period),
        day_sums=_day_sums(period),
        issues=issues,
        coverage=coverage_of(own),
    )


def _left_out(
    ids_by_reason: Mapping[LeftOut, tuple[int, ...]], rows: list[Seen], period: Period
) -> dict[LeftOut, tuple[Seen, ...]]:
    of_period = {row.id: row for row in rows if period.holds(row.ts)}
    found = {reason: tuple(of_period[one] for one in ids if one in of_period) for reason, ids in ids_by_reason.items()}
    return {reason: kept for reason, kept in found.items() if kept}


def _asked(period: Period) -> tuple[AskedContact, ...]:
    rows = (
        Resolution.objects.filter(contact__isnull=False, asked_at__gte=period.start, asked_at__lt=period.end)
        .order_by("asked_at", "id")
        .values_list("contact_id", "contact__channel", "contact__kind", "asked_at", "answer", "answered_at")
    )
    latest: dict[int, AskedContact] = {}
    answered: dict[int, datetime] = {}
    for contact_id, channel, kind, asked_at, answer, answered_at in rows:
        # A changed mind holds; a second question without an answer does not undo the first answer.
        if contact_id in latest and (not answer or answered_at < answered.get(contact_id, answered_at)):
            continue
        latest[contact_id] = AskedContact(contact_id, channel, kind, asked_at, answer)
        if answer:
            answered[contact_id] = answered_at
    return tuple(latest.values())


def _day_sums(period: Period) -> tuple[DaySum, ...]:
    rows = DailyCount.objects.filter(day__gte=period.first, day__lt=period.after).values_list("day", "reason", "count")
    sums: dict[tuple[date, str], int] = {}
    for day, reason, count in rows:
        sums[day, reason] = sums.get((day, reason), 0) + count
    return tuple(DaySum(day, reason, count) for (day, reason), count in sorted(sums.items()) if count)


def coverage_of(contacts: list[SeenContact]) -> tuple[Coverage, ...]:
    """What is written down; for a channel without it, from its first contact known here (to its last, if a feed)."""
    told = {
        (channel, source): Coverage(channel, source, since, until)
        for channel, source, since, until in SourceCoverage.objects.order_by("covered_from").values_list(
            "channel", "source", "covered_from", "covered_until"
        )
    }
    seen: dict[tuple[str, str], list[datetime]] = {}
    for contact in contacts:
        seen.setdefault((contact.channel, contact.source), []).append(contact.ts)
    for (channel, source), moments in seen.items():
        until = None if source == "site" else max(moments)
        told.setdefault((channel, source), Coverage(channel, source, min(moments), until, is_told=False))
    return tuple(sorted(told.values(), key=lambda one: (one.channel, one.since, one.source)))
