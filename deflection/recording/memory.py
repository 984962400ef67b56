"""Reads of people who are not followed wait here, in the cache, for half an hour: if a form is used, they join that visit.

If not, they are gone; only the daily sum stays.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.cache import cache

KEEP_SECONDS = 30 * 60  # the gap that ends a visit
KEEP_READS = 30


@dataclass(frozen=True)
class ReadInMemory:
    content: str
    revision: int | None
    language: str
    words: int
    ts: datetime
    dwell_s: float | None = None  # None: no beacon yet
    scroll: float = 0.0


def remember_view(memory_key: str, read: ReadInMemory) -> None:
    _put(memory_key, [*waiting_reads(memory_key), read][-KEEP_READS:])


def remember_dwell(memory_key: str, *, content: str, dwell_s: float, scroll: float) -> None:
    """Add what the beacon told to the latest view of that content; a later beacon replaces an earlier one."""
    reads = waiting_reads(memory_key)
    for place in range(len(reads) - 1, -1, -1):
        if reads[place].content == content:
            reads[place] = replace(reads[place], dwell_s=dwell_s, scroll=scroll)
            _put(memory_key, reads)
            return


def waiting_reads(memory_key: str) -> list[ReadInMemory]:
    return list(cache.get(f"reads:{memory_key}") or [])


def take_reads(memory_key: str) -> list[ReadInMemory]:
    reads = waiting_reads(memory_key)
    cache.delete(f"reads:{memory_key}")
    return reads


def _put(memory_key: str, reads: list[ReadInMemory]) -> None:
    cache.set(f"reads:{memory_key}", reads, KEEP_SECONDS)
