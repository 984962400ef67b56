"""The one door to the arrays: open, locked, and with every failure of damaged files turned into one exception."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error as DatabaseError

from kbsite.search.engine.corpus import WhooshCorpus, corpus_of
from kbsite.search.indexes import documents_index
from kbsite.search.store import IndexUnavailable

logger = logging.getLogger(__name__)


@contextmanager
def reading_corpus() -> Iterator[WhooshCorpus]:
    """The newest published state. Raises IndexUnavailable, also for what a file that was damaged while open may raise."""
    snapshot = documents_index.snapshot()
    with snapshot.lock:
        try:
            yield corpus_of(snapshot)
        except (IndexUnavailable, DatabaseError):
            raise
        except Exception as error:
            # Files that change under an open reader raise anything, MemoryError among it. The next reader verifies them anew;
            # the indexer sees the difference within a second and rebuilds.
            logger.exception("Search could not read its index; the database answers.")
            documents_index.forget()
            raise IndexUnavailable(f"reading failed: {type(error).__name__}") from error
