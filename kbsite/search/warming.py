"""Reading at the start of a web process what the first search would wait for: dictionaries (about a second) and the index."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, connection

from kbsite.search.analysis import word_of
from kbsite.search.engine.choosing import engine
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
        engine().warm()
    except (IndexUnavailable, DatabaseError) as error:
        logger.info("Search starts without an index: %s.", error)


def _warm_and_disconnect() -> None:
    try:
        warm()
    finally:
        connection.close()
