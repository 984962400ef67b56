"""Where a file of contacts is whole: exports thin out at both ends, and a thin end must not look like fewer contacts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

# A week with less than a third of what full weeks hold is an end of the export rather than a quiet week; holidays halve.
LEAST_SHARE = 1 / 3


@dataclass(frozen=True)
class Week:
    first: date
    count: int
    is_full: bool

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)


@dataclass(frozen=True)
class Fullness:
    """`first` to `last`: the days to suggest. All weeks between the first and last contact, empty ones too."""

    weeks: tuple[Week, ...]
    first: date
    last: date

    @property
    def thin(self) -> int:
        """Weeks that are not full: they deserve a look."""
        return sum(not week.is_full for week in self.weeks)


def fullness(counts: Mapping[str, int], *, first_ts: datetime, last_ts: datetime) -> Fullness:
    """From the first to the last full week, cut to the days of the first and last contact."""
    known = {date.fromisoformat(monday): count for monday, count in counts.items()}
    ordered = sorted(known.values())
    # The week of the contact in the middle, not the week in the middle: a long thin tail of weeks holds few contacts.
    full, summed = ordered[-1], 0
    for count in ordered:
        summed += count
        if 2 * summed >= sum(ordered):
            full = count
            break
    monday, weeks = min(known), []
    while monday <= max(known):
        count = known.get(monday, 0)
        weeks.append(Week(monday, count, count >= full * LEAST_SHARE))
        monday += timedelta(days=7)
    whole = [week for week in weeks if week.is_full]
    return Fullness(
        tuple(weeks),
        first=max(whole[0].first, timezone.localdate(first_ts)),
        last=min(whole[-1].last, timezone.localdate(last_ts)),
    )
