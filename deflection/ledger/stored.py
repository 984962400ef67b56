"""Episodes between rows and facts: what the fold writes, what reports and estimates read."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Collate

from deflection.content import parse_content
from deflection.ledger.facts import Episode, Exposure, LeftOut, State, state_at
from deflection.models import FoldedEpisode, FoldedExposure

ROWS_AT_ONCE = 400


def row_of(episode: Episode, *, as_of: datetime) -> FoldedEpisode:
    state, due_at = state_at(
        as_of,
        closes_at=episode.closes_at,
        window_ends=episode.window_ends,
        contact_id=episode.contact_id,
        answer=episode.answer,
    )
    return FoldedEpisode(
        key=episode.key,
        follower=episode.follower,
        is_identified=episode.is_identified,
        need=episode.need,
        issue_id=episode.issue_id,
        language=episode.language,
        first_ts=episode.first_ts,
        last_exposure_ts=episode.last_exposure_ts,
        window_ends=episode.window_ends,
        closes_at=episode.closes_at,
        visits=episode.visits,
        opened_form=episode.opened_form,
        form_at=episode.form_at,
        opened_suggestion=episode.opened_suggestion,
        answer=episode.answer,
        prompt_answer=episode.prompt_answer,
        would_have_contacted=episode.would_have_contacted,
        arm=episode.arm,
        contact_id=episode.contact_id,
        state=state.value,
        due_at=due_at,
        event_ids=list(episode.event_ids),
        digest=digest_of(episode),
    )


def exposure_rows_of(episode: Episode) -> Iterator[FoldedExposure]:
    for place, one in enumerate(episode.exposures):
        content = parse_content(one.content)
        yield FoldedExposure(
            episode_id=episode.key,
            place=place,
            content_kind=content.kind,
            content_uuid=content.key,
            first_ts=one.first_ts,
            last_ts=one.last_ts,
            dwell_s=one.dwell_s,
            scroll=one.scroll,
            answer=one.answer,
            left_out=one.left_out.value if one.left_out else "",
            event_ids=list(one.event_ids),
        )


def digest_of(episode: Episode) -> str:
    """Of everything but the state, which time changes."""
    told = [value for name, value in vars(episode).items() if name != "state"]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def episodes_of(rows: QuerySet[FoldedEpisode] | Iterable[FoldedEpisode]) -> list[Episode]:
    """Rows as facts, in their order; two queries."""
    found = list(rows)
    exposures: dict[str, list[Exposure]] = {row.key: [] for row in found}
    keys = list(exposures)
    for start in range(0, len(keys), ROWS_AT_ONCE):
        some = FoldedExposure.objects.filter(episode__in=keys[start : start + ROWS_AT_ONCE]).order_by("episode_id", "place")
        for one in some:
            exposures[one.episode_id].append(
                Exposure(
                    one.content,
                    one.first_ts,
                    one.last_ts,
                    one.dwell_s,
                    one.scroll,
                    one.answer,
                    LeftOut(one.left_out) if one.left_out else None,
                    tuple(one.event_ids),
                )
            )
    return [_episode_of(row, tuple(exposures[row.key])) for row in found]


def episodes_in_parts(rows: QuerySet[FoldedEpisode]) -> Iterator[Episode]:
    """The same of more rows than one wants to hold beside their facts; two queries for each part."""
    part: list[FoldedEpisode] = []
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        part.append(row)
        if len(part) == ROWS_AT_ONCE:
            yield from episodes_of(part)
            part = []
    yield from episodes_of(part)


def in_byte_order(column: str) -> Collate:
    """The order in which Python compares strings, whatever the language of the database."""
    return Collate(F(column), "C" if connection.vendor == "postgresql" else "BINARY")


def _episode_of(row: FoldedEpisode, exposures: tuple[Exposure, ...]) -> Episode:
    return Episode(
        key=row.key,
        follower=row.follower,
        is_identified=row.is_identified,
        need=row.need,
        issue_id=row.issue_id,
        language=row.language,
        first_ts=row.first_ts,
        last_exposure_ts=row.last_exposure_ts,
        window_ends=row.window_ends,
        visits=row.visits,
        exposures=exposures,
        opened_form=row.opened_form,
        form_at=row.form_at,
        opened_suggestion=row.opened_suggestion,
        answer=row.answer,
        prompt_answer=row.prompt_answer,
        would_have_contacted=row.would_have_contacted,
        arm=row.arm,
        contact_id=row.contact_id,
        closes_at=row.closes_at,
        state=State(row.state),
        event_ids=tuple(row.event_ids),
    )


class KeptEpisode:
    """An episode whose events are gone: it stays as it is, and a late contact may still end it (linking.Candidate)."""

    def __init__(self, episode: Episode) -> None:
        self.episode = episode
        self.key = episode.key
        self.follower = episode.follower
        self.issue_id = episode.issue_id
        self.first_ts = episode.first_ts
        self.window_ends = episode.window_ends

    def nearest_read_before(self, moment: datetime) -> datetime | None:
        reads = [ts for one in self.episode.exposures if one.is_qualified for ts in (one.first_ts, one.last_ts) if ts <= moment]
        return max(reads, default=None)
