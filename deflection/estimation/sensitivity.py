"""What would change the answer: one assumption moved at a time.

Quantity: the smallest and largest value of a figure over the alternatives of each assumption, in the figure's unit.
Assumption: assumptions are moved singly. Wrong when: two are wrong together; the joint range is wider than any row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from deflection.estimation.strata import StratumCounts
from deflection.estimation.twins import model_strata
from deflection.estimation.types import Arm, Interval, Undetermined

Inputs = TypeVar("Inputs")


@dataclass(frozen=True)
class Swing:
    """One row of the tornado: the figure's range over the alternatives (base included)."""

    assumption: str
    interval: Interval
    undetermined: tuple[str, ...] = ()  # reasons of alternatives that give no figure

    @property
    def width(self) -> float:
        return self.interval.high - self.interval.low


def swings(
    base: Inputs,
    alternatives: Mapping[str, Sequence[Inputs]],
    estimate: Callable[[Inputs], float | Undetermined],
) -> list[Swing] | Undetermined:
    """Widest first. Each alternative is a whole set of inputs with one assumption moved."""
    at_base = estimate(base)
    if isinstance(at_base, Undetermined):
        return at_base
    rows = []
    for name, several in alternatives.items():
        results = [estimate(one) for one in several]
        values = [at_base, *(one for one in results if not isinstance(one, Undetermined))]
        reasons = tuple(one.reason for one in results if isinstance(one, Undetermined))
        rows.append(Swing(name, Interval(min(values), max(values)), reasons))
    return sorted(rows, key=lambda row: (-row.width, row.assumption))


@dataclass(frozen=True)
class Variant:
    """One way of taking things. `factor` is c; `added` are contacts of people outside the strata."""

    strata: Sequence[StratumCounts]
    factor: float
    added: float = 0.0


def avoided_in(variant: Variant) -> float | Undetermined:
    """Central value in contacts: c times the modelled contacts of the strata, and what is added."""
    modelled = model_strata([one for one in variant.strata if one.arm == Arm.OFFERED])
    if isinstance(modelled, Undetermined):
        return modelled
    return variant.factor * sum(one.contacts for one in modelled) + variant.added


def extrapolated(avoided: float, *, followed_views: int, unfollowed_views: int, likeness: float) -> float | Undetermined:
    """Avoided contacts of people who cannot be followed, in contacts: the rate per view of those who can, times `likeness`.

    Assumption: a view spares as much as one of a followed person, but for `likeness` (a judgement, 0.8). Wrong when people who
    sign in or agree read for other reasons than those who do not. Told as a row of its own, never in the headline.
    """
    if not followed_views:
        return Undetermined("no view of a person who can be followed in this period")
    return avoided / followed_views * unfollowed_views * likeness


def overall(rows: Sequence[Swing]) -> Interval | Undetermined:
    """The smallest and largest value of all rows: what is told behind the headline."""
    if not rows:
        return Undetermined("no assumption has been moved")
    return Interval(min(row.interval.low for row in rows), max(row.interval.high for row in rows))
