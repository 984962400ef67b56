"""Counts beside filters are cached for a minute. An act that changes them starts a new generation at once."""

from django.core.cache import cache
from django.db import transaction

_GENERATION = "forum:lists:generation"


def generation() -> int:
    return cache.get(_GENERATION, 0)


def forget_counts() -> None:
    """After the commit; with a cache per process, other processes follow within a minute."""
    transaction.on_commit(_next_generation, robust=True)


def _next_generation() -> None:
    try:
        cache.incr(_GENERATION)
    except ValueError:  # none yet, or evicted: any number that was not used lately does
        cache.set(_GENERATION, 1, None)
