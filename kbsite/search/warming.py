"""Reading at the start of a web process what the first search would wait for: dictionaries (about a second) and the index."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, connection

from kbsite.search.analysis import word_of
from kbsite.search.engine.matches import FACET_FIELDS
from kbsite.search.engine.reading import reading_corpus
from kbsite.search.ranking import ZONES
from kbsite.search.store import IndexUnavailable
from kbsite.text.languages import LANGUAGES

logger = logging.getLogger(__name__)


def warm_in_background() -> threading.Thread:
    """Start warming without holding up the process's first answers. The thread ends by itself."""
    thread = threading.Thread(target=_warm_and_disconnect, name="search-warming", daemon=True)
    thread.start()
    return thread


def warm() -> None:
    """Open the dictionaries and, when there is one, the index."""
    for language in LANGUAGES:
        word_of("information", language)
    try:
        with reading_corpus() as corpus:
            for zone in ZONES:
                corpus.dilution(zone.name)
            for field in FACET_FIELDS.values():
                corpus.values(field)
    except (IndexUnavailable, DatabaseError) as error:
        logger.info("Search starts without an index: %s.", error)


def _warm_and_disconnect() -> None:
    try:
        warm()
    finally:
        connection.close()
