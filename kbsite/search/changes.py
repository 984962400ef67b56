"""Telling search that something changed.

A change is a row in the caller's transaction: it exists exactly when the change itself does. The one indexer turns rows into
index entries within seconds; the results page asks the room itself meanwhile, so that withdrawn access counts at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from kbsite.search.models import Change

# One INSERT for a move of a whole board; the size keeps one statement below SQLite's limit of bound values.
INSERT_BATCH = 500


def mark_changed(*, kind: str, ids: Iterable[int]) -> None:
    """Say that these objects of a kind were saved, hidden, moved or deleted. Call it inside the verb's transaction.

    Repeating it is harmless: the indexer reads the object's present state, not the row.
    """
    distinct = dict.fromkeys(str(object_id) for object_id in ids)
    Change.objects.bulk_create([Change(kind=kind, object_id=object_id) for object_id in distinct], batch_size=INSERT_BATCH)
