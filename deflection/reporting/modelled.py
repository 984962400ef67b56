"""The second rung of the report: what was estimated, with what would change it. None of it claims more than its range."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from deflection.estimation.linkage import ChannelLinkage
from deflection.estimation.types import Undetermined
from deflection.ledger.linking import OUTCOME_KINDS
from deflection.models import EstimateRun
from deflection.naming import ContentName, ContentNames
from deflection.reporting.figure import Figure
from deflection.reporting.figures import avoided, spared
from deflection.reporting.gathering import Facts
from deflection.reporting.sensitivity import Tried, tried_of
from deflection.reporting.series import Series
from deflection.reporting.wording import channel_name, percent

MOST_ROWS = 50  # rows of the page; the file has all


@dataclass(frozen=True)
class ShareRow:
    """The share of one content or issue. `key` is empty for an issue."""

    figure: Figure
    name: ContentName
    kind: str
    key: str


@dataclass(frozen=True)
class LinkageRow:
    channel: str
    contacts: int
    linked: int
    share: str
    is_measured: bool


@dataclass(frozen=True)
class Modelled:
    stages: tuple[Figure, ...]
    hours: tuple[Figure, ...]
    contents: tuple[ShareRow, ...]
    issues: tuple[ShareRow, ...]
    more_contents: int
    more_issues: int
    shares_series: Series
    tried: Tried
    linkage: tuple[LinkageRow, ...]
    run: int
    assumptions: int
    input_hash: str
    output_hash: str
    includes_zero: bool  # the headline's range

    @property
    def headline(self) -> Figure | None:
        """The first stage that has a figure; stages are never added."""
        return next((one for one in self.stages if not one.undetermined), None)

    @property
    def waits_for(self) -> tuple[Figure, ...]:
        return tuple(one for one in self.stages if one.undetermined)


def build_modelled(facts: Facts, names: ContentNames) -> Modelled | None:
    """From the run alone: no query, and the same after the rows are gone."""
    run = facts.run
    if run is None:
        return None
    figures = avoided.credit_figures(facts, names)
    of_issues = [one for one in figures if "-issue-" in one.name]
    of_contents = [one for one in figures if "-issue-" not in one.name]
    rows = {avoided.credit_name(row): row for kind in ("contents", "issues") for row in run.result[kind]}
    return Modelled(
        stages=tuple(avoided.stage_figures(facts)),
        hours=tuple(spared.hours_figures(facts)),
        contents=tuple(_share_row(one, rows[one.name]["name"], names) for one in of_contents[:MOST_ROWS]),
        issues=tuple(_share_row(one, rows[one.name]["name"], names) for one in of_issues[:MOST_ROWS]),
        more_contents=max(0, len(of_contents) - MOST_ROWS),
        more_issues=max(0, len(of_issues) - MOST_ROWS),
        shares_series=_shares_series(run, [*of_issues, *of_contents]),
        tried=tried_of(run),
        linkage=_linkage(run),
        run=run.pk,
        assumptions=run.assumptions_id,
        input_hash=run.input_hash,
        output_hash=run.output_hash,
        includes_zero=any(
            run.result["stages"][stage]["low"] <= 0 for stage in avoided.STAGES if not run.result["stages"][stage]["undetermined"]
        ),
    )


def modelled_series(modelled: Modelled | None) -> tuple[Series, ...]:
    return (modelled.shares_series, modelled.tried.series) if modelled else ()


def _share_row(figure: Figure, reference: str, names: ContentNames) -> ShareRow:
    kind, _colon, key = reference.partition(":")
    name = names.get(reference) or ContentName(figure.title, "", is_here=False)
    return ShareRow(figure, name, kind, "" if kind == "issue" else key)


def _shares_series(run: EstimateRun, figures: list[Figure]) -> Series:
    rows = {avoided.credit_name(row): row for kind in ("contents", "issues") for row in run.result[kind]}
    told = []
    for figure in figures:
        row = rows[figure.name]
        is_known = not figure.undetermined
        values = [round(row[name], 2) if is_known else None for name in ("avoided", "low", "high")]
        told.append((figure.title, avoided.stage_title(row["stage"]), *values, figure.undetermined))
    columns = (_("What"), _("Who"), _("Fewer contacts"), _("From"), _("To"), _("Why there is no figure"))
    return Series(name="avoided-shares", columns=columns, rows=tuple(told))


def known_linkage(facts: Facts) -> tuple[LinkageRow, ...]:
    """Of the period's contacts as they are known now, for a period that has not been estimated."""
    counted: dict[str, list[bool]] = {}
    for contact in facts.contacts:
        if facts.period.holds(contact.ts) and contact.kind in OUTCOME_KINDS:
            has_key = bool(contact.person_key or contact.email_key or contact.visit_key)
            counted.setdefault(contact.channel, []).append(has_key)
    return tuple(_linkage_row(ChannelLinkage(channel, len(keys), sum(keys))) for channel, keys in sorted(counted.items()))


def _linkage(run: EstimateRun) -> tuple[LinkageRow, ...]:
    return tuple(
        _linkage_row(ChannelLinkage(one["channel"], one["contacts"], one["contacts_with_key"])) for one in run.result["linkage"]
    )


def _linkage_row(one: ChannelLinkage) -> LinkageRow:
    share = one.linked_share
    return LinkageRow(
        channel_name(one.channel),
        one.contacts,
        one.contacts_with_key,
        "–" if isinstance(share, Undetermined) else percent(share),
        one.is_measured,
    )
