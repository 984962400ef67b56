"""Counting views without a write in the page's request: a buffer in this process, emptied every few seconds.

At most FLUSH_SECONDS of views are lost when the process is killed. A view count is decoration; measurement has its own events.
"""

import threading
from collections import Counter

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from forum.models import Topic
from kbsite.jobs.soon import SoonAfter
from kbsite.visitors.who import ActorClass, visitor_of

FLUSH_SECONDS = 5.0
# A reload or a way back within this time is the same view.
SAME_VIEW_SECONDS = 1_800

_waiting: Counter[int] = Counter()
_lock = threading.Lock()


def count_view(request: HttpRequest, topic_id: int) -> None:
    """Remember one view of a reader, unless they had one of this topic lately.

    Robots and staff are no readers. Who asks not to be followed is not told apart from anybody, so not counted either.
    """
    visitor = visitor_of(request)
    reader = visitor.person_key or visitor.visit_key or visitor.memory_key
    if visitor.actor_class != ActorClass.PERSON or not reader:
        return
    if not cache.add(f"forum:seen:{topic_id}:{reader}", 1, SAME_VIEW_SECONDS):
        return
    with _lock:
        _waiting[topic_id] += 1
    if settings.FORUM_FLUSH_VIEWS:
        _flush_soon.start()


def flush_views() -> int:
    """Write the buffered views; returns how many topics were touched. Views of a failed write go back into the buffer."""
    with _lock:
        taken = dict(_waiting)
        _waiting.clear()
    try:
        with transaction.atomic():
            for topic_id, views in sorted(taken.items()):
                Topic.objects.filter(pk=topic_id).update(view_count=F("view_count") + views)
    except Exception:
        with _lock:
            _waiting.update(taken)
        raise
    return len(taken)


_flush_soon = SoonAfter(seconds=FLUSH_SECONDS, work=flush_views)
