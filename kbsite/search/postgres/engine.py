"""The engine in PostgreSQL, behind the site's one interface."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from modelsearch.index import get_indexed_models

from kbsite.search.engine.interface import Asked, Published, Write
from kbsite.search.postgres.corpus import GatheredCorpus
from kbsite.search.postgres.index import PostgresIndex
from kbsite.search.store import IndexUnavailable


class PostgresEngine:
    name = "postgresql"

    def __init__(self) -> None:
        self.index = PostgresIndex()

    @contextmanager
    def reading(self, asked: Asked) -> Iterator[GatheredCorpus]:
        state = self.index.state()
        try:
            # A savepoint where the caller has a transaction: a table that was dropped under us must not break theirs.
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                yield GatheredCorpus(state, asked)
        except ProgrammingError as error:
            self.index.forget()
            raise IndexUnavailable(f"reading failed: {error}") from error

    def writing(self, *, wait_seconds: float = 0.0) -> AbstractContextManager[Write]:
        return self.index.writing(wait_seconds=wait_seconds)

    def heal(self) -> bool:
        return self.index.heal()

    def rebuild(self) -> int:
        return self.index.rebuild()

    def check(self) -> Published:
        return self.index.check()

    def published(self) -> Published:
        return self.index.published()

    def forget(self) -> None:
        self.index.forget()

    def warm(self) -> None:
        self.index.state()

    # Wagtail's own models: modelsearch's database backend writes its table with each save.

    def drain_models(self) -> int:
        return 0

    def rebuild_models(self) -> int:
        call_command("wagtail_update_index", verbosity=0)
        return sum(model.get_indexed_objects().count() for model in get_indexed_models())

    def heal_models(self) -> bool:
        return False

    def model_troubles(self) -> Iterator[str]:
        yield from ()
