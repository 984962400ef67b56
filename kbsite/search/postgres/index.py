"""Which build is read, and the one writer. PostgreSQL's transactions do what the file store needs code for.

A commit writes entries, statistics, the manifest and the removal of change rows in one transaction: a kill anywhere leaves the
state before it. A rebuild fills new tables in one transaction and switches by the manifest; search answers from the old ones
meanwhile.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection, transaction

from kbsite.search.analysis import ANALYSIS_VERSION
from kbsite.search.engine.interface import Key, Published, Write
from kbsite.search.models import Document, IndexManifest
from kbsite.search.postgres import tables
from kbsite.search.postgres.entries import COLUMNS, PACKED_ZONES, Entry, entry_of
from kbsite.search.postgres.tables import Tables
from kbsite.search.store import IndexDamaged, IndexUnavailable, IndexWriterBusy
from kbsite.search.store.errors import IndexNeverBuilt

logger = logging.getLogger(__name__)

NAME = "postgresql"
# Changes when entry_of() or the tables hold something else under the same names.
_LAYOUT_VERSION = "1"
_SHAPE = hashlib.sha256("\n".join([_LAYOUT_VERSION, ANALYSIS_VERSION, COLUMNS, *PACKED_ZONES]).encode()).hexdigest()
# Of the writer's place: the same number in every process of this site, another in other databases of the server.
_WRITER_LOCK = 7_305_124_410_083_520
_POLL_SECONDS = 0.05
_DOCUMENTS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class State:
    """What readers see."""

    tables: Tables
    # Of words that were asked for while this state is looked at: for each set of audiences, lexeme -> (documents, occurrences).
    frequencies: dict[frozenset[str], dict[str, tuple[int, int]]] = field(default_factory=dict)


class PostgresIndex:
    """Remembers the published state as long as settings.SEARCH_REFRESH_SECONDS say."""

    def __init__(self) -> None:
        self._state: State | None = None
        self._looked_at = 0.0

    def state(self) -> State:
        """Raises IndexUnavailable."""
        if self._state is None or time.monotonic() - self._looked_at >= settings.SEARCH_REFRESH_SECONDS:
            manifest = _manifest()
            self._state = State(Tables(manifest.folder))
            self._looked_at = time.monotonic()
        return self._state

    def forget(self) -> None:
        self._state = None

    def check(self) -> Published:
        """Raises IndexUnavailable when the tables are missing, or hold another number of entries than were published."""
        manifest = _manifest()
        held = Tables(manifest.folder)
        if not tables.exists(held):
            raise IndexDamaged(f"the tables of build {manifest.folder} are gone")
        return _published(manifest, held)

    def published(self) -> Published:
        manifest = IndexManifest.objects.filter(name=NAME).first()
        if manifest is None or not tables.exists(Tables(manifest.folder)):
            return Published(documents=0, generation=0, bytes=0)
        return _published(manifest, Tables(manifest.folder))

    @contextmanager
    def writing(self, *, wait_seconds: float = 0.0) -> Iterator[Write]:
        """Documents are built outside any transaction; entries, statistics, manifest and change rows are one."""

        def replace(keys: Collection[Key], publishing: Callable[[], object]) -> None:
            manifest = _manifest()
            held = Tables(manifest.folder)
            entries = [entry_of(document) for document in _documents(keys)]
            with transaction.atomic():
                if not tables.exists(held):
                    raise IndexDamaged(f"the tables of build {manifest.folder} are gone")
                manifest.document_count += tables.replace(held, keys, entries)
                manifest.generation += 1
                manifest.save()
                publishing()

        with _writers_place(wait_seconds):
            yield replace

    def rebuild(self) -> int:
        """Raises IndexWriterBusy."""
        with _writers_place():
            with transaction.atomic():
                built = self._build()
            self.forget()
            self._sweep()
        return built

    def heal(self) -> bool:
        """Raises IndexWriterBusy."""
        try:
            self.check()
        except IndexUnavailable as error:
            level = logging.INFO if isinstance(error, IndexNeverBuilt) else logging.WARNING
            logger.log(level, "Search: %s. It is built now.", error)
            self.rebuild()
            return True
        return False

    def _build(self) -> int:
        built = tables.new_tables()
        count = tables.fill(built, all_entries())
        before = IndexManifest.objects.filter(name=NAME).values_list("generation", flat=True).first()
        IndexManifest.objects.update_or_create(
            name=NAME,
            defaults={
                "folder": built.build,
                "schema_hash": _SHAPE,
                "generation": (before or 0) + 1,
                "files": {},
                "document_count": count,
            },
        )
        return count

    def _sweep(self) -> None:
        """Drop the tables of earlier builds, after the switch: readers who held them ask for the new ones."""
        manifest = IndexManifest.objects.filter(name=NAME).first()
        tables.drop_tables_except(Tables(manifest.folder) if manifest else None)


@contextmanager
def _writers_place(wait_seconds: float = 0.0) -> Iterator[None]:
    """Held by this connection, not by a transaction; the server gives it back when the process is killed."""
    deadline = time.monotonic() + wait_seconds
    while not _asked_of_lock("pg_try_advisory_lock"):
        if time.monotonic() >= deadline:
            raise IndexWriterBusy("another process is writing the search index")
        time.sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        # A broken transaction takes no more statements, and a lost connection has given the place back already.
        if connection.is_usable() if not connection.in_atomic_block else not connection.needs_rollback:
            _asked_of_lock("pg_advisory_unlock")


def _asked_of_lock(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_WRITER_LOCK])
        return cursor.fetchone()[0]


def all_entries(documents: Iterable[Document] | None = None) -> Iterator[Entry]:
    for document in documents or _every_document():
        yield entry_of(document)


def _every_document() -> Iterator[Document]:
    # By key, not by a server-side cursor: one connection cannot hold a cursor open while it copies rows.
    last = 0
    while found := list(Document.objects.filter(pk__gt=last).order_by("pk")[:_DOCUMENTS_AT_ONCE]):
        yield from found
        last = found[-1].pk


def _documents(keys: Collection[Key]) -> Iterator[Document]:
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, object_id in keys:
        by_kind[kind].append(object_id)
    for kind, ids in by_kind.items():
        yield from Document.objects.filter(kind=kind, object_id__in=ids)


def _manifest() -> IndexManifest:
    manifest = IndexManifest.objects.filter(name=NAME).first()
    if manifest is None:
        raise IndexNeverBuilt("the index in PostgreSQL has not been built")
    if manifest.schema_hash != _SHAPE:
        raise IndexUnavailable("the index in PostgreSQL was built for another version of the site")
    return manifest


def _published(manifest: IndexManifest, held: Tables) -> Published:
    return Published(documents=manifest.document_count, generation=manifest.generation, bytes=tables.size_in_bytes(held))
