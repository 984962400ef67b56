"""From document rows to what a page shows: hits with snippets, filters with names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from django.db.models.functions import Substr
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kbsite.catalog.models import Product
from kbsite.search.highlighting import SEARCHED_CHARS, highlight, snippet
from kbsite.search.hits import UPDATED_DAYS, Facet, FacetValue, Hit, SearchFilters
from kbsite.search.models import Document
from kbsite.search.registry import DocumentData, get_kind
from kbsite.search.schema import path_and_name
from kbsite.search.visibility import Key
from kbsite.text.languages import LANGUAGE_NAMES

# More values than this make a list nobody reads; a chosen one is always shown.
FACET_VALUES = 8
# People make tags as they like; one that a single result has is no way to narrow.
LEAST_TAG_COUNT = 2

FACET_LABELS = {
    "kind": _("Kind"),
    "section": pgettext_lazy("articles", "Subject"),
    "product": _("Product"),
    "language": _("Language"),
    "solved": _("State"),
    "tag": _("Tag"),
    "updated": pgettext_lazy("filter of results", "Updated"),
}
_PERIOD_LABELS = {"week": _("Last 7 days"), "month": _("Last 30 days"), "year": _("Last 12 months")}
_SOLVED_LABELS = {"yes": _("Solved"), "no": _("Not solved yet")}

_SHOWN_FIELDS = ("pk", "kind", "object_id", "title", "url", "summary", "language", "solved", "updated_at", "section", "content")


def hits_of(
    scored: Iterable[tuple[int, float]],
    *,
    audiences: Collection[str],
    forms: Collection[str],
    with_texts: bool = True,
    present: Mapping[Key, DocumentData] = MappingProxyType({}),
) -> tuple[Hit, ...]:
    """Hits for (document row, score) in this order, in one query. Rows that went away meanwhile are left out.

    `present` is what objects say now that wait for the indexer: shown instead of what was indexed.
    Without texts the snippet comes from the summary alone: suggestions show titles, and bodies are long.
    """
    scores = dict(scored)
    rows = Document.objects.filter(pk__in=list(scores), audience__in=audiences).values(*_SHOWN_FIELDS)
    if with_texts:
        rows = rows.annotate(
            start_of_answers=Substr("answers", 1, SEARCHED_CHARS), start_of_body=Substr("body", 1, SEARCHED_CHARS)
        )
    by_row = {row["pk"]: _now(row, present.get((row["kind"], row["object_id"]))) for row in rows}
    return tuple(_hit(by_row[pk], score, forms) for pk, score in scores.items() if pk in by_row)


def _now(row: dict, said: DocumentData | None) -> dict:
    if said is None:
        return row
    fields = {name: getattr(said, name) for name in ("title", "url", "summary", "language", "solved", "updated_at", "section")}
    texts = {"start_of_answers": said.answers[:SEARCHED_CHARS], "start_of_body": said.body[:SEARCHED_CHARS]}
    return row | fields | {name: text for name, text in texts.items() if name in row}


def titles_of_rows(rows: Collection[int]) -> dict[int, tuple[str, str]]:
    """Document row -> title and language, in one query."""
    found = Document.objects.filter(pk__in=rows).values_list("pk", "title", "language")
    return {pk: (title, language) for pk, title, language in found}


def _hit(row: dict, score: float, forms: Collection[str]) -> Hit:
    text = " ".join(part for part in (row["summary"], row.get("start_of_answers"), row.get("start_of_body")) if part)
    return Hit(
        kind=row["kind"],
        object_id=row["object_id"],
        title=row["title"],
        url=_address(row),
        summary=row["summary"],
        snippet_html=snippet(text, forms, row["language"]),
        language=row["language"],
        solved=row["solved"],
        updated_at=row["updated_at"],
        section=row["section"],
        score=round(float(score), 4),
        title_html=highlight(row["title"], forms, row["language"]),
        content=row["content"],
    )


def _address(row: dict) -> str:
    """Where the reader finds it without leaving the language of the interface."""
    kind = get_kind(row["kind"])
    reader_language = get_language()
    if kind is None or kind.address_for is None or not reader_language:
        return row["url"]
    return kind.address_for(row["url"], row["language"], reader_language)


def facets_of(counts: dict[str, dict[str, int]], filters: SearchFilters) -> tuple[Facet, ...]:
    """Filters with their counts, values with most results first. One query, for the names of products."""
    by_name, section_names = _by_name(counts.get("section", {}))
    counts = counts | {"section": by_name}
    chosen = chosen_values(filters)
    shown = {
        name: _shown_values(counts.get(name, {}), chosen.get(name, ""), least=LEAST_TAG_COUNT if name == "tag" else 1)
        for name in FACET_LABELS
    }
    # Periods stand in their own order.
    shown["updated"] = [period for period in UPDATED_DAYS if period in shown["updated"]]
    names = {
        "kind": {value: _kind_label(value) for value in shown["kind"]},
        "solved": _SOLVED_LABELS,
        "updated": _PERIOD_LABELS,
        "language": LANGUAGE_NAMES,
        "product": _product_names(shown["product"]),
        "section": section_names,
    }
    return tuple(
        Facet(
            name=name,
            label=label,
            values=tuple(
                FacetValue(
                    value=value,
                    label=names.get(name, {}).get(value, value),
                    count=counts.get(name, {}).get(value, 0),
                    is_chosen=value == chosen.get(name),
                )
                for value in shown[name]
            ),
        )
        for name, label in FACET_LABELS.items()
        if shown[name]
    )


def chosen_values(filters: SearchFilters) -> dict[str, str]:
    """The filters that are set, as the text their links carry."""
    values = {name: getattr(filters, name) for name in ("kind", "section", "product", "tag", "language", "updated")}
    if filters.solved is not None:
        values["solved"] = "yes" if filters.solved else "no"
    return {name: value for name, value in values.items() if value}


def _shown_values(counts: dict[str, int], chosen: str, least: int = 1) -> list[str]:
    often = [value for value, count in counts.items() if count >= least]
    ordered = sorted(often, key=lambda value: (-counts[value], value))[:FACET_VALUES]
    if chosen and chosen not in ordered:
        ordered.append(chosen)
    return ordered


def _kind_label(name: str) -> str:
    kind = get_kind(name)
    return (kind.plural_label or kind.label) if kind else name


def _product_names(values: list[str]) -> dict[str, str]:
    ids = [int(value) for value in values if value.isdecimal() and len(value) < 18]
    return {str(pk): name for pk, name in Product.objects.filter(pk__in=ids).values_list("pk", "name")}


def _by_name(counts: dict[str, int]) -> tuple[dict[str, int], dict[str, str]]:
    """Counts and names of sections. Sections of one name ("VPN" among the articles and on the board) are one choice."""
    paths: dict[str, list[str]] = {}
    found: dict[str, int] = {}
    for value, count in counts.items():
        path, name = path_and_name(value)
        if not name:
            # A subject is in no subject; a choice without a name is none.
            continue
        paths.setdefault(name, []).append(path)
        found[name] = found.get(name, 0) + count
    values = {name: ",".join(sorted(set(of_name))) for name, of_name in paths.items()}
    names = {path: name for name, of_name in paths.items() for path in of_name}
    return {values[name]: count for name, count in found.items()}, names | {value: name for name, value in values.items()}
