"""What this room adds to Wagtail."""

from django.http import Http404, HttpRequest
from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.rich_text.feature_registry import FeatureRegistry

from articles.candidate_admin import CandidateViewSet
from articles.files import may_open
from articles.flag_admin import FlagViewSet
from articles.rendering.links import ContentLinkHandler
from articles.upkeep.admin import UpkeepPanel, UpkeepViewSet
from articles.upkeep.lists import can_see_upkeep
from articles.views.drafting import write_article


@hooks.register("register_rich_text_features", order=10)
def link_by_content(features: FeatureRegistry) -> None:
    """After Wagtail's own, so that page links in rich text are resolved by our rule about who may read."""
    features.register_link_type(ContentLinkHandler)


@hooks.register("before_serve_document")
def ask_who_opens(document: AbstractDocument, request: HttpRequest) -> None:
    if not may_open(request.user, document):
        raise Http404


@hooks.register("register_admin_urls")
def register_writing() -> list:
    return [path("write-article/", write_article, name="articles_write_article")]


@hooks.register("insert_global_admin_css")
def brand_the_admin() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("register_admin_viewset")
def register_upkeep() -> UpkeepViewSet:
    return UpkeepViewSet()


@hooks.register("construct_homepage_panels")
def show_upkeep(request: HttpRequest, panels: list) -> None:
    if can_see_upkeep(request.user):
        panels.append(UpkeepPanel())


@hooks.register("register_admin_viewset")
def register_candidates() -> CandidateViewSet:
    return CandidateViewSet()


@hooks.register("register_admin_viewset")
def register_flags() -> FlagViewSet:
    return FlagViewSet("article_flags")
