"""Rows of measurement on their way to the database: gathered in memory, written by one thread, never by a page.

At most a second or two of views and dwell times may be lost when a process is killed; lasting events are written at once.
"""

import atexit
import logging
import os
import threading
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, close_old_connections, connection, transaction

from deflection.models import NO_CONTENT, DailyCount, Event, KeyLink

log = logging.getLogger(__name__)

FLUSH_SECONDS = 1.0
FLUSH_ROWS = 200
# While the database refuses, this many rows are kept; beyond it the oldest are given up rather than the process's memory.
KEEP_ROWS = 10_000


@dataclass(frozen=True)
class Sum:
    """Which daily sum grows."""

    day: date
    reason: str
    content_kind: str = ""
    content_uuid: uuid.UUID = NO_CONTENT


@dataclass
class Waiting:
    events: list[Event] = field(default_factory=list)
    sums: Counter[Sum] = field(default_factory=Counter)
    key_links: dict[str, str] = field(default_factory=dict)

    def is_empty(self) -> bool:
        return not (self.events or self.sums or self.key_links)


_lock = threading.Lock()
_waiting = Waiting()
_wake = threading.Event()
_thread: threading.Thread | None = None
_thread_pid = 0


def add(*, events: Iterable[Event] = (), sums: Counter[Sum] | None = None, key_links: dict[str, str] | None = None) -> None:
    """Take rows; returns at once."""
    with _lock:
        _waiting.events.extend(events)
        _waiting.sums.update(sums or Counter())
        _waiting.key_links.update(key_links or {})
        is_full = len(_waiting.events) >= FLUSH_ROWS
    if settings.MEASURE_AT_ONCE:
        flush()
        return
    _start_thread()
    if is_full:
        _wake.set()


def flush() -> None:
    """Write what waits; on refusal it is kept for the next time."""
    global _waiting
    with _lock:
        if _waiting.is_empty():
            return
        batch, _waiting = _waiting, Waiting()
    try:
        write(batch)
    except (DataError, IntegrityError):
        # One row that the database will never take must not hold up all that follow.
        _write_singly(batch)
    except DatabaseError:
        log.exception("measurement: %d events wait for the database", len(batch.events))
        with _lock:
            kept = batch.events + _waiting.events
            if len(kept) > KEEP_ROWS:
                log.error("measurement: gave up %d events", len(kept) - KEEP_ROWS)
            _waiting = Waiting(kept[-KEEP_ROWS:], batch.sums + _waiting.sums, batch.key_links | _waiting.key_links)


def _write_singly(batch: Waiting) -> None:
    """Each event in a transaction of its own; what is refused is told and dropped."""
    for event in batch.events:
        try:
            write(Waiting([event]))
        except DatabaseError:
            log.exception("measurement: the database refused an event of type %s; it is dropped", event.type)
    try:
        write(Waiting([], batch.sums, batch.key_links))
    except DatabaseError:
        log.exception("measurement: the database refused daily sums; they are dropped")


def write(batch: Waiting) -> None:
    """One transaction of its own; raises DatabaseError."""
    with transaction.atomic():
        # Conflicts are second deliveries of an event that may exist once (a contact's form_submitted).
        Event.objects.bulk_create(batch.events, batch_size=500, ignore_conflicts=True)
        KeyLink.objects.bulk_create(
            [KeyLink(old_key=old, new_key=new) for old, new in batch.key_links.items()], ignore_conflicts=True
        )
        _add_sums(batch.sums)


def _add_sums(sums: Counter[Sum]) -> None:
    """Additive upserts: two processes that count the same day never lose each other's views."""
    if not sums:
        return
    meta = DailyCount._meta
    columns = [meta.get_field(name) for name in ("day", "reason", "content_kind", "content_uuid", "count")]
    names = ", ".join(connection.ops.quote_name(column.column) for column in columns)
    target = ", ".join(connection.ops.quote_name(column.column) for column in columns[:-1])
    table, count = connection.ops.quote_name(meta.db_table), connection.ops.quote_name("count")
    statement = (
        f"INSERT INTO {table} ({names}) VALUES (%s, %s, %s, %s, %s) "  # noqa: S608  (names of our own model only)
        f"ON CONFLICT ({target}) DO UPDATE SET {count} = {table}.{count} + excluded.{count}"
    )
    rows = [
        [
            column.get_db_prep_save(value, connection)
            for column, value in zip(columns, (one.day, one.reason, one.content_kind, one.content_uuid, number), strict=True)
        ]
        # One order in every process, so that two upserts never wait for each other in a ring.
        for one, number in sorted(sums.items(), key=lambda item: str(item[0]))
        if number
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _start_thread() -> None:
    global _thread, _thread_pid
    with _lock:
        # A forked worker inherits the variable but not the thread.
        if _thread is not None and _thread.is_alive() and _thread_pid == os.getpid():
            return
        _thread = threading.Thread(target=_run, name="measurement-buffer", daemon=True)
        _thread_pid = os.getpid()
        _thread.start()


def _run() -> None:
    while True:
        _wake.wait(FLUSH_SECONDS)
        _wake.clear()
        close_old_connections()
        flush()
        close_old_connections()


atexit.register(flush)
