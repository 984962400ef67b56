"""The one indexer: turns change rows into documents and index entries, and heals the index.

Order of a drain: rows of `Document` first, then the engine's index, then, in one transaction, what makes the new state count
and the removal of the change rows that were read. A kill anywhere leaves the rows: work is repeated, never lost.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import InterfaceError, OperationalError
from django.db.models import F

from kbsite.search.documents import delete_documents, save_documents
from kbsite.search.engine.choosing import engine
from kbsite.search.engine.interface import Key, Write
from kbsite.search.models import Change, Document
from kbsite.search.registry import SearchKind, all_kinds, get_kind
from kbsite.search.store import IndexUnavailable, IndexWriterBusy

logger = logging.getLogger(__name__)

# Rows read at once. A commit costs 50-200 ms whatever it holds, so few large batches beat many small ones.
DRAIN_ROWS = 500
# After this many failed builds a document waits for a person; `search_stats` and `check_index` name it.
MAX_ATTEMPTS = 5
BUILD_BATCH = 200
BATCH_WAIT_SECONDS = 30.0


def drain() -> int:
    """Bring the index up to the oldest changes, at most DRAIN_ROWS of them. Returns how many change rows were done.

    Zero when nothing waits or another process is writing. A missing, damaged or outdated index is rebuilt first.
    """
    names = [kind.name for kind in all_kinds()]
    try:
        heal()
        rows = list(
            Change.objects.filter(kind__in=names, attempts__lt=MAX_ATTEMPTS)
            .order_by("id")
            .values_list("id", "kind", "object_id")[:DRAIN_ROWS]
        )
        if not rows:
            return 0
        with engine().writing() as write:
            return _drain_rows(rows, write)
    except IndexWriterBusy:
        return 0
    except IndexUnavailable:
        # A full disk, or files that went away a moment ago: the next tick heals, the rows wait.
        logger.exception("Search could not write its index.")
        return 0


def heal() -> bool:
    """Rebuild the text index from the document rows when its published state is missing, damaged or outdated.

    Says whether it did. Raises IndexWriterBusy.
    """
    return engine().heal()


def _drain_rows(rows: list[tuple[int, str, str]], write: Write) -> int:
    by_kind: dict[str, set[int]] = defaultdict(set)
    for _, kind_name, object_id in rows:
        by_kind[kind_name].add(int(object_id))
    failed: set[tuple[str, int]] = set()
    for kind_name, ids in by_kind.items():
        failed |= {(kind_name, object_id) for object_id in _save_rows(get_kind(kind_name), sorted(ids))}
    # The index is written from the rows as they are now, changed or not: a drain that was killed after saving the rows
    # finds them unchanged, and the index still lacks them.
    keys = [(kind, object_id) for kind, ids in by_kind.items() for object_id in ids if (kind, object_id) not in failed]
    done = [row_id for row_id, kind, object_id in rows if (kind, int(object_id)) not in failed]
    _publish(write, keys, done)
    return len(done)


def _publish(write: Write, keys: list[Key], done: list[int]) -> None:
    write(keys, lambda: Change.objects.filter(id__in=done).delete())


def _save_rows(kind: SearchKind, ids: list[int]) -> set[int]:
    """Build and store the documents of a kind. Returns the ids whose building failed; the others are not held up by them."""
    try:
        _build_and_store(kind, ids)
    except (OperationalError, InterfaceError):
        # The database is busy or gone, which is no document's fault: the rows wait for the next tick.
        raise
    except Exception:  # noqa: BLE001 - a builder is another room's code; one bad object must not stop search
        failed: set[int] = set()
        for object_id in ids:
            try:
                _build_and_store(kind, [object_id])
            except (OperationalError, InterfaceError):
                raise
            except Exception as error:
                logger.exception("Search could not build %s %s.", kind.name, object_id)
                failed.add(object_id)
                Change.objects.filter(kind=kind.name, object_id=str(object_id)).update(
                    attempts=F("attempts") + 1, error=f"{type(error).__name__}: {error}"[:500]
                )
        return failed
    return set()


def _build_and_store(kind: SearchKind, ids: list[int]) -> None:
    # No transaction around it: building 500 documents takes seconds, and on SQLite nobody else could write for that long. A
    # change that comes in between has a row of its own.
    built = list(kind.build(ids))
    save_documents(kind=kind, built=built)
    delete_documents(kind_name=kind.name, ids=set(ids) - {item.object_id for item in built})


def rebuild() -> int:
    """Build every document and the text index anew. Returns how many documents there are. Raises IndexWriterBusy.

    The changes that waited before it are part of what was built, so they are done; what failed to build goes on waiting.
    """
    kinds = [kind.name for kind in all_kinds()]
    waited = list(Change.objects.filter(kind__in=kinds).values_list("id", flat=True))
    rebuild_documents()
    documents = rebuild_text_index()
    for ids in batches(waited, DRAIN_ROWS):
        Change.objects.filter(id__in=ids, attempts=0).delete()
    return documents


def rebuild_text_index() -> int:
    """Build the text index anew from the document rows, beside the living one. Returns how many documents it holds.

    Search answers from the earlier index meanwhile, or from the database. Raises IndexWriterBusy.
    """
    return engine().rebuild()


def rebuild_documents() -> int:
    """Build every document of every registered kind anew and remove those that nobody vouches for. Returns how many there are.

    Raises IndexWriterBusy when the indexer works for longer than BATCH_WAIT_SECONDS on one drain.
    """
    for kind in all_kinds():
        seen: set[int] = set()
        for ids in batches(kind.all_ids(), BUILD_BATCH):
            _save_rows_in_turn(kind, ids)
            seen.update(ids)
        stored = Document.objects.filter(kind=kind.name).values_list("object_id", flat=True).iterator()
        # Asked of the room like all others, not simply removed: some may have come into being since `all_ids` was read.
        for ids in batches((object_id for object_id in stored if object_id not in seen), BUILD_BATCH):
            _save_rows_in_turn(kind, ids)
    Document.objects.exclude(kind__in=[kind.name for kind in all_kinds()]).delete()
    return Document.objects.count()


def _save_rows_in_turn(kind: SearchKind, ids: list[int]) -> None:
    """In turns with the indexer: a document built here before a change must not be stored over what the indexer made of that
    change meanwhile, because nothing would mark it a second time."""
    with engine().writing(wait_seconds=BATCH_WAIT_SECONDS):
        _save_rows(kind, ids)


def missing_and_orphaned() -> tuple[int, int]:
    """How many objects lack their document, and how many documents no room names. Waiting changes explain some."""
    missing = orphaned = 0
    for kind in all_kinds():
        named = set(kind.all_ids())
        stored = set(Document.objects.filter(kind=kind.name).values_list("object_id", flat=True))
        unbuilt = named - stored
        # A builder may leave out an id on purpose (a draft): only those that it would build are missing.
        missing += sum(len(list(kind.build(ids))) for ids in batches(sorted(unbuilt), BUILD_BATCH))
        orphaned += len(stored - named)
    return missing, orphaned


def batches(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    iterator = iter(ids)
    while batch := list(islice(iterator, size)):
        yield batch
