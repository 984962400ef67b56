"""Search without an index: the database answers, plainly and within bounds, while the index is missing or being rebuilt.

Words are looked for in titles and base forms with LIKE; no prefixes, no typos, no ranking beyond "how many, and in the title".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.db.models import Case, FloatField, Q, Value, When
from django.db.models.expressions import Combinable

from kbsite.search.engine.terms import Term
from kbsite.search.hits import SORT_NEWEST, UPDATED_DAYS, SearchFilters, updated_after
from kbsite.search.models import Document
from kbsite.search.schema import named_section

# Each word is one more pass over the table; each row more is memory and a visibility check.
MOST_WORDS = 6
MOST_ROWS = 200
_TITLE_POINTS, _TEXT_POINTS = 3.0, 1.0
_OWN_LANGUAGE_POINTS = 0.5


@dataclass(frozen=True, slots=True)
class FoundRow:
    row: int
    key: tuple[str, int]
    score: float
    values: dict[str, list[str]]


def find_rows(
    terms: list[Term],
    *,
    language: str,
    audiences: Iterable[str],
    kinds: Iterable[str],
    filters: SearchFilters,
    sort: str,
    in_titles_only: bool = False,
) -> list[FoundRow]:
    """At most MOST_ROWS documents with any of the words, best first, in one query."""
    documents = Document.objects.filter(audience__in=list(audiences), kind__in=list(kinds))
    documents = documents.filter(_narrowing(filters))
    score: Combinable = Value(0.0, output_field=FloatField())
    if terms:
        anywhere = Q()
        for term in terms[:MOST_WORDS]:
            in_title = Q(title__icontains=term.surface)
            in_text = Q()
            if not in_titles_only:
                for forms in (*((form,) for form in term.forms), *term.synonyms):
                    in_text |= reduce(and_, (Q(lemmas__contains=f" {form} ") for form in forms))
            anywhere |= in_title | in_text
            score = score + _points(in_title, _TITLE_POINTS)
            if in_text:
                score = score + _points(in_text, _TEXT_POINTS)
        documents = documents.filter(anywhere)
    score = score + _points(Q(language=language), _OWN_LANGUAGE_POINTS)
    order = ["-updated_at", "-pk"] if sort == SORT_NEWEST or not terms else ["-score", "-updated_at", "-pk"]
    rows = documents.annotate(score=score).order_by(*order)
    fields = (
        "pk",
        "kind",
        "object_id",
        "score",
        "language",
        "section_path",
        "section",
        "products",
        "tags",
        "solved",
        "updated_at",
    )
    found = [_found(*row) for row in rows.values_list(*fields)[:MOST_ROWS]]
    # Lists are JSON, which SQLite cannot look into portably; within the bounded rows Python can.
    return [row for row in found if _in_lists(row, filters)]


def counts_of(rows: Iterable[FoundRow]) -> dict[str, dict[str, int]]:
    """How many of the rows have each value of each filter."""
    counted: dict[str, Counter[str]] = {}
    for row in rows:
        for name, values in row.values.items():
            counted.setdefault(name, Counter()).update(values)
    return {name: dict(values) for name, values in counted.items()}


def _points(condition: Q, points: float) -> Case:
    return Case(When(condition, then=Value(points)), default=Value(0.0), output_field=FloatField())


def _narrowing(filters: SearchFilters) -> Q:
    chosen = Q()
    if filters.kind:
        chosen &= Q(kind=filters.kind)
    if filters.section:
        anywhere = Q()
        for path in filters.section_paths:
            anywhere |= Q(section_path=path) | Q(section_path__startswith=f"{path}/")
        chosen &= anywhere
    if filters.language:
        chosen &= Q(language=filters.language)
    if filters.solved is not None:
        chosen &= Q(solved=filters.solved)
    if filters.updated_after:
        chosen &= Q(updated_at__gte=filters.updated_after)
    return chosen


def _in_lists(row: FoundRow, filters: SearchFilters) -> bool:
    has_product = not filters.product or filters.product in row.values["product"]
    return has_product and (not filters.tag or filters.tag in row.values["tag"])


def _found(pk, kind, object_id, score, language, section_path, section, products, tags, solved, updated_at) -> FoundRow:
    return FoundRow(
        row=pk,
        key=(kind, object_id),
        score=score,
        values={
            "kind": [kind],
            "language": [language],
            "section": [named_section(section_path, section)] if section_path else [],
            "product": [str(product) for product in products],
            "tag": list(tags),
            "solved": [] if solved is None else ["yes" if solved else "no"],
            "updated": [period for period, days in UPDATED_DAYS.items() if updated_at >= updated_after(days)],
        },
    )
