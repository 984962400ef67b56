"""Lines of the ledger: posted when an episode matures, reversed when it turns out otherwise. Never edited."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from deflection.estimation.episodes import CAP_PERIOD
from deflection.ledger.facts import State
from deflection.ledger.neighbours import keyed, parts
from deflection.models import CreditEntry, FoldedEpisode, LedgerLine

# What an episode may have become without anybody's credit being wrong.
EARNS_CREDIT = {State.SILENT.value, State.SOLVED_SAID.value}


def post(rows: Iterable[FoldedEpisode], *, at: datetime, vanished: Iterable[FoldedEpisode] = ()) -> int:
    """Bring the lines of these episodes in force to their state; returns how many lines were written."""
    rows, vanished = list(rows), list(vanished)
    in_force = _in_force([row.key for row in rows] + [row.key for row in vanished])
    wanted = {row.key: _line(row, at) if State(row.state).is_matured else None for row in rows}
    reversals, fresh = [], []
    for row in [*rows, *vanished]:
        old, new = in_force.get(row.key), wanted.get(row.key)
        if old is not None and (new is None or _told(old) != _told(new)):
            reversals.append(_reversal(old, at))
        elif old is not None:
            continue
        if new is not None:
            fresh.append(new)
    LedgerLine.objects.bulk_create(reversals, batch_size=500)
    LedgerLine.objects.bulk_create(fresh, batch_size=500)
    lost = [row for row in rows if row.key in in_force or State(row.state).is_matured]
    lost = [row for row in lost if row.state not in EARNS_CREDIT]
    return len(reversals) + len(fresh) + _reverse_credit([*lost, *vanished], at)


def _in_force(keys: Sequence[str]) -> dict[str, LedgerLine]:
    found = {}
    for some in parts(keys):
        for line in LedgerLine.objects.filter(episode_key__in=some, amount=1, reversed_by__isnull=True):
            found[line.episode_key] = line
    return found


def _line(row: FoldedEpisode, at: datetime) -> LedgerLine:
    return LedgerLine(
        episode_key=row.key,
        posted_at=at,
        day=timezone.localdate(row.first_ts),
        need=row.need,
        language=row.language,
        is_identified=row.is_identified,
        is_at_form=row.opened_form,
        arm=row.arm,
        state=row.state,
        amount=1,
    )


def _told(line: LedgerLine) -> tuple[object, ...]:
    return (line.day, line.need, line.language, line.is_identified, line.is_at_form, line.arm, line.state)


def _reversal(line: LedgerLine, at: datetime) -> LedgerLine:
    return LedgerLine(
        episode_key=line.episode_key,
        posted_at=at,
        day=line.day,
        need=line.need,
        language=line.language,
        is_identified=line.is_identified,
        is_at_form=line.is_at_form,
        arm=line.arm,
        state=line.state,
        amount=-1,
        reverses=line,
    )


def _reverse_credit(rows: Sequence[FoldedEpisode], at: datetime) -> int:
    """Credit of these episodes, and of the earlier ones of the same need and 30 days that they extend."""
    if not rows or not CreditEntry.objects.exists():
        return 0
    keys = {row.key for row in rows}
    later: dict[tuple[str, str], list[datetime]] = {}
    for row in rows:
        if row.follower:
            later.setdefault((row.follower, row.need), []).append(row.first_ts)
    for some in parts({follower for follower, _need in later}):
        episodes = keyed(FoldedEpisode.objects.all(), "follower", some)
        for key, follower, need, first_ts in episodes.values_list("key", "follower", "need", "first_ts"):
            if any(first_ts < moment < first_ts + CAP_PERIOD for moment in later.get((follower, need), ())):
                keys.add(key)
    reversals = []
    for some in parts(keys):
        for entry in CreditEntry.objects.filter(episode_key__in=some, reverses__isnull=True, reversed_by__isnull=True):
            reversals.append(
                CreditEntry(
                    run_id=entry.run_id,
                    stage=entry.stage,
                    tier=entry.tier,
                    episode_key=entry.episode_key,
                    content_kind=entry.content_kind,
                    content_uuid=entry.content_uuid,
                    need=entry.need,
                    language=entry.language,
                    micro_credits=-entry.micro_credits,
                    reverses=entry,
                    posted_at=at,
                )
            )
    CreditEntry.objects.bulk_create(reversals, batch_size=500)
    return len(reversals)
