"""What each part of ranking adds: the same collection once with everything, then with one part switched off at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from kbsite.search import analysis, ranking
from kbsite.search.engine import matches, terms
from kbsite.search.evaluation.collection import Collection
from kbsite.search.evaluation.running import Figures, evaluate
from kbsite.search.evaluation.site_engine import site_engine


@dataclass(frozen=True, slots=True)
class Ingredient:
    """`changes` are (module, name, value without the ingredient). `is_indexed`: documents hold it too and are indexed anew."""

    name: str
    changes: tuple[tuple[object, str, object], ...]
    is_indexed: bool = False


def _zones(**weights: float) -> tuple[ranking.Zone, ...]:
    return tuple(replace(zone, weight=weights.get(zone.name, zone.weight)) for zone in ranking.ZONES)


def _even_zones() -> tuple[ranking.Zone, ...]:
    indirect = ("exact", "parts")
    return tuple(zone if zone.name in indirect else replace(zone, weight=1.0) for zone in ranking.ZONES)


def ingredients() -> tuple[Ingredient, ...]:
    """Everything that can be switched off by itself."""
    return (
        Ingredient("lemmas", ((analysis, "lemma_of", lambda word, language: word),), is_indexed=True),
        Ingredient("compounds", ((analysis, "compound_parts", lambda word, language: ()),), is_indexed=True),
        Ingredient("compounds asked", ((ranking, "ASKED_PART_WEIGHT", 0.0),)),
        Ingredient("nearness", ((ranking, "NEARNESS_WEIGHT", 0.0),)),
        Ingredient("feedback", ((ranking, "FEEDBACK_SHARE", 0.0),)),
        Ingredient("exact forms", ((ranking, "ZONES", _zones(exact=0.0)),)),
        Ingredient("field boosts", ((ranking, "ZONES", _even_zones()),)),
        Ingredient("title coverage", ((ranking, "TITLE_COVERAGE_BONUS", 0.0),)),
        Ingredient("question words", ((analysis, "QUESTION_WORDS", {}), (terms, "QUESTION_WORDS", {}))),
        Ingredient("other languages", ((terms, "LANGUAGES", ()),)),
        Ingredient("priors", ((matches, "with_priors", lambda corpus, score, *, language: score),)),
        Ingredient("floor", ((ranking, "SEARCH_FLOOR", 0.0),)),
    )


@contextmanager
def without(ingredient: Ingredient | None) -> Iterator[None]:
    """Ranking without one part, in this process, until the context ends."""
    changes = ingredient.changes if ingredient else ()
    kept = [(module, name, getattr(module, name)) for module, name, _ in changes]
    analysis.forget_words()
    try:
        for module, name, value in changes:
            setattr(module, name, value)
        yield
    finally:
        for module, name, value in kept:
            setattr(module, name, value)
        analysis.forget_words()


def figures_by_ingredient(collection: Collection, language: str) -> dict[str, Figures]:
    """Figures of the whole under "everything", then of the whole without each ingredient, by its name."""
    found: dict[str, Figures] = {}
    by_indexing = sorted(ingredients(), key=lambda ingredient: ingredient.is_indexed)
    with site_engine(collection.documents) as rank:
        found["everything"] = evaluate(collection, rank, language)
        for ingredient in by_indexing:
            if not ingredient.is_indexed:
                with without(ingredient):
                    found[ingredient.name] = evaluate(collection, rank, language)
    for ingredient in by_indexing:
        if ingredient.is_indexed:
            with without(ingredient), site_engine(collection.documents) as rank:
                found[ingredient.name] = evaluate(collection, rank, language)
    return found
