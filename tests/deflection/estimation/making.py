"""Short ways to make units of estimation."""

from datetime import UTC, datetime, timedelta

from deflection.estimation.episodes import EpisodeUnit, Reading, StratumKey
from deflection.estimation.types import Stage

MONDAY = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
VPN, MAIL = StratumKey("issue:1", "en"), StratumKey("issue:2", "en")


def reading(content="article:a", **fields) -> Reading:
    return Reading(content, **fields)


def unit(follower="p1", *, days=0.0, contents=("article:a",), stratum=VPN, stage=Stage.BEFORE_FORM, **fields) -> EpisodeUnit:
    at = MONDAY + timedelta(days=days)
    readings = fields.pop("readings", None) or tuple(reading(content) for content in contents)
    return EpisodeUnit(f"{follower}-{days}", follower, stratum, stage, at, at + timedelta(hours=1), readings, **fields)
