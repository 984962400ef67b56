"""A question's terms with the synonyms that editors gave them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kbsite.search.curation.compiled import Alternative, Curation, Rule
from kbsite.search.engine.terms import Term

# Each is one more look-up in every zone, for each term it stands for.
MOST_ALTERNATIVES = 12


def with_synonyms(curation: Curation, terms: Sequence[Term], *, language: str) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """The terms with their alternatives, and the alternatives as they are shown: "Also searched: ...".

    Of a source of several words each term gets the alternative: a text with "wifi" holds all of "wireless network".
    """
    asked = frozenset(form for term in terms for form in term.forms)
    found: dict[int, dict[tuple[str, ...], Alternative]] = {}
    shown: dict[str, None] = {}
    for rule in _fitting_rules(curation, asked, language):
        for alternative in rule.alternatives:
            # What was typed anyway is no addition.
            if asked.issuperset(alternative.bases) or len(shown) >= MOST_ALTERNATIVES:
                continue
            shown[alternative.shown] = None
            for place, term in enumerate(terms):
                if not set(term.forms).isdisjoint(rule.source):
                    found.setdefault(place, {})[alternative.bases] = alternative
    widened = tuple(replace(term, synonyms=tuple(found[place])) if place in found else term for place, term in enumerate(terms))
    return widened, tuple(shown)


def _fitting_rules(curation: Curation, asked: frozenset[str], language: str) -> list[Rule]:
    # In the order of the question's forms a set has none; sorted, the page shows the same list each time.
    return [rule for form in sorted(asked) for rule in curation.rules.get((language, form), ()) if asked.issuperset(rule.source)]
