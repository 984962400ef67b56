"""How search is doing, for commands, probes and the desk: what is indexed, what waits, what was given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from kbsite.search.engine.choosing import engine
from kbsite.search.indexing import MAX_ATTEMPTS
from kbsite.search.models import Change, Document
from kbsite.search.store import IndexUnavailable


@dataclass(frozen=True, slots=True)
class IndexState:
    """`trouble` is empty when the published index may be opened; else it says why search answers from the database."""

    documents: int
    indexed: int
    generation: int
    bytes: int
    waiting: int
    given_up: int
    oldest_waiting: datetime | None
    trouble: str
    engine: str


def index_state() -> IndexState:
    """In four queries, without opening the index."""
    published = engine().published()
    waiting = Change.objects.aggregate(
        waiting=Count("id", filter=Q(attempts__lt=MAX_ATTEMPTS)),
        given_up=Count("id", filter=Q(attempts__gte=MAX_ATTEMPTS)),
        oldest=Min("marked_at", filter=Q(attempts__lt=MAX_ATTEMPTS)),
    )
    try:
        engine().check()
        trouble = ""
    except IndexUnavailable as error:
        trouble = str(error)
    return IndexState(
        documents=Document.objects.count(),
        indexed=published.documents,
        generation=published.generation,
        bytes=published.bytes,
        waiting=waiting["waiting"],
        given_up=waiting["given_up"],
        oldest_waiting=waiting["oldest"],
        trouble=trouble,
        engine=engine().name,
    )
