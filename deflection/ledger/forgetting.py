"""Episodes lose the key of their person when nothing can be joined any more, and go with the events after thirteen months.

Lines, strata and credits stay: they name nobody.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from deflection.models import FoldedEpisode, FoldedExposure, LeftOutEvent
from deflection.recording.erasures import EPISODES, note_erasure
from deflection.recording.retention import BATCH_ROWS, EVENT_DAYS

# A secret lives for 90 days and 8 more beside its follower: later no contact can carry the same key.
FOLLOWER_DAYS = 100


def forget_old_episodes(*, now: datetime | None = None) -> int:
    """Worker job: one bounded batch of each."""
    now = now or timezone.now()
    keyed = FoldedEpisode.objects.filter(first_ts__lt=now - timedelta(days=FOLLOWER_DAYS)).exclude(follower="")
    some = list(keyed.order_by("first_ts").values_list("key", flat=True)[:BATCH_ROWS])
    forgotten = FoldedEpisode.objects.filter(key__in=some).update(follower="")
    end = now - timedelta(days=EVENT_DAYS)
    old = list(FoldedEpisode.objects.filter(first_ts__lt=end).order_by("first_ts").values_list("key", flat=True)[:BATCH_ROWS])
    FoldedExposure.objects.filter(episode__in=old).delete()
    FoldedEpisode.objects.filter(key__in=old).delete()
    if old:
        note_erasure(EPISODES, before=end, now=now)
    left_out = list(LeftOutEvent.objects.filter(ts__lt=end).values_list("event_id", flat=True)[:BATCH_ROWS])
    LeftOutEvent.objects.filter(event_id__in=left_out).delete()
    return forgotten + len(old) + len(left_out)
