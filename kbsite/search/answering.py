"""From one person's question to one page of results: from the index, or from the database while there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

import numpy as np

from kbsite.accounts.audience import audiences_for
from kbsite.search import fallback, ranking
from kbsite.search.analysis import words
from kbsite.search.engine.choosing import engine
from kbsite.search.engine.interface import Asked, Corpus
from kbsite.search.engine.matches import Matches, allowed, fitting, numbers_of, search_floor
from kbsite.search.engine.scoring import places
from kbsite.search.engine.terms import Term
from kbsite.search.hits import SORT_NEWEST, SORT_RELEVANCE, Hit, SearchFilters, SearchPage
from kbsite.search.presenting import facets_of, hits_of
from kbsite.search.registry import all_kinds
from kbsite.search.visibility import Key, visible_keys
from kbsite.search.waiting import Waiting

# Nobody reads page 50; beyond it every page is the same work for a robot.
MOST_PAGES = 50
# Every match is asked of its room when there are at most this many, so counts are exact where a count could tell a secret.
CHECKED_MATCHES = 100
# Refused hits make room for the next ones, which must be asked too. Rounds end when a whole page was allowed.
_CHECK_ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What one person asked, with the words already taken apart. Without terms the filters alone list the newest."""

    user: object
    text: str
    terms: tuple[Term, ...]
    language: str
    filters: SearchFilters
    sort: str
    page_size: int

    @property
    def audiences(self) -> tuple[str, ...]:
        return audiences_for(self.user)

    @property
    def kinds(self) -> list[str]:
        """Kinds that a room vouches for; documents of others are leftovers of a room that was taken out."""
        return [kind.name for kind in all_kinds()]

    @property
    def forms(self) -> frozenset[str]:
        """Every form under which a word of the question may stand in a text, for highlighting."""
        return forms_of(self.terms)

    @property
    def forms_and_parts(self) -> frozenset[str]:
        return forms_and_parts_of(self.terms)


def forms_and_parts_of(terms: Iterable[Term]) -> frozenset[str]:
    """Every word by which a question may have found a text."""
    terms = list(terms)
    return forms_of(terms) | {part for term in terms for part in term.parts}


def forms_of(terms: Iterable[Term]) -> frozenset[str]:
    synonyms = {form for term in terms for forms in term.synonyms for form in forms}
    return frozenset({form for term in terms for form in (term.surface, *term.forms)} | synonyms)


def answer_from_index(question: Question, page: int) -> SearchPage:
    """Raises IndexUnavailable."""
    waiting = Waiting.for_person(question.user)
    asked = Asked(
        audiences=question.audiences,
        kinds=question.kinds,
        filters=question.filters,
        sort=question.sort,
        withdrawn=waiting.withdrawn,
    )
    with engine().reading(asked) as corpus:
        if question.terms:
            score = fitting(
                corpus, question.terms, language=question.language, floor=search_floor(question.terms), rereading=True
            )
        else:
            corpus.gather_newest()
            score = corpus.alive.astype(np.float32)
        matches = allowed(
            corpus,
            score,
            language=question.language,
            audiences=question.audiences,
            kinds=question.kinds,
            filters=question.filters,
            sort=question.sort if question.terms else SORT_NEWEST,
        )
        is_capped = corpus.is_capped
        unmet = _unmet(corpus, question.terms, matches, waiting)
    order = _allowed_order(question, matches, waiting, page)
    page = _existing_page(page, len(order), question.page_size)
    numbers = _slice(order, page, question.page_size).tolist()
    present = waiting.present([matches.key(number) for number in numbers])
    shown = [(int(matches.rows[number]), float(matches.score[number])) for number in numbers]
    return _page_of(
        question,
        hits=hits_of(shown, audiences=question.audiences, forms=question.forms, present=present),
        total=len(order),
        page=page,
        counts={name: matches.counts(name) for name in matches.values},
        is_capped=is_capped,
        unmet=unmet,
    )


def _unmet(corpus: Corpus, terms: Iterable[Term], matches: Matches, waiting: Waiting) -> tuple[str, ...]:
    """Words that no result holds. One that waits to be indexed may have lost the word since."""
    matching = matches.score > 0
    matching[numbers_of(corpus, waiting.keys)] = False
    return tuple(
        term.surface for term in terms if not any(matching[corpus.postings(zone, word)[0]].any() for zone, word in places(term))
    )


def _allowed_order(question: Question, matches: Matches, waiting: Waiting, page: int) -> np.ndarray:
    """Results in order, without those that their rooms refuse or that say it no more: asked are the best and the shown."""
    checked: set[int] = set()
    unchecked = set(matches.best(CHECKED_MATCHES).tolist())
    for _ in range(_CHECK_ROUNDS):
        order = matches.in_order()
        unchecked.update(_slice(order, _existing_page(page, len(order), question.page_size), question.page_size).tolist())
        unchecked -= checked
        if not unchecked:
            return order
        matches.drop(refused(question.user, matches, unchecked))
        _drop_outdated(question, matches, waiting, unchecked)
        checked |= unchecked
        unchecked = set()
    return np.array([number for number in matches.in_order().tolist() if number in checked], dtype=np.int64)


def _drop_outdated(question: Question, matches: Matches, waiting: Waiting, numbers: Iterable[int]) -> None:
    keys = {number: matches.key(number) for number in numbers if matches.score[number] > 0}
    changed = waiting.present(keys.values())
    outdated = waiting.outdated(keys.values(), forms=question.forms_and_parts, filters=question.filters)
    matches.drop([number for number, key in keys.items() if key in outdated])
    matches.forget_names([number for number, key in keys.items() if key in changed])


def refused(user: object, matches: Matches, numbers: Iterable[int]) -> list[int]:
    """Those of the matches that this person may not see now."""
    keys: dict[int, Key] = {number: matches.key(number) for number in numbers}
    visible = visible_keys(user, keys.values())
    return [number for number, key in keys.items() if key not in visible]


def answer_from_database(question: Question, page: int) -> SearchPage:
    """A bounded, plain answer; the page says that it is one."""
    found = fallback.find_rows(
        question.terms,
        language=question.language,
        audiences=question.audiences,
        kinds=question.kinds,
        filters=question.filters,
        sort=question.sort,
    )
    visible = visible_keys(question.user, [row.key for row in found])
    waiting = Waiting.for_person(question.user)
    outdated = waiting.outdated(visible, forms=question.forms_and_parts, filters=question.filters)
    rows = [row for row in found if row.key in visible and row.key not in outdated]
    present = waiting.present([row.key for row in rows])
    page = _existing_page(page, len(rows), question.page_size)
    shown = [(row.row, row.score) for row in _slice(rows, page, question.page_size)]
    return _page_of(
        question,
        hits=hits_of(shown, audiences=question.audiences, forms=question.forms, present=present),
        total=len(rows),
        page=page,
        counts=fallback.counts_of(row for row in rows if row.key not in present),
        is_degraded=True,
    )


def _page_of(
    question: Question,
    *,
    hits: tuple[Hit, ...],
    total: int,
    page: int,
    counts: dict[str, dict[str, int]],
    is_degraded: bool = False,
    is_capped: bool = False,
    unmet: tuple[str, ...] = (),
) -> SearchPage:
    return SearchPage(
        terms=question.text,
        hits=hits,
        total=total,
        page=page,
        page_count=_page_count(total, question.page_size),
        page_size=question.page_size,
        facets=facets_of(counts, question.filters),
        filters=question.filters,
        sort=question.sort,
        is_degraded=is_degraded,
        is_capped=is_capped,
        unmet=unmet,
        has_best=page == 1 and not is_degraded and question.sort == SORT_RELEVANCE and _stands_out(question, hits),
    )


def _stands_out(question: Question, hits: tuple[Hit, ...]) -> bool:
    """Whether the first hit's title holds every word of the question and the second hit is clearly weaker."""
    if not hits or not question.terms or hits[0].solved is False:
        return False
    if len(hits) > 1 and hits[0].score < ranking.BEST_MATCH_LEAD * hits[1].score:
        return False
    in_title = {form for word in words(hits[0].title, hits[0].language) for form in (word.surface, word.base, *word.parts)}
    return all(in_title.intersection((term.surface, *term.forms)) for term in question.terms)


def _page_count(total: int, page_size: int) -> int:
    return max(1, min(MOST_PAGES, ceil(total / page_size)))


def _existing_page(page: int, total: int, page_size: int) -> int:
    return min(max(1, page), _page_count(total, page_size))


def _slice(order, page: int, page_size: int):
    return order[(page - 1) * page_size : page * page_size]
