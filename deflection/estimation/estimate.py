"""One period's estimate: from units to a total with its range, the split of it, and hours. All other modules, put together.

Quantity: avoided contacts of a stage, signed: what would have come without the content minus what came.
Assumption and when it is wrong: those of `twins` and `calibration`. Until an experiment has been run every range includes zero.
Units: contacts, minutes. The same inputs and seed give the same estimate.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from deflection.estimation.calibration import (
    DRAWS,
    ExperimentEffect,
    FactorPosterior,
    StageTotal,
    calibrated_total,
    factor_estimates,
    factor_posterior,
)
from deflection.estimation.credit import CreditLine, split_stage
from deflection.estimation.episodes import EpisodeUnit, StratumKey
from deflection.estimation.shrinkage import Answers, SolveRate, solve_rates
from deflection.estimation.strata import Overview, StratumCounts, count_strata, with_answers_of
from deflection.estimation.twins import ModelledStratum, model_strata
from deflection.estimation.types import MICRO, Arm, Interval, Stage, Undetermined
from deflection.estimation.value import LostTimeAvoided, TimeAssumptions, lost_time_avoided

FORMULAS = "4"  # changes with any change of a formula, so that two figures can be told apart


@dataclass(frozen=True)
class EstimateInputs:
    """`seen` is what there is to see in the capped units of one population; `answers` those about each content, yes and no.

    `asked`: units of a longer time up to the end of the period, whose answers to the question put at random give the rates.
    Assumption: rates hold for that time; wrong when the contents or the people have just changed.
    """

    seen: Overview
    asked: Sequence[EpisodeUnit]
    answers: Mapping[str, Answers]
    times: TimeAssumptions
    effects: Sequence[ExperimentEffect] = ()
    seed: int = 20261121
    draws: int = DRAWS


@dataclass(frozen=True)
class StageEstimate:
    """A stage with everything below it; `total` says why when there is none."""

    stage: Stage
    total: StageTotal | Undetermined
    strata: tuple[StratumCounts, ...]
    modelled: tuple[ModelledStratum, ...] = ()
    rates: Mapping[str, SolveRate] = field(default_factory=dict)
    share_range: Interval | None = None  # what one credit may be worth, for a single content or issue
    reading_minutes: float = 0.0

    @property
    def episodes(self) -> int:
        return sum(one.episodes for one in self.strata if one.arm == Arm.OFFERED)

    @property
    def holdout_episodes(self) -> int:
        return sum(one.episodes for one in self.strata if one.arm == Arm.HOLDOUT)

    def share_interval(self, micro_credits: int) -> Interval:
        """The 90 % range of one content's or issue's share, in contacts. Without an experiment it includes zero."""
        contacts = micro_credits / MICRO
        if self.share_range is None:
            return Interval(contacts, contacts)
        ends = sorted((contacts * self.share_range.low, contacts * self.share_range.high))
        interval = Interval(*ends)
        is_headline = not isinstance(self.total, Undetermined) and self.total.is_headline
        return interval if is_headline else interval.including(0.0)


def estimate_before_form(inputs: EstimateInputs) -> StageEstimate:
    """What was read before the form: unsolved twins times the factor of the experiments."""
    stage = Stage.BEFORE_FORM
    asked = count_strata(unit for unit in inputs.asked if unit.stage == stage)
    strata = with_answers_of(asked, _of_stage(inputs.seen, stage))
    found = total_before_form(strata, effects=inputs.effects, seed=inputs.seed, draws=inputs.draws)
    if isinstance(found, Undetermined):
        return StageEstimate(stage, found, tuple(strata))
    modelled, total = found
    return StageEstimate(
        stage=stage,
        total=total,
        strata=tuple(strata),
        modelled=tuple(modelled),
        rates=_rates(inputs.seen.contents, inputs.answers, modelled),
        share_range=_share_range(factor_posterior(factor_estimates(inputs.effects))),
        reading_minutes=_needy_reading_minutes(inputs.seen.reading_minutes, modelled),
    )


def lines_of(estimate: StageEstimate, units: Iterable[EpisodeUnit]) -> Iterator[CreditLine]:
    """The split of a stage's total over the units that it was estimated from, needs in ascending order."""
    if isinstance(estimate.total, Undetermined):
        return iter(())
    return split_stage(
        stage=estimate.stage,
        total_contacts=estimate.total.avoided,
        strata=estimate.modelled,
        units=(unit for unit in units if unit.arm == Arm.OFFERED),
        solve_rates={content: one.rate for content, one in estimate.rates.items()},
    )


def total_before_form(
    strata: Sequence[StratumCounts], *, effects: Sequence[ExperimentEffect] = (), seed: int, draws: int = DRAWS
) -> tuple[list[ModelledStratum], StageTotal] | Undetermined:
    """The model of every stratum and the stage's total: all that a total needs are its strata and the seed."""
    offered = [one for one in strata if one.arm == Arm.OFFERED]
    if not any(one.episodes for one in offered):
        return Undetermined("no episode has run to its end in this period")
    modelled = model_strata(offered)
    if isinstance(modelled, Undetermined):
        return modelled
    return modelled, calibrated_total(modelled, effects, rng=np.random.default_rng(seed), draws=draws)


def estimate_at_form(inputs: EstimateInputs) -> StageEstimate:
    """What was read at the form can only be told by comparing with people who were not offered it."""
    strata = _of_stage(inputs.seen, Stage.AT_FORM)
    return StageEstimate(Stage.AT_FORM, Undetermined("needs a comparison group at the form"), tuple(strata))


def _of_stage(seen: Overview, stage: Stage) -> list[StratumCounts]:
    return [one for one in seen.strata if one.stage == stage]


def hours_of(one: StageEstimate, times: TimeAssumptions) -> tuple[LostTimeAvoided, Interval] | Undetermined:
    """Component 1 with its range in minutes. The model counts solved people only, so all of its contacts earn time."""
    if isinstance(one.total, Undetermined):
        return one.total

    def at(contacts: float) -> LostTimeAvoided:
        return lost_time_avoided(
            before_form_contacts=contacts, at_form_contacts=0.0, reading_minutes=one.reading_minutes, times=times
        )

    ends = sorted(at(contacts).net_minutes for contacts in (one.total.interval.low, one.total.interval.high))
    return at(one.total.avoided), Interval(*ends)


def _rates(
    read: Mapping[str, Iterable[str]], answers: Mapping[str, Answers], modelled: Sequence[ModelledStratum]
) -> dict[str, SolveRate]:
    """Solve rates of all contents read, steadied by the answers about the same need; a content of two needs by the first."""
    weight = sum(one.episodes for one in modelled)
    site_mean = sum(one.episodes * one.solved_rate for one in modelled) / weight
    rates: dict[str, SolveRate] = {}
    for _need, contents in sorted(read.items()):
        found = solve_rates({content: answers.get(content, Answers(0, 0)) for content in sorted(contents)}, prior_mean=site_mean)
        if not isinstance(found, Undetermined):
            for content, rate in found.items():
                rates.setdefault(content, rate)
    return rates


def _share_range(posterior: FactorPosterior) -> Interval:
    """The factor of a single issue as a multiple of the mean factor."""
    interval = posterior.interval()
    return Interval(interval.low / posterior.mean, interval.high / posterior.mean)


def _needy_reading_minutes(minutes: Mapping[StratumKey, float], modelled: Sequence[ModelledStratum]) -> float:
    """Who only looked around lost no time by reading; how many did is known as a rate per stratum."""
    return sum(one.need_rate * minutes.get(one.stratum, 0.0) for one in modelled)
