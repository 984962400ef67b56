"""Words that every estimate is told in."""

from dataclasses import dataclass
from enum import StrEnum

Z_90 = 1.6448536  # nine ranges in ten hold the true value
MICRO = 1_000_000  # micro-credits of one avoided contact


@dataclass(frozen=True)
class Undetermined:
    """An honest refusal with its reason; never 0, never NaN. `still_needed` counts what is missing, where that is countable."""

    reason: str
    still_needed: int | None = None


@dataclass(frozen=True)
class Interval:
    """A 90 % range in the unit of the value it belongs to."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"no interval: {self.low} to {self.high}")

    def including(self, value: float) -> "Interval":
        return Interval(min(self.low, value), max(self.high, value))


class Arm(StrEnum):
    """Side of a comparison. Everybody is `offered` while there is none."""

    OFFERED = "offered"
    HOLDOUT = "holdout"


class Stage(StrEnum):
    """Where help was read: before the contact form was opened, or at it."""

    BEFORE_FORM = "before_form"
    AT_FORM = "at_form"


class Tier(StrEnum):
    """How the split of a total was earned; exclusive, the first that fits."""

    CONFIRMED = "confirmed"
    IMPLIED = "implied"
    MODELLED = "modelled"


class Grade(StrEnum):
    """How a figure was earned."""

    RANDOMISED = "randomised"
    CALIBRATED = "calibrated"
    MODELLED = "modelled"
    BEFORE_AFTER = "before_after"
