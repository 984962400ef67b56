"""Time alone ripens episodes: open, pending, matured. Each is visited once per step; matured ones never again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from deflection.ledger.facts import state_at
from deflection.ledger.folding import locked_position
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
    for row in due:
        state, row.due_at = state_at(
            now, closes_at=row.closes_at, window_ends=row.window_ends, contact_id=row.contact_id, answer=row.answer
        )
        row.state = state.value
    FoldedEpisode.objects.bulk_update(due, ["state", "due_at"], batch_size=500)
    post(due, at=now)
    return len(due)
