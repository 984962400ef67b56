"""Units of estimation, read need after need: a month of any size passes through, one need at a time is in memory."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from deflection.estimation.episodes import EpisodeUnit, Reading, StratumKey, capped
from deflection.estimation.types import Arm, Stage
from deflection.ledger.facts import Episode
from deflection.ledger.stored import in_byte_order
from deflection.models import FoldedEpisode, FoldedExposure, content_reference

ROWS_AT_ONCE = 5_000


@dataclass(frozen=True)
class ContactWeights:
    """What the contact that ended an episode stands for: 0 without one, 1 of a channel that nothing is known of."""

    of_channel: Mapping[str, float]
    channel_of: Mapping[int, str]

    def __call__(self, contact_id: int | None) -> float:
        return 0.0 if contact_id is None else self.of_channel.get(self.channel_of.get(contact_id, ""), 1.0)


@dataclass(frozen=True)
class Units:
    """Capped units that began at `start` or later: needs in ascending order, within a need the oldest first.

    `episodes` are conditions on the stored ones, which are read each time somebody goes through the units; `earlier` are
    episodes before them of the same people.
    """

    episodes: Mapping[str, Any]
    earlier: Sequence[Episode]
    weigh: ContactWeights
    start: datetime

    def __iter__(self) -> Iterator[EpisodeUnit]:
        earlier: dict[str, list[EpisodeUnit]] = {}
        for one in self.earlier:
            earlier.setdefault(one.need, []).append(unit_of(one, contact_weight=self.weigh(one.contact_id)))
        for need, units in groupby(self._singly(), key=lambda unit: unit.stratum.need):
            for unit in capped([*earlier.get(need, ()), *units]):
                if unit.first_at >= self.start:
                    yield unit

    def _singly(self) -> Iterator[EpisodeUnit]:
        """Each episode as a unit. Two queries side by side in one order, instead of a look-up for every few episodes."""
        order = (in_byte_order("need"), "key")
        rows = FoldedEpisode.objects.filter(**self.episodes).order_by(*order).values_list(*_Row._fields)
        reads = _reads_of(self.episodes)
        key, read = next(reads, _NO_READ)
        for row in map(_Row._make, rows.iterator(chunk_size=ROWS_AT_ONCE)):
            theirs = []
            while key == row.key:
                theirs.append(read)
                key, read = next(reads, _NO_READ)
            yield _unit(row, theirs, self.weigh(row.contact_id))


def noted(units: Iterable[EpisodeUnit], told: "hashlib._Hash") -> Iterator[EpisodeUnit]:
    """The same units; `told` is fed what each says. No number of a row is in it: the order of arrival makes no difference."""
    for unit in units:
        told.update(repr(unit).encode())
        yield unit


class _EpisodeRow(Protocol):
    """What a unit takes over from an episode: of the facts (`Episode`) or of the row."""

    key: str
    follower: str
    is_identified: bool
    need: str
    language: str
    first_ts: datetime
    last_exposure_ts: datetime
    opened_form: bool
    form_at: datetime | None
    opened_suggestion: bool
    answer: str
    prompt_answer: str
    would_have_contacted: bool
    arm: str
    contact_id: int | None


_Row = NamedTuple("_Row", list(_EpisodeRow.__annotations__.items()))  # type: ignore[misc]


class _Read(NamedTuple):
    content: str
    first_ts: datetime
    dwell_s: float
    answer: str


_NO_READ = ("", _Read("", datetime.min, 0.0, ""))


def _reads_of(episodes: Mapping[str, Any]) -> Iterator[tuple[str, _Read]]:
    """Key of the episode and what was really read in it, in reading order."""
    rows = FoldedExposure.objects.filter(left_out="", **{f"episode__{name}": value for name, value in episodes.items()})
    rows = rows.order_by(in_byte_order("episode__need"), "episode_id", "place")
    columns = ("episode_id", "content_kind", "content_uuid", "first_ts", "dwell_s", "answer")
    for key, kind, uuid, first_ts, dwell_s, answer in rows.values_list(*columns).iterator(chunk_size=ROWS_AT_ONCE):
        yield key, _Read(_reference(kind, uuid), first_ts, dwell_s, answer)


@lru_cache(maxsize=20_000)
def _reference(kind: str, uuid: UUID) -> str:
    return content_reference(kind, uuid)


def unit_of(episode: Episode, *, contact_weight: float) -> EpisodeUnit:
    """`contact_weight` counts if a contact ended the episode."""
    read = [_Read(one.content, one.first_ts, one.dwell_s, one.answer) for one in episode.exposures if one.is_qualified]
    return _unit(episode, read, contact_weight)


def _unit(episode: _EpisodeRow, read: Sequence[_Read], contact_weight: float) -> EpisodeUnit:
    is_before = episode.form_at is None or any(one.first_ts < episode.form_at for one in read)
    return EpisodeUnit(
        key=episode.key,
        # An episode whose person is forgotten stands for itself.
        follower=episode.follower or episode.key,
        stratum=StratumKey(episode.need, episode.language),
        stage=Stage.BEFORE_FORM if is_before else Stage.AT_FORM,
        first_at=episode.first_ts,
        last_at=episode.last_exposure_ts,
        readings=tuple(
            # "This one solved it" is said of one of several; a yes at the only page needs no naming.
            Reading(one.content, one.dwell_s, said_solved=len(read) > 1 and one.answer == "yes")
            for one in read
        ),
        answer=episode.answer,
        prompt_answer=episode.prompt_answer,
        would_have_contacted=episode.would_have_contacted,
        opened_form=episode.opened_form,
        opened_suggestion=episode.opened_suggestion,
        contact_weight=contact_weight if episode.contact_id is not None else 0.0,
        is_identified=episode.is_identified,
        arm=Arm(episode.arm),
    )
