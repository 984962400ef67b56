"""Estimates as plain values for JSON: a refusal is told with its reason, never as 0."""

from typing import Any

from deflection.estimation.estimate import StageEstimate
from deflection.estimation.types import Undetermined


def told(refused: Undetermined) -> dict[str, Any]:
    return {"undetermined": refused.reason, "still_needed": refused.still_needed}


def stage_told(stage: StageEstimate, *, pending: int) -> dict[str, Any]:
    """avoided, low and high are contacts, and null where `undetermined` says why."""
    row: dict[str, Any] = {
        "avoided": None,
        "low": None,
        "high": None,
        "grade": None,
        "is_headline": False,
        "episodes": stage.episodes,
        "holdout_episodes": stage.holdout_episodes,
        "pending_episodes": pending,
        "undetermined": None,
    }
    if isinstance(stage.total, Undetermined):
        return row | told(stage.total)
    return row | {
        "avoided": round(stage.total.avoided, 6),
        "low": round(stage.total.interval.low, 6),
        "high": round(stage.total.interval.high, 6),
        "grade": stage.total.grade.value,
        "is_headline": stage.total.is_headline,
    }
