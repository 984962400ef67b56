"""Engines that can be evaluated. Each is opened on documents of its own and leaves the site's index as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from kbsite.search.evaluation.plain_whoosh import plain_whoosh
from kbsite.search.evaluation.postgres_engine import postgres_engine
from kbsite.search.evaluation.site_engine import site_engine
from kbsite.search.registry import DocumentData

# A question, its language and how many results are wanted -> object ids, best first.
Rank = Callable[[str, str, int], list[int]]
# Documents -> a ranking over them, for as long as the context is open.
Backend = Callable[[Sequence[DocumentData]], AbstractContextManager[Rank]]

BACKENDS: dict[str, Backend] = {
    # What the site answers with.
    "whoosh": site_engine,
    # What it answers with under SEARCH_ENGINE=postgresql.
    "postgresql": postgres_engine,
    # The floor: Whoosh as its manual shows it.
    "plain-whoosh": plain_whoosh,
}
