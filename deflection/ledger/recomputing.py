"""An estimate once more from what was kept of it: strata, assumptions, seed. No event and no episode is needed."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from deflection.estimation.episodes import StratumKey
from deflection.estimation.estimate import FORMULAS, StageEstimate, hours_of, total_before_form
from deflection.estimation.strata import StratumCounts
from deflection.estimation.types import Arm, Stage, Undetermined
from deflection.estimation.value import TimeAssumptions
from deflection.ledger.telling import hours_told, stage_told
from deflection.models import EstimateRun

BEFORE_FORM = ("before_form", "before_form_visits")
# What the strata decide; numbers of pending episodes and lines are told from the result itself.
COMPARED = ("avoided", "low", "high", "grade", "is_headline", "episodes", "undetermined", "modelled_contacts", "factor")


def recomputed(run: EstimateRun, *, values: Mapping[str, float | None] | None = None) -> dict[str, Any]:
    """`stages` and `less_lost` of the run's result, from its strata; with other assumptions where `values` gives them."""
    strata: dict[str, list[StratumCounts]] = {}
    for one in run.strata.all():
        counts = StratumCounts(
            StratumKey(one.need, one.language),
            Stage.BEFORE_FORM,
            Arm(one.arm),
            one.episodes,
            one.yes,
            one.no,
            one.browsing,
            one.contacts_of_no,
            one.contacts,
            one.contacts_squared,
        )
        strata.setdefault(one.stage, []).append(counts)
    times = _times(run, values)
    stages, less_lost = {}, {}
    for name in BEFORE_FORM:
        rows = sorted(strata.get(name, []), key=lambda row: (row.stratum, row.stage, row.arm))
        found = total_before_form(rows, seed=run.seed)
        estimate = (
            StageEstimate(Stage.BEFORE_FORM, found, tuple(rows))
            if isinstance(found, Undetermined)
            else StageEstimate(
                Stage.BEFORE_FORM, found[1], tuple(rows), tuple(found[0]), reading_minutes=_reading_minutes(run, name)
            )
        )
        told = stage_told(estimate, pending=0)
        stages[name] = {key: told[key] for key in COMPARED}
        less_lost[name] = hours_told(hours_of(estimate, times))
    return {"stages": stages, "less_lost": less_lost}


def is_reproduced(run: EstimateRun) -> bool | Undetermined:
    """Whether the strata still give the run's figures, to the last digit."""
    if run.code_version != FORMULAS:
        return Undetermined(f"made with formulas {run.code_version}; this site now has {FORMULAS}")
    again = recomputed(run)
    kept = run.result["stages"]
    stages = {name: {key: kept[name].get(key) for key in COMPARED} for name in BEFORE_FORM}
    return again == {"stages": stages, "less_lost": run.result["saved_minutes"]["less_lost"]}


def _times(run: EstimateRun, values: Mapping[str, float | None] | None) -> TimeAssumptions:
    kept = dict(run.result.get("times") or asdict(TimeAssumptions()))
    kept |= {name: value for name, value in (values or {}).items() if name in kept}
    return TimeAssumptions(**kept)


def _reading_minutes(run: EstimateRun, name: str) -> float:
    # Estimates of older formulas kept it rounded to a thousandth of a minute, and only where there were hours.
    rounded = run.result["saved_minutes"]["less_lost"][name].get("reading", 0.0)
    return float((run.result.get("reading_minutes") or {}).get(name, rounded))
