"""What a total is counted in and split over: one person, one need, at most once in 30 days.

Quantity: units made of matured episodes. Assumption: somebody who comes back to the same need within 30 days still has the
need of before, so repeated reads extend the unit and never add one. Wrong when: a need truly recurs within a month (a
password forgotten twice); then too little is counted, never too much. Units: episodes, seconds, contacts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from deflection.estimation.types import Arm, Stage, Tier

CAP_PERIOD = timedelta(days=30)


@dataclass(frozen=True, order=True, slots=True)
class StratumKey:
    """People who are compared with each other: one need (an issue's or a content's reference) in one language."""

    need: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One content that was really read; an episode holds them in the order of reading."""

    content: str
    dwell_s: float = 0.0
    said_solved: bool = False  # "this one solved it", about this very content


@dataclass(frozen=True, slots=True)
class EpisodeUnit:
    """A matured episode as estimation sees it. `follower` is opaque; `contact_weight` is 0 without a linked contact."""

    key: str
    follower: str
    stratum: StratumKey
    stage: Stage
    first_at: datetime
    last_at: datetime
    readings: tuple[Reading, ...]
    answer: str = ""  # yes, no, browsing or empty; of any question
    prompt_answer: str = ""  # the same, of the question put at random: only this feeds the model
    would_have_contacted: bool = False
    opened_form: bool = False  # at any time; the stage tells where the first read was
    opened_suggestion: bool = False
    contact_weight: float = 0.0
    is_identified: bool = True
    arm: Arm = Arm.OFFERED

    @property
    def is_contacted(self) -> bool:
        return self.contact_weight > 0


def capped(episodes: Iterable[EpisodeUnit]) -> list[EpisodeUnit]:
    """One unit per follower, need and 30 days: later episodes join the first, which keeps its key and its arm.

    Contacted if any of them was: a contact that only came after the second try was not avoided by the first.
    """
    units: dict[tuple[str, str], list[EpisodeUnit]] = {}
    for episode in sorted(episodes, key=lambda one: (one.first_at, one.key)):
        theirs = units.setdefault((episode.follower, episode.stratum.need), [])
        if theirs and episode.first_at < theirs[-1].first_at + CAP_PERIOD:
            theirs[-1] = _joined(theirs[-1], episode)
        else:
            theirs.append(episode)
    return sorted((unit for theirs in units.values() for unit in theirs), key=lambda one: (one.first_at, one.key))


def _joined(first: EpisodeUnit, later: EpisodeUnit) -> EpisodeUnit:
    # A page read again in the later episode is the same reading, now with the longer of the two times.
    readings = {one.content: one for one in first.readings}
    for one in later.readings:
        known = readings.get(one.content)
        readings[one.content] = (
            replace(known, dwell_s=max(known.dwell_s, one.dwell_s), said_solved=known.said_solved or one.said_solved)
            if known
            else one
        )
    return replace(
        first,
        opened_form=first.opened_form or later.opened_form,
        last_at=max(first.last_at, later.last_at),
        readings=tuple(readings.values()),
        answer=later.answer or first.answer,
        prompt_answer=later.prompt_answer or first.prompt_answer,
        would_have_contacted=first.would_have_contacted or later.would_have_contacted,
        opened_suggestion=first.opened_suggestion or later.opened_suggestion,
        contact_weight=max(first.contact_weight, later.contact_weight),
    )


def tier_of(unit: EpisodeUnit) -> Tier | None:
    """The evidence tier; None: no credit (a contact came, or the person said that it did not help or was only looking)."""
    if unit.is_contacted or unit.answer in ("no", "browsing") or not unit.readings:
        return None
    if unit.answer == "yes" and (unit.opened_form or unit.would_have_contacted):
        return Tier.CONFIRMED
    if unit.opened_form:
        return Tier.IMPLIED if unit.opened_suggestion else None
    return Tier.MODELLED
