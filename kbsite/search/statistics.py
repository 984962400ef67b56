"""How search is doing, for commands, probes and the desk: what is indexed, what waits, what was given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from kbsite.search.indexes import documents_index
from kbsite.search.indexing import MAX_ATTEMPTS
from kbsite.search.models import Change, Document, IndexManifest
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


def index_state() -> IndexState:
    """In four queries, without opening the index."""
    manifest = IndexManifest.objects.filter(name=documents_index.name).first()
    waiting = Change.objects.aggregate(
        waiting=Count("id", filter=Q(attempts__lt=MAX_ATTEMPTS)),
        given_up=Count("id", filter=Q(attempts__gte=MAX_ATTEMPTS)),
        oldest=Min("marked_at", filter=Q(attempts__lt=MAX_ATTEMPTS)),
    )
    try:
        documents_index.check()
        trouble = ""
    except IndexUnavailable as error:
        trouble = str(error)
    return IndexState(
        documents=Document.objects.count(),
        indexed=manifest.document_count if manifest else 0,
        generation=manifest.generation if manifest else 0,
        bytes=sum(size for size, _ in manifest.files.values()) if manifest else 0,
        waiting=waiting["waiting"],
        given_up=waiting["given_up"],
        oldest_waiting=waiting["oldest"],
        trouble=trouble,
    )
