"""Contacts per ISO week: which weeks may be counted, their limits, and what the heading may say about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from deflection.estimation.types import Undetermined
from deflection.estimation.xmr import LEAST_BASELINE, Limits, Signal, SignalKind, limits_of, signals_in
from deflection.ledger.facts import SeenContact
from deflection.reporting.gathering import Facts
from deflection.reporting.periods import Period, week_of
from deflection.reporting.sources import Coverage


@dataclass(frozen=True)
class Week:
    """`count` is None where a channel was not known for the whole week: no data, never zero."""

    first: date
    label: str
    count: int | None
    is_in_period: bool


@dataclass(frozen=True)
class WeeklyCounts:
    weeks: tuple[Week, ...]  # complete ones only, oldest first
    limits: Limits | Undetermined
    signals: tuple[Signal, ...]  # places are those of `known`

    @property
    def known(self) -> list[Week]:
        return [week for week in self.weeks if week.count is not None]

    @property
    def signal_weeks(self) -> list[tuple[Week, Signal]]:
        return [(self.known[signal.place], signal) for signal in self.signals]


def weekly_counts(facts: Facts, contacts: Iterable[SeenContact], coverage: Sequence[Coverage]) -> WeeklyCounts:
    """The charted weeks of a report."""
    charted = Period("", timezone.localdate(facts.chart_start), facts.period.after)
    return weeks_between(charted, contacts, coverage, now=facts.now, told_in=facts.period)


def weeks_between(
    span: Period, contacts: Iterable[SeenContact], coverage: Sequence[Coverage], *, now: datetime, told_in: Period
) -> WeeklyCounts:
    """Weeks that ended within the span and before now. A week that some channel does not cover is left empty.

    Signals are told in words when their week touches `told_in`.
    """
    counts: dict[date, int] = {}
    for contact in contacts:
        first = week_of(timezone.localdate(contact.ts)).first
        counts[first] = counts.get(first, 0) + 1
    weeks = []
    week = week_of(span.first)
    while week.after <= span.after and week.end <= now:
        is_known = is_covered(coverage, week.start, week.end)
        weeks.append(
            Week(
                first=week.first,
                label=_("w%(week)s") % {"week": week.first.isocalendar().week},
                count=counts.get(week.first, 0) if is_known else None,
                is_in_period=week.after > told_in.first,
            )
        )
        week = week.following
    while weeks and weeks[0].count is None:
        weeks.pop(0)
    points = [week.count for week in weeks if week.count is not None]
    limits = limits_of(points)
    signals = signals_in(points, limits) if isinstance(limits, Limits) else []
    return WeeklyCounts(tuple(weeks), limits, tuple(signals))


def is_covered(coverage: Sequence[Coverage], start: datetime, end: datetime) -> bool:
    """Whether every channel that is known at all is known for the whole time (to the minute is not asked for: a day)."""
    if not coverage:
        return False
    day = timedelta(days=1)
    by_channel: dict[str, list[Coverage]] = {}
    for one in coverage:
        by_channel.setdefault(one.channel, []).append(one)
    return all(
        any(one.since < start + day and (one.until is None or one.until > end - day) for one in several)
        for several in by_channel.values()
    )


def verdict(counts: WeeklyCounts) -> str:
    """Signal or noise, in words. A rise or fall inside the limits is never told as one."""
    if isinstance(counts.limits, Undetermined):
        if len(counts.known) < LEAST_BASELINE:
            return _("too few weeks for limits")
        return _("too few a week for limits")
    latest = [(week, signal) for week, signal in counts.signal_weeks if week.is_in_period]
    return signal_sentence(*latest[-1]) if latest else _("ordinary fluctuation")


def finding(name: str, counts: WeeklyCounts) -> str:
    """What the chart's heading says."""
    return _("%(kind)s: %(verdict)s") % {"kind": name, "verdict": verdict(counts)}


def signal_sentence(week: Week, signal: Signal) -> str:
    where = {"week": week.first.isocalendar().week}
    if signal.kind == SignalKind.OUTSIDE:
        above, below = _("week %(week)s is above the limits"), _("week %(week)s is below the limits")
    elif signal.kind == SignalKind.RUN:
        above = _("eight weeks in a row above the mean, up to week %(week)s")
        below = _("eight weeks in a row below the mean, up to week %(week)s")
    else:
        above = _("three of four weeks near the upper limit, up to week %(week)s")
        below = _("three of four weeks near the lower limit, up to week %(week)s")
    return (above if signal.is_high else below) % where
