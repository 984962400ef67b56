"""What a published report would say today, to stand beside it: newer estimates, new assumptions, contacts that came late."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deflection.estimation.types import MICRO
from deflection.ledger.assumptions import current_values
from deflection.ledger.monthly import latest_run
from deflection.ledger.recomputing import recomputed
from deflection.models import EstimateRun, PublishedReport
from deflection.reporting.figures.avoided import STAGES, stage_title
from deflection.reporting.wording import amount, number, range_told, refusal_told


@dataclass(frozen=True)
class RestatedRow:
    title: str
    published: str
    today: str
    because: str


@dataclass(frozen=True)
class Later:
    rows: tuple[RestatedRow, ...]
    taken_back: str

    @property
    def is_empty(self) -> bool:
        return not self.rows and not self.taken_back


def known_since(published: PublishedReport) -> Later:
    """At most four queries. Nothing of the published report is read again from rows about people."""
    run = published.run
    newer = latest_run(run.first_day, run.after_day)
    if newer is not None and newer.pk > run.pk:
        because = _("estimated again: estimate %(number)s, assumptions %(set)s") % {
            "number": number(newer.pk),
            "set": number(newer.assumptions_id),
        }
        rows = [*_stages(run, newer.result["stages"], because), *_hours(run, newer.result["saved_minutes"]["less_lost"], because)]
    else:
        rows = _with_new_assumptions(run)
    return Later(tuple(rows), _taken_back(published))


def _stages(run: EstimateRun, today: Mapping[str, Any], because: str) -> list[RestatedRow]:
    rows = [(stage_title(stage), _contacts(run.result["stages"][stage]), _contacts(today[stage])) for stage in STAGES]
    return [RestatedRow(*row, because) for row in rows if row[1] != row[2]]


def _hours(run: EstimateRun, today: Mapping[str, Any], because: str) -> list[RestatedRow]:
    titles = {
        "before_form": _("Less work time lost: people we can follow"),
        "before_form_visits": _("Less work time lost: single visits"),
    }
    was = run.result["saved_minutes"]["less_lost"]
    rows = [(title, _minutes(was[name]), _minutes(today[name])) for name, title in titles.items()]
    return [RestatedRow(*row, because) for row in rows if row[1] != row[2]]


def _with_new_assumptions(run: EstimateRun) -> list[RestatedRow]:
    """From the kept strata, so also after the rows are gone."""
    values = current_values()
    if values == dict(run.assumptions.values):
        return []
    because = _("the assumptions that are now in force")
    again = recomputed(run, values=values)
    return _hours(run, again["less_lost"], because)


def _contacts(told: Mapping[str, Any]) -> str:
    return refusal_told(told) or f"{amount(told['avoided'])} ({range_told(told['low'], told['high'])})"


def _minutes(told: Mapping[str, Any]) -> str:
    if reason := refusal_told(told):
        return reason
    hours = {name: told[name] / 60 for name in ("net", "low", "high")}
    return _("%(hours)s h") % {"hours": amount(hours["net"])} + f" ({range_told(hours['low'], hours['high'])})"


def _taken_back(published: PublishedReport) -> str:
    late = published.run.credits.filter(reverses__isnull=False, posted_at__gt=published.published_at).aggregate(
        episodes=Count("episode_key", distinct=True), micro=Sum("micro_credits")
    )
    if not late["episodes"]:
        return ""
    return ngettext(
        "%(episodes)s search for help has turned out otherwise since, by a contact that came late or an answer taken back: "
        "%(contacts)s of the published contacts are taken back in the ledger.",
        "%(episodes)s searches for help have turned out otherwise since, by contacts that came late or answers taken back: "
        "%(contacts)s of the published contacts are taken back in the ledger.",
        late["episodes"],
    ) % {"episodes": number(late["episodes"]), "contacts": amount(-late["micro"] / MICRO)}
