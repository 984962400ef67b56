"""Signal or ordinary fluctuation: the process-behaviour (XmR) chart of counts per period.

Limits are mean +/- 2.66 x the mean moving range of the baseline (Wheeler, Understanding Variation): they hold nearly all
ordinary fluctuation whatever its distribution, so that one point outside is worth a question. Wrong when neighbouring points
hang together (a slow trend looks like signals) and for small counts, where the steps of one are larger than the limits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from deflection.estimation.types import Undetermined

LIMIT_FACTOR = 2.66  # 3 / d2 with d2 = 1.128 for ranges of two
RANGE_FACTOR = 3.268  # D4 for ranges of two: the upper limit of a moving range
LEAST_BASELINE = 12  # fewer points make limits that swing with every new one
LEAST_MEAN = 5.0  # below five a period a count has too few steps for limits
RUN_LENGTH = 8
NEAR_OF = (3, 4)  # three of four points nearer a limit than the mean


class SignalKind(StrEnum):
    OUTSIDE = "outside"  # a point beyond a limit
    RUN = "run"  # eight in a row on one side of the mean
    NEAR = "near"  # three of four nearer a limit than the mean


@dataclass(frozen=True)
class Limits:
    """In the unit of the points. `lower` is at least 0: there are no negative counts."""

    mean: float
    mean_range: float
    lower: float
    upper: float
    upper_range: float
    baseline_points: int


@dataclass(frozen=True)
class Signal:
    """The place of the point at which it became visible."""

    place: int
    kind: SignalKind
    is_high: bool


def limits_of(points: Sequence[float], *, baseline: int = LEAST_BASELINE) -> Limits | Undetermined:
    """Limits from the first `baseline` points; they stay as they are when later points come."""
    if len(points) < max(baseline, LEAST_BASELINE):
        return Undetermined(f"{LEAST_BASELINE} complete weeks are needed, {len(points)} are there")
    base = points[: max(baseline, LEAST_BASELINE)]
    mean = fmean(base)
    if mean < LEAST_MEAN:
        return Undetermined(f"fewer than {LEAST_MEAN:g} a week on average: too few for limits")
    mean_range = fmean(abs(after - before) for before, after in zip(base, base[1:], strict=False))
    reach = LIMIT_FACTOR * mean_range
    return Limits(
        mean=mean,
        mean_range=mean_range,
        lower=max(0.0, mean - reach),
        upper=mean + reach,
        upper_range=RANGE_FACTOR * mean_range,
        baseline_points=len(base),
    )


def signals_in(points: Sequence[float], limits: Limits) -> list[Signal]:
    """Where the series says more than noise, oldest first. Each run is told once, at its eighth point."""
    found: list[Signal] = []
    run, side_before = 0, 0
    for place, point in enumerate(points):
        if point > limits.upper or point < limits.lower:
            found.append(Signal(place, SignalKind.OUTSIDE, point > limits.upper))
        side = (point > limits.mean) - (point < limits.mean)
        run = run + 1 if side and side == side_before else abs(side)
        side_before = side
        if run == RUN_LENGTH:
            found.append(Signal(place, SignalKind.RUN, side > 0))
        if (high := _is_near(points, place, limits)) is not None and not _was_near(points, place - 1, limits):
            found.append(Signal(place, SignalKind.NEAR, high))
    return found


def _is_near(points: Sequence[float], place: int, limits: Limits) -> bool | None:
    """Whether the four points up to this one hug the upper (True) or lower (False) limit; None: neither."""
    least, of = NEAR_OF
    if place + 1 < of:
        return None
    last = points[place + 1 - of : place + 1]
    high_edge = (limits.mean + limits.upper) / 2
    low_edge = (limits.mean + limits.lower) / 2
    if sum(point > high_edge for point in last) >= least:
        return True
    if sum(point < low_edge for point in last) >= least:
        return False
    return None


def _was_near(points: Sequence[float], place: int, limits: Limits) -> bool:
    return place >= 0 and _is_near(points, place, limits) is not None
