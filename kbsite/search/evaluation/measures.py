"""Retrieval measures of one ranking, each between 0 and 1. Pure: names and grades in, numbers out.

Definitions are those of trec_eval: nDCG takes the grade itself as gain and log2(place + 1) as discount; the ideal ranking
has every judged document in the order of its grade. `ranked` names each document once, best first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def average_precision(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """Precision at the place of each relevant document, averaged over all relevant ones, found or not."""
    found = 0
    total = 0.0
    for place, name in enumerate(ranked, start=1):
        if grades.get(name, 0) > 0:
            found += 1
            total += found / place
    return total / _relevant(grades)


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Gain of the first `depth` documents, discounted by place, in relation to the best possible order."""
    ideal = _discounted(sorted(grades.values(), reverse=True)[:depth])
    return _discounted([grades.get(name, 0) for name in ranked[:depth]]) / ideal


def recall(ranked: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Share of the relevant documents among the first `depth`."""
    return sum(grades.get(name, 0) > 0 for name in ranked[:depth]) / _relevant(grades)


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """One over the place of the first relevant document; 0 when there is none."""
    return next((1 / place for place, name in enumerate(ranked, start=1) if grades.get(name, 0) > 0), 0.0)


def first_is_relevant(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """Precision of the very first document."""
    return float(bool(ranked) and grades.get(ranked[0], 0) > 0)


def _discounted(gains: Sequence[int]) -> float:
    return sum(max(gain, 0) / math.log2(place + 1) for place, gain in enumerate(gains, start=1))


def _relevant(grades: Mapping[str, int]) -> int:
    return sum(grade > 0 for grade in grades.values())
