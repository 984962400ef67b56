"""Which engine this site runs: one setting, the same features."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from kbsite.search.engine.interface import Engine

ENGINES = {
    "whoosh": "kbsite.search.engine.whoosh.WhooshEngine",
    "postgresql": "kbsite.search.postgres.engine.PostgresEngine",
}


def engine() -> Engine:
    """The engine of the setting SEARCH_ENGINE."""
    return _named(settings.SEARCH_ENGINE)


@cache
def _named(name: str) -> Engine:
    return import_string(ENGINES[name])()
