"""Nothing about people is kept longer than said on the privacy page."""

from datetime import datetime, timedelta

from django.utils import timezone

from deflection.models import Event, KeyLink
from deflection.recording.erasures import EVENTS, note_erasure
from kbsite.visitors.keys import OVERLAP_DAYS

EVENT_DAYS = 396  # 13 months: the same month of the year before can still be compared
BATCH_ROWS = 5_000


def erase_old_rows(*, now: datetime | None = None) -> int:
    """Worker job: a bounded batch of expired events, and links between keys whose older secret is destroyed."""
    now = now or timezone.now()
    old = Event.objects.filter(ts__lt=now - timedelta(days=EVENT_DAYS)).order_by("ts").values_list("id", flat=True)
    erased, _by_model = Event.objects.filter(id__in=list(old[:BATCH_ROWS])).delete()
    if erased:
        note_erasure(EVENTS, before=now - timedelta(days=EVENT_DAYS), now=now)
    KeyLink.objects.filter(made_at__lt=now - timedelta(days=OVERLAP_DAYS)).delete()
    return erased
