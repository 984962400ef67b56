"""What followed visits read, for search's list of what is read together. Without keys: search gets sets of contents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from deflection.models import ActorClass, Event, content_reference

_ROWS_AT_ONCE = 2_000


def contents_read_by_visits(since: datetime) -> Iterator[set[str]]:
    """For each visit with a key the contents it really read; one query, read as a stream."""
    rows = (
        Event.objects.filter(type="qualified_read", ts__gte=since, actor_class=ActorClass.PERSON, content_uuid__isnull=False)
        .exclude(visit_key="")
        .order_by("visit_key")
        .values_list("visit_key", "content_kind", "content_uuid")
    )
    for _visit, read in groupby(rows.iterator(chunk_size=_ROWS_AT_ONCE), key=lambda row: row[0]):
        yield {content_reference(kind, key) for _key, kind, key in read}
