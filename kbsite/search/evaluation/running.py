"""One engine over one collection: figures, and how long a question takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from kbsite.search.evaluation import measures
from kbsite.search.evaluation.collection import Collection

# How far down a ranking is judged, except where a measure says its own depth.
DEPTH = 100


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over `questions`, 0-1; milliseconds a question of ranking alone, without rows and snippets."""

    documents: int
    questions: int
    map: float
    ndcg_at_10: float
    recall_at_10: float
    mrr: float
    precision_at_1: float
    share_without_result: float
    p50_ms: float
    p95_ms: float


def evaluate(collection: Collection, rank: Callable[[str, str, int], list[int]], language: str) -> Figures:
    """Ask every judged question. The first is asked twice: what is opened on first use is not its fault."""
    rank(next(iter(collection.questions.values())), language, DEPTH)
    rankings: list[tuple[list[str], dict[str, int]]] = []
    spent_ms: list[float] = []
    for question_id, text in collection.questions.items():
        started = time.perf_counter()
        found = rank(text, language, DEPTH)
        spent_ms.append((time.perf_counter() - started) * 1000)
        rankings.append(([collection.names[number - 1] for number in found], dict(collection.judgements[question_id])))

    def mean(measure: Callable[..., float], *depth: int) -> float:
        return statistics.fmean(measure(ranked, grades, *depth) for ranked, grades in rankings)

    return Figures(
        documents=len(collection.documents),
        questions=len(rankings),
        map=mean(measures.average_precision),
        ndcg_at_10=mean(measures.ndcg, 10),
        recall_at_10=mean(measures.recall, 10),
        mrr=mean(measures.reciprocal_rank),
        precision_at_1=mean(measures.first_is_relevant),
        share_without_result=statistics.fmean(not ranked for ranked, _ in rankings),
        p50_ms=_percentile(spent_ms, 0.5),
        p95_ms=_percentile(spent_ms, 0.95),
    )


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
