"""The search log is kept as long as the setting says, then erased."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from kbsite.search.models import LoggedSearch

BATCH_ROWS = 5_000


def erase_old_searches(*, now: datetime | None = None) -> int:
    """Worker job: a bounded batch of expired rows."""
    before = (now or timezone.now()) - timedelta(days=settings.SEARCH_LOG_DAYS)
    old = LoggedSearch.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)[:BATCH_ROWS]
    erased, _by_model = LoggedSearch.objects.filter(pk__in=list(old)).delete()
    return erased
