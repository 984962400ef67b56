"""A stage's total, split over strata, episodes and contents to the last millionth of a contact.

Quantity: micro-credits (integers; 1,000,000 are one contact). Assumption: within an episode the contents worked in the
order of reading, each solving with its own rate what the ones before it had not ("first success").
Wrong when: two pages solve only together, or the last page read is the one that finally explained the first.
A credit is a share of a total that exists for a group only: no line says that this person's contact was avoided.
Source: the chain rule; largest remainder (Hamilton) for whole numbers, ties by position.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import floor, isfinite, prod

from deflection.estimation.episodes import EpisodeUnit, StratumKey, tier_of
from deflection.estimation.twins import ModelledStratum
from deflection.estimation.types import MICRO, Stage, Tier


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A share of the total. Without an episode: what no single episode may carry (it still counts in every sum)."""

    stratum: StratumKey | None
    episode: str
    content: str
    tier: Tier | None
    stage: Stage
    micro_credits: int


def first_success(solve_rates: Sequence[float], *, solved_by: int | None = None) -> list[float]:
    """Shares of one episode's contents in reading order; they add to 1. `solved_by`: the place that the reader named."""
    if not solve_rates:
        raise ValueError("an episode without contents has nothing to share")
    if solved_by is not None:
        return [float(place == solved_by) for place in range(len(solve_rates))]
    chances = [rate * prod(1 - before for before in solve_rates[:place]) for place, rate in enumerate(solve_rates)]
    total = sum(chances)
    return [chance / total for chance in chances] if total else [1 / len(solve_rates)] * len(solve_rates)


def split_exactly(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares in proportion to the weights, adding to `total` exactly: largest remainder, ties to the earlier place."""
    weight_sum = sum(weights)
    if total < 0 or any(weight < 0 or not isfinite(weight) for weight in weights) or (total and not weight_sum):
        raise ValueError("a split needs a total and weights of at least 0, and one above 0")
    if not total:
        return [0] * len(weights)
    quotas = [total * (weight / weight_sum) for weight in weights]
    shares = [floor(quota) for quota in quotas]
    by_remainder = sorted(
        (place for place in range(len(weights)) if weights[place]), key=lambda place: (shares[place] - quotas[place], place)
    )
    left = total - sum(shares)  # below zero only by rounding of the quotas themselves
    for step in range(abs(left)):
        place = by_remainder[step % len(by_remainder)] if left > 0 else by_remainder[-1 - step % len(by_remainder)]
        shares[place] += 1 if left > 0 else -1
    return shares


def split_capped(total: int, weights: Sequence[float], *, cap: int = MICRO) -> tuple[list[int], int]:
    """The same with at most `cap` for each; what fits nowhere is returned beside the shares."""
    shares = [0] * len(weights)
    open_places = [place for place, weight in enumerate(weights) if weight > 0]
    left = min(total, cap * len(open_places))
    beyond = total - left
    while open_places:
        part = split_exactly(left, [weights[place] for place in open_places])
        full = [place for place, share in zip(open_places, part, strict=True) if share > cap]
        if not full:
            for place, share in zip(open_places, part, strict=True):
                shares[place] = share
            break
        for place in full:
            shares[place] = cap
        left -= cap * len(full)
        open_places = [place for place in open_places if place not in set(full)]
    return shares, beyond


def to_micro(contacts: float) -> int:
    return round(contacts * MICRO)


def split_stage(
    *,
    stage: Stage,
    total_contacts: float,
    strata: Sequence[ModelledStratum],
    units: Iterable[EpisodeUnit],
    solve_rates: Mapping[str, float],
    solved_share_of_silent: float = 1.0,
) -> Iterator[CreditLine]:
    """All lines of one stage, stratum by stratum; their sum is the stage's total in micro-credits, exactly.

    `units` are capped units, needs in ascending order: those of one need are held at a time. Strata weigh by their modelled
    contacts, episodes by their tier. A total below zero (content that made people contact) is one line of nobody: no content
    gets credit then. Raises ValueError when the needs are in another order.
    """
    total = to_micro(total_contacts)
    modelled = sorted(strata, key=lambda one: one.stratum)
    if total <= 0 or not any(one.contacts > 0 for one in modelled):
        yield from [CreditLine(None, "", "", None, stage, total)] if total else []
        return
    parts = split_exactly(total, [one.contacts for one in modelled])
    shares = {one.stratum: part for one, part in zip(modelled, parts, strict=True)}
    needs = _Needs(units)
    for need, rows in groupby(modelled, key=lambda one: one.stratum.need):
        of_stratum: dict[StratumKey, list[EpisodeUnit]] = {}
        for unit in sorted(needs.units_of(need), key=lambda one: one.key):
            if unit.stage == stage:
                of_stratum.setdefault(unit.stratum, []).append(unit)
        for one in rows:
            theirs = of_stratum.get(one.stratum, [])
            yield from _split_stratum(one, shares[one.stratum], theirs, stage, solve_rates, solved_share_of_silent)


class _Needs:
    """Units of one need after the other, each asked for once and in ascending order."""

    def __init__(self, units: Iterable[EpisodeUnit]) -> None:
        self._groups = groupby(_ascending(units), key=lambda one: one.stratum.need)
        self._need: str | None = ""
        self._units: Iterator[EpisodeUnit] = iter(())

    def units_of(self, need: str) -> list[EpisodeUnit]:
        while self._need is not None and self._need < need:
            self._need, self._units = next(self._groups, (None, iter(())))
        return list(self._units) if self._need == need else []


def _ascending(units: Iterable[EpisodeUnit]) -> Iterator[EpisodeUnit]:
    before = ""
    for unit in units:
        if unit.stratum.need < before:
            raise ValueError(f"units of {unit.stratum.need} come after those of {before}")
        before = unit.stratum.need
        yield unit


def _split_stratum(
    modelled: ModelledStratum,
    total: int,
    units: Sequence[EpisodeUnit],
    stage: Stage,
    solve_rates: Mapping[str, float],
    solved_share_of_silent: float,
) -> list[CreditLine]:
    tiers = [tier_of(unit) for unit in units]
    weights = [
        tier_weight(unit, tier, modelled, solve_rates, solved_share_of_silent) for unit, tier in zip(units, tiers, strict=True)
    ]
    shares, beyond = split_capped(total, weights)
    lines = [
        CreditLine(modelled.stratum, unit.key, reading, tier, stage, part)
        for unit, tier, share in zip(units, tiers, shares, strict=True)
        if share
        for reading, part in split_episode(unit, share, solve_rates)
        if part
    ]
    if beyond:
        lines.append(CreditLine(modelled.stratum, "", "", None, stage, beyond))
    return lines


def tier_weight(
    unit: EpisodeUnit,
    tier: Tier | None,
    modelled: ModelledStratum,
    solve_rates: Mapping[str, float],
    solved_share_of_silent: float,
) -> float:
    """0-1: how likely this episode stands for an avoided contact, as a weight of the split only."""
    if tier is None:
        return 0.0
    if tier == Tier.CONFIRMED:
        return modelled.contact_rate
    if tier == Tier.IMPLIED:
        return modelled.contact_rate * solved_share_of_silent
    solved = 1 - prod(1 - solve_rates[one.content] for one in unit.readings)
    return modelled.need_rate * solved * modelled.contact_rate


def split_episode(unit: EpisodeUnit, micro_credits: int, solve_rates: Mapping[str, float]) -> list[tuple[str, int]]:
    """(content, micro-credits) in reading order, ties to the earlier one."""
    readings = unit.readings
    named = [place for place, one in enumerate(readings) if one.said_solved]
    shares = first_success([solve_rates[one.content] for one in readings], solved_by=named[-1] if named else None)
    parts = split_exactly(micro_credits, shares)
    return [(one.content, part) for one, part in zip(readings, parts, strict=True)]
