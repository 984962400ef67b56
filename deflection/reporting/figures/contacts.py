"""Contacts a week of one kind. The kinds are never added up: orders are good, feedback is welcome, disruptions are bad."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deflection.estimation.xmr import LEAST_BASELINE, Limits
from deflection.ledger.facts import SeenContact
from deflection.models import ContactChannel, ContactKind
from deflection.reporting.figure import Figure, LeftOutCount, RowList, Term
from deflection.reporting.gathering import Facts
from deflection.reporting.series import Series
from deflection.reporting.weeks import WeeklyCounts, signal_sentence, verdict, weekly_counts
from deflection.reporting.wording import channel_name, contact_header, contact_row, kind_plural, number

PREFIX = "contacts-"
KINDS = (
    ContactKind.PROBLEM.value,
    ContactKind.DISRUPTION.value,
    ContactKind.ORDER.value,
    ContactKind.FEEDBACK.value,
    ContactKind.UNCLASSIFIED.value,
)


def contacts_of_kind(facts: Facts, kind: str) -> Figure:
    """Count of the period by channel, and the weeks before it with the limits of ordinary fluctuation."""
    theirs = [contact for contact in facts.contacts if contact.kind == kind]
    of_period = [contact for contact in theirs if facts.period.holds(contact.ts)]
    lists = tuple(
        RowList(
            channel,
            channel_name(channel),
            contact_header(),
            tuple(contact for contact in of_period if contact.channel == channel),
            lambda contact, names: contact_row(contact, facts.issues),
        )
        for channel in ContactChannel.values
        if any(contact.channel == channel for contact in of_period)
    )
    total = sum(one.number for one in lists)
    weekly = weekly_counts(facts, theirs, facts.coverage)
    return Figure(
        name=f"{PREFIX}{kind}",
        title=kind_plural(kind),
        value=number(total),
        detail=_pace(weekly, facts, total),
        sentence=ngettext(
            "%(total)s contact of this kind arrived, in all channels that are known. Week by week: %(verdict)s.",
            "%(total)s contacts of this kind arrived, in all channels that are known. Week by week: %(verdict)s.",
            total,
        )
        % {"total": number(total), "verdict": verdict(weekly)},
        formula=_by_channel(lists, total),
        lists=lists,
        filters=(
            _("Contacts that arrived in this period, in every channel whose contacts are known"),
            _("One kind only: kinds are never added up"),
            _limits_told(weekly),
        ),
        left_out=_left_out(facts, kind),
        weaknesses=(
            _("Fewer contacts are no success by themselves: people may have given up. Only what they say tells."),
            _("When easy cases are gone, the remaining contacts are harder."),
        ),
        undetermined="" if facts.coverage else _("No contacts are known yet."),
        series=weekly_series(f"{PREFIX}{kind}", weekly),
    )


def channel_series(facts: Facts, kind: str, channel: str) -> tuple[Series, WeeklyCounts]:
    """The same for one channel of one kind."""
    theirs = [contact for contact in facts.contacts if contact.kind == kind and contact.channel == channel]
    weekly = weekly_counts(facts, theirs, [one for one in facts.coverage if one.channel == channel])
    return weekly_series(f"{PREFIX}{kind}-{channel}", weekly), weekly


def weekly_series(name: str, weekly: WeeklyCounts) -> Series:
    told: dict[object, str] = {}
    for week, signal in weekly.signal_weeks:
        told[week.first] = signal_sentence(week, signal)
    return Series(
        name=name,
        columns=(_("Week"), _("Begins"), _("Contacts"), _("Signal")),
        rows=tuple((week.label, week.first.isoformat(), week.count, told.get(week.first, "")) for week in weekly.weeks),
        limits=weekly.limits if isinstance(weekly.limits, Limits) else None,
        signals=frozenset(place for place, week in enumerate(weekly.weeks) if week.first in told),
    )


def _by_channel(lists: tuple[RowList, ...], total: int) -> tuple[Term | str, ...]:
    formula: list[Term | str] = []
    for one in lists:
        formula.extend(["+", Term(number(one.number), one.label, one.name)])
    return (*formula[1:], *(["="] if lists else []), Term(number(total), _("contacts"), is_result=True))


def _pace(weekly: WeeklyCounts, facts: Facts, total: int) -> str:
    """Beside a month's count a pace a week, because the limits are those of a week."""
    if isinstance(weekly.limits, Limits):
        limits = {"low": number(weekly.limits.lower), "high": number(weekly.limits.upper)}
        weeks = (min(facts.period.end, facts.now) - facts.period.start) / timedelta(weeks=1)
        if weeks <= 1:
            return _("ordinarily %(low)s to %(high)s a week") % limits
        return _("about %(pace)s a week; ordinarily %(low)s to %(high)s") % (limits | {"pace": number(total / weeks)})
    known = len(weekly.known)
    if known < LEAST_BASELINE:
        return _("%(weeks)s of the 12 weeks known") % {"weeks": number(known)}
    return _("fewer than five a week")


def _limits_told(weekly: WeeklyCounts) -> str:
    if isinstance(weekly.limits, Limits):
        return _(
            "Limits: mean %(mean)s of the first %(weeks)s complete weeks, plus and minus 2.66 times the mean step of %(step)s "
            "from week to week"
        ) % {
            "mean": number(weekly.limits.mean, 1),
            "weeks": weekly.limits.baseline_points,
            "step": number(weekly.limits.mean_range, 1),
        }
    return _("No limits yet: they need 12 complete weeks and at least five contacts a week")


def _left_out(facts: Facts, kind: str) -> tuple[LeftOutCount, ...]:
    repeated: list[SeenContact] = [contact for contact in facts.repeated_contacts if contact.kind == kind]
    return (LeftOutCount(_("Reopened or merged: the same contact"), len(repeated)),)
