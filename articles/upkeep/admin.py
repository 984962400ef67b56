"""The editors' home in Wagtail's admin: lists with counts, the rows behind each count, and each list as a file."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet

from articles.upkeep.forms import UpkeepFilter
from articles.upkeep.lists import Chosen, Row, WorkList, can_see_upkeep, work_list_named, work_lists
from kbsite.text.languages import LANGUAGE_NAMES
from kbsite.text.sheets import sheet_of

PER_PAGE = 30
# A file for a spreadsheet, not an export of the site.
MOST_IN_FILE = 10_000


@dataclass(frozen=True)
class Line:
    """One list on the home: `address` opens the rows that `count` counts."""

    work: WorkList
    count: int
    address: str


class _Rows:
    """The rows of a list for a paginator: counted and read a page at a time."""

    def __init__(self, work: WorkList, chosen: Chosen) -> None:
        self._work, self._chosen = work, chosen

    def count(self) -> int:
        return self._work.count(self._chosen)

    def __getitem__(self, part: slice) -> list[Row]:
        return list(self._work.rows(self._chosen, part.start or 0, part.stop))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A query or two for each list, whatever they hold."""
    _check(request)
    chosen, form, kept = _chosen(request)
    context = {
        "lines": lines_for(chosen, kept),
        "filter": form,
        "page_title": _("Upkeep of articles"),
        "header_icon": "clipboard-list",
    }
    return render(request, "articles/admin_upkeep/index.html", context)


@require_safe
def rows(request: HttpRequest, name: str) -> HttpResponse:
    _check(request)
    work = work_list_named(name)
    if work is None:
        raise Http404
    chosen, form, kept = _chosen(request)
    if request.GET.get("export") == "csv":
        return _as_csv(request, work, chosen)
    page = Paginator(_Rows(work, chosen), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "work": work,
        "page": page,
        "language_names": LANGUAGE_NAMES,
        "filter": form,
        "home_address": _address("articles_upkeep:index", [], kept),
        "page_title": work.label,
        "header_icon": "clipboard-list",
    }
    return render(request, "articles/admin_upkeep/rows.html", context)


def lines_for(chosen: Chosen, kept: dict[str, object]) -> list[Line]:
    return [
        Line(work=work, count=work.count(chosen), address=_address("articles_upkeep:rows", [work.name], kept))
        for work in work_lists()
    ]


def _chosen(request: HttpRequest) -> tuple[Chosen, UpkeepFilter, dict[str, object]]:
    """The filters of the address, the form that shows them, and what links to other lists carry along."""
    asked = UpkeepFilter(request.GET)
    asked.full_clean()
    said = asked.cleaned_data
    section, language, mine = said.get("section"), said.get("language") or "", bool(said.get("mine"))
    chosen = Chosen(user=request.user, today=timezone.localdate(), section=section, language=language, is_mine=mine)
    kept = {"section": section.pk if section else "", "language": language, "mine": "on" if mine else ""}
    shown = UpkeepFilter(initial={"section": section, "language": language, "mine": mine})
    return chosen, shown, {name: value for name, value in kept.items() if value}


def _address(name: str, arguments: list[str], kept: dict[str, object]) -> str:
    address = reverse(name, args=arguments)
    return f"{address}?{urlencode(kept)}" if kept else address


def _as_csv(request: HttpRequest, work: WorkList, chosen: Chosen) -> HttpResponse:
    header = [_("Title"), _("Language"), _("Why"), _("Address"), _("Owner")]
    found = (
        [row.title, row.language, row.why, request.build_absolute_uri(row.url), row.owner]
        for row in work.rows(chosen, 0, MOST_IN_FILE)
    )
    # The owner stands last: a list that names nobody ends before.
    width = len(header) if work.shows_owner else len(header) - 1
    return sheet_of((cells[:width] for cells in (header, *found)), name=work.name)


def _check(request: HttpRequest) -> None:
    if not can_see_upkeep(request.user):
        raise PermissionDenied


class UpkeepPanel(Component):
    """On the admin's start page: what waits for this person, without the lists that are empty."""

    name = "articles_upkeep"
    template_name = "articles/admin_upkeep/panel.html"
    order = 120

    def get_context_data(self, parent_context) -> dict[str, object]:
        request = parent_context["request"]
        chosen = Chosen(user=request.user, today=timezone.localdate(), is_mine=True)
        return {"lines": [line for line in lines_for(chosen, {"mine": "on"}) if line.count]}


class _UpkeepMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_see_upkeep(request.user)


class UpkeepViewSet(ViewSet):
    name = "articles_upkeep"
    url_prefix = "upkeep"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Upkeep")
    menu_order = 250
    add_to_admin_menu = True
    menu_item_class = _UpkeepMenuItem

    def get_urlpatterns(self) -> list:
        return [path("", home, name="index"), path("<slug:name>/", rows, name="rows")]
