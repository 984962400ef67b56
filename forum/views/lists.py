from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum.listing import Place, TopicFilters, topic_list


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All topics. The form above the list names a board by its address: that board has its own page."""
    chosen = request.GET.get("board", "")
    if chosen and chosen.replace("-", "").replace("_", "").isalnum() and chosen.isascii():
        return HttpResponseRedirect(reverse("forum:board", args=[chosen]) + _query_without_board(request))
    return _list(request)


@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    if request.GET.get("board", slug) != slug:
        return HttpResponseRedirect(f"{reverse('forum:index')}?{request.GET.urlencode()}")
    return _list(request, slug)


def _list(request: HttpRequest, slug: str = "") -> HttpResponse:
    filters = TopicFilters.from_query(request.GET, board=slug)
    topics = topic_list(request.user, filters, Place.from_query(request.GET))
    return render(request, "forum/topics/index.html", {"list": topics, "filters": filters})


def _query_without_board(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("board", "page", "after", "before"):
        query.pop(name, None)
    # Empty choices of the form only make the address long.
    kept = {name: value for name, value in query.items() if value}
    query.clear()
    query.update(kept)
    return f"?{query.urlencode()}" if kept else ""
