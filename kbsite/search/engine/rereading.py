"""The best results once more, by their running text: words of the question that stand together, and what the first ones share.

Posting lists say which words a document has, not where. So the openings of the best results are read as sequences of base
forms. The cost is that of REREAD_DEPTH openings, however many documents there are; nothing is found that was not found before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from kbsite.search import ranking
from kbsite.search.engine.interface import Corpus
from kbsite.search.engine.terms import Term, likely_places, rarity

# Words of the first results that are weighed: looking up how rare a word is costs more than counting it.
_WEIGHED_WORDS = 40


def order_by_text(corpus: Corpus, terms: Sequence[Term], score: np.ndarray) -> None:
    """Change the scores of the best documents in place; the others stay behind them."""
    best = _best(score, ranking.REREAD_DEPTH)
    openings = corpus.openings(best.tolist()) if len(terms) > 1 and len(best) > 1 else []
    if not openings:
        return
    if ranking.NEARNESS_WEIGHT:
        score[best] += ranking.NEARNESS_WEIGHT * _nearness(corpus, terms, openings)
    if ranking.FEEDBACK_SHARE:
        shared = _likeness_to_first(corpus, openings, score[best])
        most = float(shared.max(initial=0))
        if most:
            added = ranking.FEEDBACK_SHARE * float(score[best].max()) * shared / most
            score *= 1 - ranking.FEEDBACK_SHARE
            score[best] += added


def _best(score: np.ndarray, depth: int) -> np.ndarray:
    numbers = np.flatnonzero(score)
    if len(numbers) > depth:
        numbers = numbers[np.argpartition(-score[numbers], depth)[:depth]]
    return numbers


def _nearness(corpus: Corpus, terms: Sequence[Term], openings: Sequence[list[str]]) -> np.ndarray:
    """Per document: pairs of neighbours of the question that stand near each other, each worth the commoner word's rarity."""
    place_of = {form: place for place, term in enumerate(terms) for form in term.forms}
    corpus.know(place for term in terms for place in likely_places(term))
    rarities = [rarity(corpus, corpus.known_by(likely_places(term))) for term in terms]
    return np.array([_near_pairs(opening, place_of, rarities) for opening in openings], dtype=np.float32)


def _near_pairs(opening: list[str], place_of: dict[str, int], rarities: Sequence[float]) -> float:
    where: dict[int, list[int]] = {}
    for position, word in enumerate(opening):
        if word in place_of:
            where.setdefault(place_of[word], []).append(position)
    total = 0.0
    for place in range(len(rarities) - 1):
        second = where.get(place + 1)
        if second is None or place not in where:
            continue
        times = 0.0
        for position in where[place]:
            apart = min(abs(other - position) for other in second)
            if 0 < apart <= ranking.NEAR_WORDS:
                times += 1 / apart
        total += min(rarities[place], rarities[place + 1]) * times / (times + 1)
    return total


def _likeness_to_first(corpus: Corpus, openings: Sequence[list[str]], score: np.ndarray) -> np.ndarray:
    """Per document: how much of what the best few are about it is about too."""
    first = np.argsort(-score, kind="stable")[: ranking.FEEDBACK_DOCUMENTS].tolist()
    speaks: Counter[str] = Counter()
    for place in first:
        opening = openings[place]
        for word, count in Counter(opening).items():
            speaks[word] += float(score[place]) * count / len(opening)
    weights: dict[str, float] = {}
    often = sorted(speaks.items(), key=lambda pair: (-pair[1], pair[0]))[:_WEIGHED_WORDS]
    # Every look-up reads a posting list: one zone tells enough.
    corpus.know(("body", word) for word, _ in often)
    for word, said in often:
        known_by = corpus.known_by([("body", word)])
        if 0 < known_by <= ranking.FEEDBACK_COMMON * corpus.living:
            weights[word] = said * rarity(corpus, known_by) ** 2
    weights = dict(sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[: ranking.FEEDBACK_TERMS])
    average = sum(map(len, openings)) / len(openings)
    return np.array([_shared(opening, weights, average) for opening in openings], dtype=np.float32)


def _shared(opening: list[str], weights: dict[str, float], average: float) -> float:
    counts = Counter(word for word in opening if word in weights)
    dilution = 0.25 + 0.75 * len(opening) / average
    return sum(weights[word] * (ranking.K1 + 1) * count / (ranking.K1 * dilution + count) for word, count in counts.items())
