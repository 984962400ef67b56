"""Short lists of the best: suggestions, similar, related. No counts, so every hit shown was asked of its room."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import numpy as np

from kbsite.accounts.audience import audiences_for
from kbsite.search import fallback
from kbsite.search.answering import forms_and_parts_of, forms_of, refused
from kbsite.search.engine.choosing import engine
from kbsite.search.engine.interface import Asked, Corpus
from kbsite.search.engine.matches import allowed, numbers_of
from kbsite.search.engine.terms import Term
from kbsite.search.hits import SORT_RELEVANCE, Hit, SearchFilters
from kbsite.search.presenting import hits_of
from kbsite.search.registry import all_kinds
from kbsite.search.store import IndexUnavailable
from kbsite.search.visibility import Key, visible_keys
from kbsite.search.waiting import Waiting

logger = logging.getLogger(__name__)

# Asked of their rooms beyond the limit, so that refused ones leave others.
_SPARE = 12

# Object, its document row, score.
_Found = tuple[Key, int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How many of what for whom. `exclude` is one object, `exclude_content` all language versions of one."""

    user: object
    language: str
    limit: int
    kinds: Collection[str] | None = None
    exclude: tuple[str, int] | None = None
    exclude_content: str = ""
    with_texts: bool = True
    # Whether an object that has just changed must still hold a word of `terms`; not when others choose what is alike.
    must_say_it: bool = True

    @property
    def known_kinds(self) -> list[str]:
        return [kind.name for kind in all_kinds() if self.kinds is None or kind.name in self.kinds]


def list_hits(
    wish: Wish, score_of: Callable[[Corpus], np.ndarray], *, terms: Collection[Term], forms: Iterable[str] = ()
) -> list[Hit]:
    """The best of what `score_of` scores above 0. While there is no index: titles that hold a word of `terms`."""
    audiences = audiences_for(wish.user)
    waiting = Waiting.for_person(wish.user)
    if wish.exclude in waiting.withdrawn:
        # What is like a thing would tell what it is about.
        return []
    try:
        found = _from_index(wish, score_of, audiences, waiting)
    except IndexUnavailable as error:
        logger.warning("Suggestions come from the database: %s.", error)
        found = _from_database(wish, terms, audiences)
    asked_for = forms_and_parts_of(terms) | frozenset(forms) if wish.must_say_it else frozenset()
    outdated = waiting.outdated([key for key, _, _ in found], forms=asked_for)
    shown = [(row, score) for key, row, score in found if key not in outdated][: wish.limit]
    return list(
        hits_of(
            shown,
            audiences=audiences,
            forms=forms_of(terms) | frozenset(forms),
            with_texts=wish.with_texts,
            present=waiting.present([key for key, _, _ in found]),
        )
    )


def _from_index(
    wish: Wish, score_of: Callable[[Corpus], np.ndarray], audiences: Collection[str], waiting: Waiting
) -> list[_Found]:
    asked = Asked(audiences=audiences, kinds=wish.known_kinds, withdrawn=waiting.withdrawn)
    with engine().reading(asked) as corpus:
        score = score_of(corpus)
        matches = allowed(corpus, score, language=wish.language, audiences=audiences, kinds=wish.known_kinds)
        if wish.exclude:
            matches.drop(numbers_of(corpus, [wish.exclude]))
        if wish.exclude_content:
            matches.drop(corpus.postings("content", wish.exclude_content)[0])
    best = matches.in_order()[: wish.limit + _SPARE].tolist()
    unseen = set(refused(wish.user, matches, best))
    return [
        (matches.key(number), int(matches.rows[number]), float(matches.score[number])) for number in best if number not in unseen
    ]


def _from_database(wish: Wish, terms: Collection[Term], audiences: Collection[str]) -> list[_Found]:
    found = fallback.find_rows(
        list(terms),
        language=wish.language,
        audiences=audiences,
        kinds=wish.known_kinds,
        filters=SearchFilters(),
        sort=SORT_RELEVANCE,
        in_titles_only=True,
    )[: wish.limit + _SPARE]
    visible = visible_keys(wish.user, [row.key for row in found])
    return [(row.key, row.row, row.score) for row in found if row.key in visible and row.key != wish.exclude]
