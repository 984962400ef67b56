"""What this room adds to Wagtail."""

from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from articles.candidate_admin import CandidateViewSet
from articles.flag_admin import FlagViewSet
from articles.rendering.links import ContentLinkHandler
from articles.views.drafting import write_article


@hooks.register("register_rich_text_features", order=10)
def link_by_content(features: FeatureRegistry) -> None:
    """After Wagtail's own, so that page links in rich text are resolved by our rule about who may read."""
    features.register_link_type(ContentLinkHandler)


@hooks.register("register_admin_urls")
def register_writing() -> list:
    return [path("write-article/", write_article, name="articles_write_article")]


@hooks.register("insert_global_admin_css")
def brand_the_admin() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("register_admin_viewset")
def register_candidates() -> CandidateViewSet:
    return CandidateViewSet()


@hooks.register("register_admin_viewset")
def register_flags() -> FlagViewSet:
    return FlagViewSet("article_flags")
