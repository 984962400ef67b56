"""What a report takes as it stands: questions put to customers, daily sums, and which channels are known from when to when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from deflection.ledger.facts import SeenContact
from deflection.models import Resolution, SourceCoverage
from deflection.reporting.periods import Period


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


def asked_in(period: Period) -> tuple[AskedContact, ...]:
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


def read_coverage() -> list[Coverage]:
    """What somebody has written down."""
    rows = SourceCoverage.objects.order_by("covered_from").values_list("channel", "source", "covered_from", "covered_until")
    return [Coverage(*row) for row in rows]


def coverage_of(contacts: list[SeenContact], told_rows: Sequence[Coverage]) -> tuple[Coverage, ...]:
    """What is written down; for a channel without it, from its first contact known here (to its last, if a feed)."""
    # A source may have been known, then not, then again.
    known = list(told_rows)
    are_told = {(one.channel, one.source) for one in known}
    seen: dict[tuple[str, str], list[datetime]] = {}
    for contact in contacts:
        seen.setdefault((contact.channel, contact.source), []).append(contact.ts)
    for (channel, source), moments in seen.items():
        if (channel, source) not in are_told:
            until = None if source == "site" else max(moments)
            known.append(Coverage(channel, source, min(moments), until, is_told=False))
    return tuple(sorted(known, key=lambda one: (one.channel, one.since, one.source)))
