"""The list of gaps in Wagtail's admin."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from kbsite.search.learning.actions import GapAction, gap_actions
from kbsite.search.learning.curating import results_address
from kbsite.search.learning.export import gaps_as_csv
from kbsite.search.learning.gaps import LEAST_VISITS, Gap, Place, gaps
from kbsite.search.learning.putting_aside import put_aside, take_back
from kbsite.search.models import PopularSearch, PutAside
from kbsite.text.languages import LANGUAGE_NAMES

VIEW_GAPS = "search.view_gaps"
PER_PAGE = 30
PERIODS = ((30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (180, gettext_lazy("180 days")))
GAP_PLACES = (Place.NOT_FOUND, Place.NOT_OPENED, Place.STILL_ASKED)
# What each list says, in one sentence an editor can act on.
MEANINGS = {
    Place.NOT_FOUND: gettext_lazy("Nothing at all was found. Write an article, or say which of your words means the same."),
    Place.NOT_OPENED: gettext_lazy("Nobody opened a result. Titles may miss the word, or the right page stands too low."),
    Place.STILL_ASKED: gettext_lazy("A result was opened, and then people were asked. The page may not answer the question."),
}


class GapFilter(forms.Form):
    place = forms.ChoiceField(choices=[(place.value, place.label) for place in GAP_PLACES], required=False)
    days = forms.TypedChoiceField(choices=PERIODS, coerce=int, required=False, label=gettext_lazy("Period"))
    language = forms.ChoiceField(
        choices=[("", gettext_lazy("All languages")), *LANGUAGE_NAMES.items()], required=False, label=gettext_lazy("Language")
    )
    aside = forms.BooleanField(required=False, label=gettext_lazy("Show what was put aside"))


class PutAsideForm(forms.Form):
    place = forms.ChoiceField(choices=PutAside.Place)
    language = forms.ChoiceField(choices=[(code, code) for code in LANGUAGE_NAMES])
    lemmas = forms.CharField(max_length=300)
    reason = forms.ChoiceField(choices=PutAside.Reason)


class TakeBackForm(PutAsideForm):
    reason = None


@dataclass(frozen=True, slots=True)
class Row:
    gap: Gap
    language_name: str
    results_url: str
    actions: tuple[tuple[GapAction, str], ...]


@require_safe
@permission_required(VIEW_GAPS, raise_exception=True)
def gap_list(request: HttpRequest) -> HttpResponse:
    chosen = _chosen(request)
    found = gaps(place=chosen["place"], days=chosen["days"], language=chosen["language"], show_aside=chosen["aside"])
    if request.GET.get("export") == "csv":
        return gaps_as_csv(found.gaps, name=f"searches-{chosen['place']}")
    page = Paginator(found.gaps, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "filter": GapFilter(initial=chosen),
        "chosen": chosen,
        "places": [(place, place.label, place == chosen["place"]) for place in GAP_PLACES],
        "meaning": MEANINGS[Place(chosen["place"])],
        "page": page,
        "rows": [_row(request, gap) for gap in page],
        "found": found,
        "least_visits": LEAST_VISITS,
        "reasons": PutAside.Reason.choices,
        "popular": PopularSearch.objects.order_by("language", "place"),
        "language_names": LANGUAGE_NAMES,
        "page_title": _("What people look for"),
        "header_icon": "search",
    }
    return render(request, "search/gaps/index.html", context)


@require_POST
@permission_required(VIEW_GAPS, raise_exception=True)
def put_gap_aside(request: HttpRequest) -> HttpResponse:
    form = PutAsideForm(request.POST)
    if form.is_valid():
        put_aside(**form.cleaned_data, by=request.user)
        messages.success(request, _("Put aside. It stays in the list of what was put aside."))
    else:
        messages.error(request, _("Nothing was put aside: choose a reason."))
    return redirect(_back(request))


@require_POST
@permission_required(VIEW_GAPS, raise_exception=True)
def take_gap_back(request: HttpRequest) -> HttpResponse:
    form = TakeBackForm(request.POST)
    if form.is_valid() and take_back(**form.cleaned_data):
        messages.success(request, _("Back in the list."))
    return redirect(_back(request))


def _chosen(request: HttpRequest) -> dict:
    form = GapFilter(request.GET)
    form.full_clean()
    said = form.cleaned_data
    return {
        "place": said.get("place") or Place.NOT_FOUND.value,
        "days": said.get("days") or PERIODS[1][0],
        "language": said.get("language") or "",
        "aside": bool(said.get("aside")),
    }


def _row(request: HttpRequest, gap: Gap) -> Row:
    actions = [(action, action.address_for(request.user, gap)) for action in gap_actions()]
    return Row(
        gap=gap,
        language_name=LANGUAGE_NAMES.get(gap.language, gap.language),
        results_url=results_address(gap),
        actions=tuple((action, address) for action, address in actions if address),
    )


def _back(request: HttpRequest) -> str:
    """The same list as before. The query is taken apart and put together again, so it leads nowhere else."""
    form = GapFilter(QueryDict(request.POST.get("back", "")[:200]))
    form.full_clean()
    pairs = urlencode({name: value for name, value in form.cleaned_data.items() if value})
    return f"{reverse('search_gaps:index')}?{pairs}"


class _GapMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VIEW_GAPS)


class GapViewSet(ViewSet):
    name = "search_gaps"
    icon = "glasses"
    menu_label = gettext_lazy("What people look for")
    menu_item_class = _GapMenuItem

    def get_urlpatterns(self):
        return [
            path("", gap_list, name="index"),
            path("put-aside/", put_gap_aside, name="put_aside"),
            path("take-back/", take_gap_back, name="take_back"),
        ]
