"""The same ranking over documents that PostgreSQL gathers, in tables that no other connection ever sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction

from kbsite.accounts.audience import Audience
from kbsite.search.documents import unsaved_document
from kbsite.search.engine.interface import Asked
from kbsite.search.evaluation.site_engine import ranked
from kbsite.search.evaluation.temporary_index import KIND
from kbsite.search.models import Document
from kbsite.search.postgres.corpus import GatheredCorpus
from kbsite.search.postgres.entries import entry_of
from kbsite.search.postgres.index import State
from kbsite.search.postgres.tables import fill, new_tables
from kbsite.search.registry import DocumentData


@contextmanager
def postgres_engine(documents: Sequence[DocumentData]) -> Iterator[Callable[[str, str, int], list[int]]]:
    """Ranking, the database's share included; no rows are fetched for showing. Needs a DATABASE_URL of PostgreSQL."""
    asked = Asked(audiences=[Audience.PUBLIC], kinds=[KIND])
    with transaction.atomic():
        tables = new_tables()
        fill(tables, (entry_of(_numbered(data)) for data in documents))
        state = State(tables)
        yield lambda question, language, limit: ranked(GatheredCorpus(state, asked), question, language, limit)
        transaction.set_rollback(True)


def _numbered(data: DocumentData) -> Document:
    document = unsaved_document(KIND, data)
    document.pk = data.object_id
    return document
