from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from articles.addresses import path_in_site
from articles.models import SectionPage
from articles.searching import section_ref
from articles.selectors.listing import Order, all_articles, section_view
from articles.selectors.versions import canonical_address
from articles.structured import breadcrumb_data
from kbsite.accounts.audience import Audience, audiences_for
from kbsite.accounts.roles import is_staff_member
from kbsite.search.signals import content_opened


def show_section(request: HttpRequest, section: SectionPage) -> HttpResponse:
    """A section in the language of the interface's choice: its own, or shown to readers of another one."""
    if not getattr(request, "is_preview", False) and (
        not section.live or section.effective_audience not in audiences_for(request.user)
    ):
        raise Http404
    view = section_view(
        section,
        user=request.user,
        language=get_language(),
        order=_order_of(request),
        page=request.GET.get("page", "1"),
    )
    request.language_versions = view.versions.menu()
    is_public = section.effective_audience == Audience.PUBLIC
    context = {
        "view": view,
        "listing": view.listing,
        "page_obj": view.listing.page_obj,
        "orders": Order,
        "area": "articles",
        "section_path": path_in_site(section.url_path).rstrip("/"),
        "canonical": canonical_address(section),
        "alternates": view.versions.by_language() if is_public else {},
        "json_ld": breadcrumb_data(view.crumbs, section.title, canonical_address(section)) if is_public else None,
        "may_edit": is_staff_member(request.user) and section.permissions_for_user(request.user).can_edit(),
    }
    response = render(request, "articles/section/index.html", context)
    if not getattr(request, "is_preview", False):
        content_opened.send_robust(sender=SectionPage, request=request, content=section_ref(section))
    return response


def index(request: HttpRequest) -> HttpResponse:
    """All subjects and all articles."""
    listing = all_articles(
        user=request.user, language=get_language(), order=_order_of(request), page=request.GET.get("page", "1")
    )
    context = {"listing": listing, "page_obj": listing.page_obj, "orders": Order, "area": "articles"}
    return render(request, "articles/index/index.html", context)


def _order_of(request: HttpRequest) -> Order:
    wanted = request.GET.get("order", "")
    return Order(wanted) if wanted in Order.values else Order.HELPFUL
