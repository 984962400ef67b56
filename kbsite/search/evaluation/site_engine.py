"""The site's own ranking, from the words of a question to an order, over documents of an evaluation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from kbsite.accounts.audience import Audience
from kbsite.search.engine.aboutness import score_likeness
from kbsite.search.engine.interface import Corpus
from kbsite.search.engine.matches import allowed, fitting, search_floor
from kbsite.search.engine.terms import question_terms
from kbsite.search.evaluation.temporary_index import KIND, temporary_corpus
from kbsite.search.registry import DocumentData


@contextmanager
def site_engine(documents: Sequence[DocumentData]) -> Iterator[Callable[[str, str, int], list[int]]]:
    """Everything but the database: no rows are fetched, no text is highlighted."""
    with temporary_corpus(documents) as corpus:
        yield lambda question, language, limit: ranked(corpus, question, language, limit)


def ranked(corpus: Corpus, question: str, language: str, limit: int) -> list[int]:
    """Object ids, best first."""
    terms = question_terms(question, language)
    score = fitting(corpus, terms, language=language, floor=search_floor(terms), rereading=True)
    matches = allowed(corpus, score, language=language, audiences=[Audience.PUBLIC], kinds=[KIND])
    return matches.object_ids[matches.in_order()[:limit]].tolist()


@contextmanager
def site_suggestions(documents: Sequence[DocumentData]) -> Iterator[Callable[[str, str, str, int], list[int]]]:
    """What the site suggests for a title and a text that somebody is writing: object ids, best first, none below the floor."""
    titles = {data.object_id: (data.title, data.language) for data in documents}
    with temporary_corpus(documents) as corpus:

        def suggest(title: str, body: str, language: str, limit: int) -> list[int]:
            asked = question_terms(title, language)
            likeness = score_likeness(corpus, asked, title=title, body=body, language=language, titles=lambda rows: titles)
            matches = allowed(corpus, likeness, language=language, audiences=[Audience.PUBLIC], kinds=[KIND])
            return matches.object_ids[matches.in_order()[:limit]].tolist()

        yield suggest
