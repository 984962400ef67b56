"""What is read together: contents that the same visits read. Rooms that know of reading register; search counts pairs.

A pair counts from LEAST_VISITS_TOGETHER visits on, and only when it is more common than chance: what everybody reads is related
to nothing in particular.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from itertools import combinations

from django.db import transaction
from django.utils import timezone

from kbsite.search.models import CoRead, Document

DAYS = 90
LEAST_VISITS_TOGETHER = 3
# How much more often than if the two were read independently of each other.
LEAST_LIFT = 1.5
# A visit that read more than this was looking around.
MOST_IN_A_VISIT = 12
KEPT_NEIGHBOURS = 10
_ROWS_AT_ONCE = 500

# Gives for each visit since a moment the contents that it really read ("article:<uuid>").
Provider = Callable[[datetime], Iterable[Collection[str]]]
_providers: dict[str, Provider] = {}


def register_reading(name: str, provider: Provider) -> None:
    """Called from AppConfig.ready. A second registration of a name replaces the first."""
    _providers[name] = provider


def renew_co_reads(*, now: datetime | None = None) -> int:
    """Worker job: count anew and replace the table. Returns how many rows it has."""
    since = (now or timezone.now()) - timedelta(days=DAYS)
    read: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    visits = 0
    for provider in _providers.values():
        for contents in provider(since):
            distinct = sorted(set(contents))
            visits += 1
            if len(distinct) <= MOST_IN_A_VISIT:
                read.update(distinct)
                together.update(combinations(distinct, 2))
    rows = _rows(read, together, visits)
    with transaction.atomic():
        CoRead.objects.all().delete()
        CoRead.objects.bulk_create(rows, batch_size=_ROWS_AT_ONCE)
    return len(rows)


def _rows(read: Counter[str], together: Counter[tuple[str, str]], visits: int) -> list[CoRead]:
    neighbours: dict[str, list[CoRead]] = {}
    for (one, other), count in together.items():
        if count < LEAST_VISITS_TOGETHER or count * visits < LEAST_LIFT * read[one] * read[other]:
            continue
        for content, beside in ((one, other), (other, one)):
            row = CoRead(content=content, other=beside, visits=count, share=count / read[content])
            neighbours.setdefault(content, []).append(row)
    return [row for rows in neighbours.values() for row in sorted(rows, key=lambda row: -row.visits)[:KEPT_NEIGHBOURS]]


def read_together(content: str) -> dict[tuple[str, int], float]:
    """Documents that are read with this content, by key, and the share (0-1) of its visits that read them too. Two queries.

    It says nothing about who may see them: whoever shows them asks their rooms.
    """
    if not content:
        return {}
    shares = dict(CoRead.objects.filter(content=content).values_list("other", "share"))
    if not shares:
        return {}
    documents = Document.objects.filter(content__in=shares).values_list("kind", "object_id", "content")
    return {(kind, object_id): shares[other] for kind, object_id, other in documents}
