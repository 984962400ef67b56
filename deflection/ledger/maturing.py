"""Time alone ripens episodes: open, pending, matured. Each is visited once per step; matured ones never again."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from deflection.ledger.facts import State, state_at
from deflection.ledger.folding import locked_position
from deflection.ledger.neighbours import parts
from deflection.ledger.posting import post
from deflection.models import FoldedEpisode

ROWS_AT_ONCE = 5_000


def mature_waiting() -> int:
    """Worker job: one bounded batch."""
    now = timezone.now()
    if not FoldedEpisode.objects.filter(due_at__lte=now).exists():
        return 0
    return mature_batch(now=now)


def mature_everything(*, now: datetime | None = None) -> int:
    total = 0
    while done := mature_batch(now=now or timezone.now()):
        total += done
    return total


@transaction.atomic
def mature_batch(*, now: datetime, rows: int = ROWS_AT_ONCE) -> int:
    """The longest due first, with their lines, in one transaction."""
    locked_position()
    due = list(FoldedEpisode.objects.filter(due_at__lte=now).order_by("due_at", "key")[:rows])
    keys_in: dict[State, list[str]] = defaultdict(list)
    for row in due:
        state, row.due_at = state_at(
            now, closes_at=row.closes_at, window_ends=row.window_ends, contact_id=row.contact_id, answer=row.answer
        )
        row.state = state.value
        keys_in[state].append(row.key)
    # A few statements by state: one with a case for each row takes the database a hundred times as long.
    for state, keys in keys_in.items():
        due_at = {State.OPEN: F("closes_at"), State.PENDING: F("window_ends")}.get(state)
        for some in parts(keys):
            FoldedEpisode.objects.filter(key__in=some).update(state=state.value, due_at=due_at)
    post(due, at=now)
    return len(due)
