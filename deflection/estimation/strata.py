"""From units to counts per stratum: all that a total is computed from, and all that a published figure must keep."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from deflection.estimation.episodes import EpisodeUnit, StratumKey
from deflection.estimation.types import Arm, Stage
from deflection.estimation.value import reading_minutes


@dataclass(frozen=True)
class StratumCounts:
    """Counts of one stratum, stage and arm.

    `yes`, `no`, `browsing`: answers to the question put at random. `contacts` and `contacts_of_no` are sums of linkage
    weights (contacts); `contacts_squared` is the sum of their squares (contacts squared).
    """

    stratum: StratumKey
    stage: Stage
    arm: Arm
    episodes: int
    yes: int = 0
    no: int = 0
    browsing: int = 0
    contacts_of_no: float = 0.0
    contacts: float = 0.0
    contacts_squared: float = 0.0

    @property
    def answers(self) -> int:
        return self.yes + self.no + self.browsing


def count_strata(units: Iterable[EpisodeUnit]) -> list[StratumCounts]:
    """One row per stratum, stage and arm, in a fixed order. A unit is one person, one need, 30 days (see `capped`)."""
    rows: dict[tuple[StratumKey, Stage, Arm], list[float]] = {}
    for unit in units:
        row = rows.setdefault((unit.stratum, unit.stage, unit.arm), [0.0] * 7)
        weight = unit.contact_weight
        is_no = unit.prompt_answer == "no"
        for place, amount in enumerate(
            (
                1,
                unit.prompt_answer == "yes",
                is_no,
                unit.prompt_answer == "browsing",
                weight * is_no,
                weight,
                weight * weight,
            )
        ):
            row[place] += amount
    return [
        StratumCounts(stratum, stage, arm, int(row[0]), int(row[1]), int(row[2]), int(row[3]), row[4], row[5], row[6])
        for (stratum, stage, arm), row in sorted(rows.items())
    ]


@dataclass(frozen=True)
class Overview:
    """What totals, rates and hours need of the units, so that no unit need be kept.

    `contents`: what was read before the form, by need. `reading_minutes`: of offered units before the form, by stratum.
    """

    strata: tuple[StratumCounts, ...]
    contents: Mapping[str, frozenset[str]]
    reading_minutes: Mapping[StratumKey, float]


def overview_of(units: Iterable[EpisodeUnit]) -> Overview:
    """One pass; memory follows the strata and contents, not the units."""
    contents: dict[str, set[str]] = {}
    minutes: dict[StratumKey, float] = {}

    def noted() -> Iterator[EpisodeUnit]:
        for unit in units:
            if unit.stage == Stage.BEFORE_FORM:
                contents.setdefault(unit.stratum.need, set()).update(one.content for one in unit.readings)
                if unit.arm == Arm.OFFERED:
                    spent = reading_minutes(one.dwell_s for one in unit.readings)
                    minutes[unit.stratum] = minutes.get(unit.stratum, 0.0) + spent
            yield unit

    strata = count_strata(noted())
    return Overview(tuple(strata), {need: frozenset(read) for need, read in contents.items()}, minutes)


def with_answers_of(asked: Iterable[StratumCounts], counts: Iterable[StratumCounts]) -> list[StratumCounts]:
    """Episodes and contacts of `counts` with the answers of `asked`; a stratum that was only asked has no episode."""
    rows = {(one.stratum, one.stage, one.arm): one for one in counts}
    answers = {(one.stratum, one.stage, one.arm): one for one in asked}
    merged = []
    for key in sorted(rows.keys() | answers.keys()):
        row = rows.get(key) or StratumCounts(*key, episodes=0)
        told = answers.get(key) or StratumCounts(*key, episodes=0)
        merged.append(replace(row, yes=told.yes, no=told.no, browsing=told.browsing, contacts_of_no=told.contacts_of_no))
    return merged
