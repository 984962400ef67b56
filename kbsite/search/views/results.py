"""The results page: what was typed, what fits, and ways on when nothing does."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kbsite.look.queries import changed_query
from kbsite.search import querying
from kbsite.search.answering import MOST_PAGES
from kbsite.search.hits import SORT_NEWEST, SORT_RELEVANCE, SORTS, UPDATED_DAYS, Facet, SearchFilters, SearchPage
from kbsite.search.presenting import chosen_values
from kbsite.search.signals import narrowed, searched

SORT_LABELS = {SORT_RELEVANCE: _("Best match"), SORT_NEWEST: _("Newest")}
# A filter's value is a slug, an id or a tag; longer ones are nobody's.
_FILTER_CHARS = 255
# The filter that is always offered, with a way back to everything.
_KIND = "kind"


@dataclass(frozen=True, slots=True)
class FilterLink:
    """One value of a filter as a link that sets it, or takes it off when it is set."""

    label: str
    language: str
    count: int
    is_chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class FilterGroup:
    label: str
    links: tuple[FilterLink, ...]


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    filters = _filters_of(request.GET)
    language = get_language() or "en"
    page = querying.search(
        user=request.user,
        terms=request.GET.get("q", ""),
        language=language,
        filters=filters,
        page=_page_number(request.GET.get("page", "")),
        sort=request.GET.get("sort", SORT_RELEVANCE),
    )
    _announce(request, page, language)
    context = {
        "page": page,
        "has_question": bool(page.terms) or not filters.is_empty(),
        "filter_groups": [_group(request.GET, facet) for facet in page.facets if _is_worth_showing(facet, page)],
        "has_filters": not filters.is_empty(),
        "kept_filters": chosen_values(filters).items(),
        "did_you_mean_url": _url_with(request.GET, "q", page.did_you_mean),
        "broader": [(word, _url_with(QueryDict(), "q", word)) for word in page.broader],
        "sorts": [(sort, SORT_LABELS[sort], sort == page.sort) for sort in SORTS],
        "page_obj": Paginator(range(min(page.total, MOST_PAGES * page.page_size)), page.page_size).get_page(page.page),
    }
    return render(request, "search/results/index.html", context)


def _announce(request: HttpRequest, page: SearchPage, language: str) -> None:
    if not page.terms:
        return
    if page.page > 1 or page.sort != SORT_RELEVANCE or not page.filters.is_empty():
        narrowed.send_robust(sender=None, request=request, answer=page)
        return
    searched.send_robust(
        sender=None,
        request=request,
        terms=page.terms,
        language=language,
        total=page.total,
        is_degraded=page.is_degraded,
        answer=page,
    )


def _filters_of(query: QueryDict) -> SearchFilters:
    said = {
        name: query.get(name, "").replace("\0", "").strip()[:_FILTER_CHARS]
        for name in ("kind", "section", "product", "tag", "language")
    }
    if query.get("updated", "") in UPDATED_DAYS:
        said["updated"] = query["updated"]
    return SearchFilters(**said, solved={"yes": True, "no": False}.get(query.get("solved", "")))


def _page_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1


def _is_worth_showing(facet: Facet, page: SearchPage) -> bool:
    """A filter that cannot narrow anything is noise."""
    is_set = any(value.is_chosen for value in facet.values)
    if facet.name == "updated":
        # Periods hold each other: three of them may all hold the same results.
        return is_set or any(value.count < page.total for value in facet.values)
    return is_set or len(facet.values) > 1 or any(value.count < page.total for value in facet.values)


def _group(query: QueryDict, facet: Facet) -> FilterGroup:
    links = [
        FilterLink(
            label=str(value.label),
            language=value.value if facet.name == "language" else "",
            count=value.count,
            is_chosen=value.is_chosen,
            url=_url_with(query, facet.name, "" if value.is_chosen else value.value),
        )
        for value in facet.values
    ]
    if facet.name == _KIND:
        everything = sum(link.count for link in links)
        is_unset = not any(link.is_chosen for link in links)
        links.insert(0, FilterLink(str(_("Everything")), "", everything, is_unset, _url_with(query, _KIND, "")))
    return FilterGroup(label=str(facet.label), links=tuple(links))


def _url_with(query: QueryDict, name: str, value: str) -> str:
    return f"?{changed_query(query, **{name: value})}"
