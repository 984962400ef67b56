"""Answers worth an article in Wagtail's admin: the reason in words, one button to write, one to dismiss with a reason."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from articles.models import PromotionCandidate
from articles.permissions import can_write_up
from articles.promoting.candidates import dismiss_candidate, take_candidate_back
from articles.promoting.listing import candidate_rows

PER_PAGE = 25


class DismissForm(forms.Form):
    reason = forms.ChoiceField(choices=PromotionCandidate.Dismissal.choices)


@require_safe
def candidate_list(request: HttpRequest) -> HttpResponse:
    """Three queries and one for each kind of room, whatever the number of candidates."""
    _check(request)
    shows_dismissed = request.GET.get("dismissed") == "1"
    candidates = PromotionCandidate.objects.select_related("covered_by", "dismissed_by")
    candidates = (
        candidates.exclude(dismissal="").order_by("-dismissed_at")
        if shows_dismissed
        else candidates.filter(dismissal="").order_by("-score", "pk")
    )
    page = Paginator(candidates, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "rows": candidate_rows(list(page), user=request.user),
        "shows_dismissed": shows_dismissed,
        "reasons": PromotionCandidate.Dismissal.choices,
        "page_title": _("Answers worth an article"),
        "header_icon": "doc-full",
    }
    return render(request, "articles/admin_candidates/index.html", context)


@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    _check(request)
    candidate = get_object_or_404(PromotionCandidate, pk=pk)
    form = DismissForm(request.POST)
    if form.is_valid():
        dismiss_candidate(candidate=candidate, by=request.user, reason=form.cleaned_data["reason"])
        undo = messages.button(f"{reverse('article_candidates:index')}?dismissed=1", _("See what was dismissed"))
        messages.success(request, _("Dismissed."), buttons=[undo])
    else:
        messages.error(request, _("Nothing was dismissed: choose a reason."))
    return redirect("article_candidates:index")


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    _check(request)
    take_candidate_back(candidate=get_object_or_404(PromotionCandidate, pk=pk), by=request.user)
    messages.success(request, _("Back in the list."))
    return redirect("article_candidates:index")


def _check(request: HttpRequest) -> None:
    if not can_write_up(request.user):
        raise PermissionDenied


class _CandidateMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_write_up(request.user)


class CandidateViewSet(ViewSet):
    name = "article_candidates"
    icon = "doc-full"
    menu_label = gettext_lazy("Worth an article")
    menu_order = 255
    add_to_admin_menu = True
    menu_item_class = _CandidateMenuItem

    def get_urlpatterns(self) -> list:
        return [
            path("", candidate_list, name="index"),
            path("<int:pk>/dismiss/", dismiss, name="dismiss"),
            path("<int:pk>/take-back/", take_back, name="take_back"),
        ]
