"""Whether a document is about what was asked, or only mentions it.

A text of 500 words holds half of the words of nearly any question. So a suggestion must fit both ways: it holds what was asked,
and what it says that it is about (its title) was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from kbsite.search import ranking
from kbsite.search.engine.interface import Corpus
from kbsite.search.engine.matches import fitting
from kbsite.search.engine.scoring import places, score_terms
from kbsite.search.engine.terms import Term, likely_places, likeness_terms, question_terms, rarity

# Row of a document -> its title and language.
Titles = Callable[[Sequence[int]], Mapping[int, tuple[str, str]]]
# Suggestions are few; what is not among the best has no chance.
_JUDGED = 40


def score_likeness(corpus: Corpus, asked: Sequence[Term], *, title: str, body: str, language: str, titles: Titles) -> np.ndarray:
    """A score above 0 for what answers a text that somebody is writing; `asked` are the terms of its title."""
    terms = likeness_terms(corpus, title, body, language) if body else asked
    floor = ranking.SIMILAR_TEXT_FLOOR if body else ranking.SIMILAR_FLOOR
    score = fitting(corpus, terms, language=language, floor=floor, unknown_weight=ranking.UNKNOWN_WORD_WEIGHT)
    keep_what_is_about(corpus, score, asked, also=terms, titles=titles, unless=_same_text(corpus, terms))
    return score


def _same_text(corpus: Corpus, terms: Sequence[Term]) -> np.ndarray | None:
    """Which documents hold all but every tenth of a text's strongest words: what it says stands there, under whatever title."""
    if len(terms) < ranking.LIKENESS_TERMS:
        return None
    return score_terms(corpus, terms, unknown_weight=ranking.UNKNOWN_WORD_WEIGHT).coverage >= ranking.SAME_TEXT_FLOOR


def keep_what_is_about(
    corpus: Corpus,
    score: np.ndarray,
    asked: Sequence[Term],
    *,
    also: Collection[Term] = (),
    titles: Titles,
    unless: np.ndarray | None = None,
) -> None:
    """Set the score of documents that only mention the question to 0, in place.

    `asked` is the question itself; words of `also` (its longer text) may explain a title too. A question of one or two words
    says too little about its subject: a document about it says more, and nothing is taken away. What `unless` marks stays.
    """
    if len(asked) < ranking.ABOUT_LEAST_TERMS:
        return
    best = np.flatnonzero(score)
    best = best[np.argsort(-score[best], kind="stable")[:_JUDGED]]
    kept = score[best].copy()
    # Only known, not gathered: no document may join the numbers that `score` was made for.
    corpus.know(place for term in asked for place in places(term))
    held = score_terms(corpus, asked, unknown_weight=ranking.UNKNOWN_WORD_WEIGHT).coverage[best]
    rows = corpus.column("row")[best].tolist()
    said = titles(rows)
    by_row = {row: question_terms(*said[row]) for row in rows if row in said}
    corpus.know(place for terms in by_row.values() for term in terms for place in likely_places(term))
    forms = _forms(asked) | _forms(also)
    shares = np.array([_share(corpus, by_row.get(row, ()), forms) for row in rows], dtype=np.float32)
    only_mentions = held * shares < ranking.ABOUT_FLOOR
    kept[only_mentions if unless is None else only_mentions & ~unless[best]] = 0
    score[:] = 0
    score[best] = kept


def _share(corpus: Corpus, title: Sequence[Term], forms: frozenset[str]) -> float:
    """The share of a title's weight that the question explains."""
    weights = [rarity(corpus, corpus.known_by(likely_places(term))) for term in title]
    explained = sum(weight for term, weight in zip(title, weights, strict=True) if forms.intersection((*term.forms, *term.parts)))
    return explained / sum(weights) if weights else 0.0


def _forms(terms: Collection[Term]) -> frozenset[str]:
    synonyms = {form for term in terms for forms in term.synonyms for form in forms}
    return frozenset({form for term in terms for form in (*term.forms, *term.parts)} | synonyms)
