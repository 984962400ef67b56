"""Rows of the search log on their way to the database: gathered in memory, written by a thread, never by a page.

At most FLUSH_SECONDS of them are lost when a process is killed; a log of searches may be.
"""

from __future__ import annotations

import logging
import threading
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import DatabaseError, DataError, transaction

from kbsite.jobs.soon import SoonAfter
from kbsite.search.models import LoggedSearch

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 2.0
# While the database refuses, this many rows are kept; beyond it the oldest are given up rather than the process's memory.
KEEP_ROWS = 5_000
# What happened next may be known to one process before another has written the row.
CHANGE_ATTEMPTS = 5


@dataclass
class _Change:
    fields: dict[str, Any]
    attempts: int = 0


@dataclass
class _Waiting:
    rows: dict[uuid.UUID, LoggedSearch] = field(default_factory=dict)
    changes: dict[uuid.UUID, _Change] = field(default_factory=dict)


_lock = threading.Lock()
_waiting = _Waiting()


def add(row: LoggedSearch) -> None:
    """Take a row; returns at once."""
    with _lock:
        _waiting.rows[row.key] = row
    _write_soon()


def change(key: uuid.UUID, **fields: Any) -> None:
    """Take what a row has learned; returns at once."""
    with _lock:
        row = _waiting.rows.get(key)
        if row is not None:
            for name, value in fields.items():
                setattr(row, name, value)
        else:
            _waiting.changes.setdefault(key, _Change({})).fields.update(fields)
    _write_soon()


def forget_log() -> None:
    """For tests: what one of them searched must not be written into the database of the next."""
    global _waiting
    with _lock:
        _waiting = _Waiting()


def flush_log() -> int:
    """Write what waits; returns how many rows were new. What a failing database refuses waits for the next time."""
    global _waiting
    with _lock:
        if not (_waiting.rows or _waiting.changes):
            return 0
        taken, _waiting = _waiting, _Waiting()
    try:
        unknown = _write(taken)
    except DataError:
        # The database will never take one of them; the others would be refused with it for ever.
        logger.exception("search log: gave up %d rows", len(taken.rows))
        return 0
    except DatabaseError:
        logger.exception("search log: %d rows wait for the database", len(taken.rows))
        _put_back(taken)
        return 0
    _put_back(_Waiting(changes=unknown))
    return len(taken.rows)


def _write(taken: _Waiting) -> dict[uuid.UUID, _Change]:
    """Returns the changes whose row is not there yet."""
    unknown: dict[uuid.UUID, _Change] = {}
    with transaction.atomic():
        LoggedSearch.objects.bulk_create(taken.rows.values(), batch_size=200, ignore_conflicts=True)
        for key, waiting in taken.changes.items():
            if not LoggedSearch.objects.filter(key=key).update(**waiting.fields) and waiting.attempts < CHANGE_ATTEMPTS:
                unknown[key] = _Change(waiting.fields, waiting.attempts + 1)
    return unknown


def _put_back(taken: _Waiting) -> None:
    with _lock:
        _waiting.rows = dict(list((taken.rows | _waiting.rows).items())[-KEEP_ROWS:])
        for key, waiting in taken.changes.items():
            newer = _waiting.changes.get(key)
            fields = waiting.fields | (newer.fields if newer else {})
            _waiting.changes[key] = _Change(fields, waiting.attempts)
        is_waiting = bool(_waiting.rows or _waiting.changes)
    if is_waiting:
        _write_soon()


def _write_soon() -> None:
    if settings.SEARCH_LOG_IN_BACKGROUND:
        _flush_soon.start()


_flush_soon = SoonAfter(seconds=FLUSH_SECONDS, work=flush_log)
