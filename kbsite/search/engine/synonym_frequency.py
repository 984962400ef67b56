"""How often a document says the same in an editor's other words."""

from __future__ import annotations

import numpy as np

from kbsite.search import ranking
from kbsite.search.engine.interface import Corpus, LookUp
from kbsite.search.engine.terms import Term

# "exact" holds what readers typed themselves; a synonym is not that.
_ZONES = tuple(zone for zone in ranking.ZONES if zone.name != "exact")


def synonym_places(term: Term) -> list[LookUp]:
    """Where the synonyms of a term are looked for."""
    return [(zone.name, form) for forms in term.synonyms for form in forms for zone in _ZONES]


def synonym_frequency(corpus: Corpus, forms: tuple[str, ...]) -> np.ndarray | None:
    """Weighted frequency per document (zones added up); of several words that of the least. None when nothing holds all."""
    least: np.ndarray | None = None
    for form in forms:
        found = np.zeros(corpus.size, dtype=np.float32)
        for zone in _ZONES:
            numbers, counts = corpus.postings(zone.name, form)
            if len(numbers):
                found[numbers] += zone.weight * counts / corpus.dilution(zone.name)[numbers]
        least = found if least is None else np.minimum(least, found)
    if least is None or not least.any():
        return None
    return least * ranking.SYNONYM_WEIGHT
