"""Suggestions while typing: a list of options for the combobox, nothing to be seen alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kbsite.limits.taking import Limit, LimitReached, take
from kbsite.search import querying
from kbsite.search.highlighting import bold_beginnings
from kbsite.search.hits import Hit
from kbsite.search.registry import SearchKind, all_kinds
from kbsite.security import client_address

# A fast typist causes about four a second for some seconds; an office behind one address has several of them.
SUGGESTIONS_PER_ADDRESS = Limit("suggestions", times=600, seconds=60)
MOST_SUGGESTIONS = 8


@dataclass(frozen=True, slots=True)
class Option:
    hit: Hit
    title_html: SafeString


@dataclass(frozen=True, slots=True)
class OptionGroup:
    kind: SearchKind
    options: tuple[Option, ...]


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Under load this is what is refused first: the field still searches."""
    try:
        take(SUGGESTIONS_PER_ADDRESS, client_address(request))
    except LimitReached as error:
        return HttpResponse(status=429, headers={"Retry-After": str(error.retry_after)})
    terms = request.GET.get("q", "")
    hits = querying.suggest(user=request.user, terms=terms, language=get_language() or "en", limit=MOST_SUGGESTIONS)
    typed = " ".join(terms.split())[:120]
    groups = [
        OptionGroup(kind, tuple(Option(hit, bold_beginnings(hit.title, typed)) for hit in hits if hit.kind == kind.name))
        for kind in sorted(all_kinds(), key=lambda kind: kind.is_place)
    ]
    context = {"groups": [group for group in groups if group.options], "count": len(hits), "typed": typed}
    return render(request, "search/suggestions/index.html", context)
