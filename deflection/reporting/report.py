"""The report page: what is said and seen, and, once a month has been estimated, what that comes to with its range."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from deflection.estimation.proportion import share_interval
from deflection.models import ContactChannel
from deflection.naming import ContentName, content_names
from deflection.reporting.figure import Figure
from deflection.reporting.figures import asked_after, avoided, contacts, followed, said, solved, spared
from deflection.reporting.gathering import Facts
from deflection.reporting.modelled import Modelled, build_modelled, modelled_series
from deflection.reporting.series import Series
from deflection.reporting.sources import Coverage
from deflection.reporting.weeks import finding, verdict, weekly_counts
from deflection.reporting.wording import channel_name, kind_plural, moment
from kbsite.accounts.models import User

MOST_CONTENTS = 50  # rows of the page; the file has all


@dataclass(frozen=True)
class ChannelRow:
    name: str
    count: int
    series: Series
    verdict: str


@dataclass(frozen=True)
class Panel:
    """One kind of contact: never added to another."""

    kind: str
    figure: Figure
    heading: str
    verdict: str
    channels: tuple[ChannelRow, ...]
    has_any: bool


@dataclass(frozen=True)
class ContentRow:
    """Shares in percent; None while there is too little data."""

    figure: Figure
    name: ContentName
    kind: str
    key: str
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class CoverageRow:
    channel: str
    source: str
    since: str
    until: str  # empty: up to now
    is_told: bool


@dataclass(frozen=True)
class Report:
    said: Figure
    solved: Figure
    problems: Figure
    asked_after: Figure
    not_followed: Figure
    panels: tuple[Panel, ...]
    contents: tuple[ContentRow, ...]
    contents_series: Series
    more_contents: int
    left_out: Figure
    coverage: tuple[CoverageRow, ...]
    missing_channels: tuple[str, ...]
    is_behind: bool
    modelled: Modelled | None = None  # None: the period has not been estimated

    @property
    def five(self) -> tuple[Figure, ...]:
        return (self.said, self.solved, self.problems, self.asked_after, self.not_followed)

    @property
    def is_empty(self) -> bool:
        return all(one.undetermined or one.value == "0" for one in self.five)


def build_report(facts: Facts, *, user: User | AnonymousUser) -> Report:
    """One query for the names; everything else is in the facts."""
    names = content_names({*facts.contents, *avoided.contents_of(facts.run)}, user=user)
    panels = tuple(_panel(facts, kind) for kind in contacts.KINDS)
    read = asked_after.contents_read(facts)
    content_figures = [asked_after.of_content(facts, names, content) for content in read]
    shown = list(zip(read, content_figures, strict=True))[:MOST_CONTENTS]
    known = {one.channel for one in facts.coverage}
    return Report(
        said=said.said_solved(facts),
        solved=solved.solved_contacts(facts),
        problems=panels[0].figure,
        asked_after=asked_after.read_then_asked(facts),
        not_followed=followed.not_followed(facts),
        panels=panels,
        contents=tuple(_content_row(content, figure, names[content]) for content, figure in shown),
        contents_series=asked_after.contents_series(facts, content_figures),
        more_contents=len(read) - len(shown),
        left_out=followed.left_out(facts),
        coverage=tuple(_coverage_row(one) for one in facts.coverage),
        missing_channels=tuple(channel_name(channel) for channel in ContactChannel.values if channel not in known),
        is_behind=facts.is_behind,
        modelled=build_modelled(facts, names),
    )


def figure_named(facts: Facts, name: str, *, user: User | AnonymousUser) -> Figure | None:
    """The same figure as on the report page, made of the same facts; None for an unknown name."""
    if name == said.NAME:
        return said.said_solved(facts)
    if name == solved.NAME:
        return solved.solved_contacts(facts)
    if name == followed.NAME:
        return followed.not_followed(facts)
    if name == followed.LEFT_OUT_NAME:
        return followed.left_out(facts)
    if name == asked_after.NAME:
        return asked_after.read_then_asked(facts)
    for kind in contacts.KINDS:
        if name == f"{contacts.PREFIX}{kind}":
            return contacts.contacts_of_kind(facts, kind)
    for figure in avoided.stage_figures(facts):
        if name == figure.name:
            return figure
    for figure in spared.hours_figures(facts):
        if name == figure.name:
            return figure
    if name.startswith(avoided.CREDIT_PREFIX):
        names = content_names(avoided.contents_of(facts.run), user=user)
        return next((one for one in avoided.credit_figures(facts, names) if one.name == name), None)
    for content in asked_after.contents_read(facts):
        if name == asked_after.content_figure_name(content):
            names = content_names([content], user=user)
            return asked_after.of_content(facts, names, content)
    return None


def series_named(facts: Facts, name: str, *, user: User | AnonymousUser) -> Series | None:
    """What stands behind a chart or table of the report page, for its files."""
    if name == "contents":
        return build_report(facts, user=user).contents_series
    for series in modelled_series(build_modelled(facts, content_names(avoided.contents_of(facts.run), user=user))):
        if name == series.name:
            return series
    for kind in contacts.KINDS:
        if name == f"{contacts.PREFIX}{kind}":
            return contacts.contacts_of_kind(facts, kind).series
        for channel in ContactChannel.values:
            if name == f"{contacts.PREFIX}{kind}-{channel}":
                return contacts.channel_series(facts, kind, channel)[0]
    return None


def _panel(facts: Facts, kind: str) -> Panel:
    figure = contacts.contacts_of_kind(facts, kind)
    theirs = [contact for contact in facts.contacts if contact.kind == kind]
    rows = []
    for channel in ContactChannel.values:
        if not any(contact.channel == channel for contact in theirs):
            continue
        series, of_channel = contacts.channel_series(facts, kind, channel)
        count = sum(contact.channel == channel and facts.period.holds(contact.ts) for contact in theirs)
        name = channel_name(channel)
        rows.append(ChannelRow(name, count, series, verdict(of_channel)))
    weekly = weekly_counts(facts, theirs, facts.coverage)
    return Panel(kind, figure, finding(kind_plural(kind), weekly), verdict(weekly), channels=tuple(rows), has_any=bool(theirs))


def _content_row(content: str, figure: Figure, name: ContentName) -> ContentRow:
    kind, _colon, key = content.partition(":")
    if figure.undetermined:
        return ContentRow(figure, name, kind, key, None, None, None)
    hits, total = figure.lists[0].number, figure.lists[1].number
    interval = share_interval(hits, total)
    return ContentRow(figure, name, kind, key, 100 * hits / total, 100 * interval.low, 100 * interval.high)


def _coverage_row(one: Coverage) -> CoverageRow:
    source = _("this site") if one.source == "site" else one.source
    return CoverageRow(channel_name(one.channel), source, moment(one.since), moment(one.until) if one.until else "", one.is_told)
