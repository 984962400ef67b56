"""Estimates as plain values for JSON: a refusal is told with its reason, never as 0."""

from typing import Any

from deflection.estimation.estimate import StageEstimate
from deflection.estimation.types import Interval, Undetermined
from deflection.estimation.value import LostTimeAvoided


def told(refused: Undetermined) -> dict[str, Any]:
    return {"undetermined": refused.reason, "still_needed": refused.still_needed}


def stage_told(stage: StageEstimate, *, pending: int, lines: int = 0) -> dict[str, Any]:
    """avoided, low, high and modelled_contacts are contacts, and null where `undetermined` says why; factor is c."""
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
        "modelled_contacts": None,
        "factor": None,
        "lines": lines,
    }
    if isinstance(stage.total, Undetermined):
        return row | told(stage.total)
    modelled = sum(one.contacts for one in stage.modelled)
    return row | {
        "avoided": round(stage.total.avoided, 6),
        "low": round(stage.total.interval.low, 6),
        "high": round(stage.total.interval.high, 6),
        "grade": stage.total.grade.value,
        "is_headline": stage.total.is_headline,
        "modelled_contacts": round(modelled, 6),
        "factor": round(stage.total.avoided / modelled, 6) if modelled else None,
    }


def hours_told(hours: tuple[LostTimeAvoided, Interval] | Undetermined) -> dict[str, Any]:
    """Component 1 in minutes."""
    if isinstance(hours, Undetermined):
        return told(hours)
    lost, interval = hours
    return {
        "gross": round(lost.gross_minutes, 3),
        "reading": round(lost.reading_minutes, 3),
        "agent": round(lost.agent_minutes, 3),
        "customer": round(lost.customer_minutes, 3),
        "net": round(lost.net_minutes, 3),
        "low": round(interval.low, 3),
        "high": round(interval.high, 3),
        "is_agent_time_included": lost.is_agent_time_included,
    }
