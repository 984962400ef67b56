"""BM25F over arrays: which documents a question fits, and how well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kbsite.search import ranking
from kbsite.search.engine.interface import Corpus, LookUp
from kbsite.search.engine.synonym_frequency import synonym_frequency, synonym_places
from kbsite.search.engine.terms import Term
from kbsite.search.engine.terms import rarity as rarity_of
from kbsite.search.registry import all_kinds


@dataclass(frozen=True, slots=True)
class Scores:
    """One number per document of the corpus. `coverage` is the share (0-1) of the question's weight that a document holds."""

    score: np.ndarray
    coverage: np.ndarray
    # Terms that at least one document holds.
    known: tuple[Term, ...]


def score_terms(corpus: Corpus, terms: Sequence[Term], *, unknown_weight: float = 0.0) -> Scores:
    """Score every living document against the terms. `unknown_weight` counts words that no document holds against coverage."""
    size = corpus.size
    score = np.zeros(size, dtype=np.float32)
    matched = np.zeros(size, dtype=np.float32)
    in_title = np.zeros(size, dtype=np.float32)
    total = 0.0
    known: list[Term] = []
    for term in terms:
        whole = _found(corpus, term)
        parts = [part for part in (_found(corpus, part) for part in part_terms(term)) if part.known_by]
        if not whole.known_by and not parts:
            total += whole.rarity * unknown_weight
            continue
        known.append(term)
        total += whole.rarity
        score[whole.numbers] += whole.rarity * whole.saturated
        in_title[whole.title_numbers] += whole.rarity
        if not parts:
            matched[whole.numbers] += whole.rarity
            continue
        # A document that lacks a compound holds as much of it as of its parts, and never more than the whole.
        held = np.zeros(size, dtype=np.float32)
        for part in parts:
            score[part.numbers] += ranking.ASKED_PART_WEIGHT * part.rarity * part.saturated
            held[part.numbers] += part.rarity
        np.minimum(held, whole.rarity, out=held)
        held[whole.numbers] = whole.rarity
        matched += held
    if total:
        matched /= total
        in_title /= total
    coverage = np.minimum(matched, 1.0)
    score *= 1 + ranking.TITLE_COVERAGE_BONUS * in_title
    score[~corpus.alive] = 0
    return Scores(score=score, coverage=coverage, known=tuple(known))


@dataclass(frozen=True, slots=True)
class _Found:
    """Documents of a term, its saturated frequency in each (zones added up), and those with it in the title."""

    numbers: np.ndarray
    saturated: np.ndarray
    title_numbers: np.ndarray
    known_by: int
    rarity: float


def part_terms(term: Term) -> list[Term]:
    """What a compound of the question is made of, as words of their own."""
    return [Term(surface="", forms=(part,)) for part in term.parts]


def _found(corpus: Corpus, term: Term) -> _Found:
    numbers, frequency, title_numbers = _frequencies(corpus, term)
    known_by = corpus.known_by(_own_places(term), numbers)
    return _Found(
        numbers=numbers,
        saturated=(ranking.K1 + 1) * frequency / (ranking.K1 + frequency),
        title_numbers=title_numbers,
        known_by=known_by,
        rarity=rarity_of(corpus, known_by),
    )


def _frequencies(corpus: Corpus, term: Term) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Documents of a term, its weighted frequency in each (zones added up), and those with it in the title."""
    dense: np.ndarray | None = None
    title: list[np.ndarray] = []
    for zone, form, weight in _look_ups(term):
        numbers, counts = corpus.postings(zone, form)
        if not len(numbers):
            continue
        if dense is None:
            dense = np.zeros(corpus.size, dtype=np.float32)
        dense[numbers] += weight * counts / corpus.dilution(zone)[numbers]
        if zone == "title":
            title.append(numbers)
    for forms in term.synonyms:
        frequency = synonym_frequency(corpus, forms)
        if frequency is not None:
            dense = frequency if dense is None else np.maximum(dense, frequency)
    if dense is None:
        empty = np.empty(0, dtype=np.int64)
        return empty, np.empty(0, dtype=np.float32), empty
    dense[~corpus.alive] = 0
    numbers = np.flatnonzero(dense)
    return numbers, dense[numbers], np.unique(np.concatenate(title)) if title else np.empty(0, dtype=np.int64)


def places(term: Term) -> list[LookUp]:
    """Where a term and the parts of a compound are looked for: (zone, word)."""
    return [place for asked in (term, *part_terms(term)) for place in _own_places(asked)]


def _own_places(term: Term) -> list[LookUp]:
    return [*((zone, word) for zone, word, _ in _look_ups(term)), *synonym_places(term)]


def _look_ups(term: Term) -> Iterator[tuple[str, str, float]]:
    """Where the words of a term are looked for, and what each counts there."""
    for zone in ranking.ZONES:
        if zone.name == "exact":
            if term.surface:
                yield zone.name, term.surface, zone.weight
            continue
        for form in term.forms:
            yield zone.name, form, zone.weight


def with_priors(corpus: Corpus, score: np.ndarray, *, language: str) -> np.ndarray:
    """The score times what is known without the question: language, solved, kind, popularity."""
    result = score.copy()
    result[corpus.having("language", language)] *= ranking.OWN_LANGUAGE_BOOST
    result[corpus.having("solved", "yes")] *= ranking.SOLVED_BOOST
    result[corpus.having("solved", "no")] *= ranking.OPEN_TOPIC_BOOST
    result[corpus.having("kind", *(kind.name for kind in all_kinds() if kind.is_place))] *= ranking.PLACE_BOOST
    steps = np.minimum(np.log10(1 + np.maximum(corpus.column("popularity", np.float64), 0)), ranking.POPULARITY_STEPS_MAX)
    result *= (1 + ranking.POPULARITY_STEP * steps).astype(np.float32)
    return result
