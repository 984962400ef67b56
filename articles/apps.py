from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    label = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        from articles import receivers  # noqa: F401  (connects signals; needs the models)
        from articles.searching import register_with_search
        from articles.sitemaps import ArticleSitemap, SectionSitemap
        from articles.views.drafting import WRITE_ARTICLE
        from kbsite.search.learning.actions import register_gap_action
        from kbsite.sitemaps import register_sitemap

        register_with_search()
        register_gap_action(WRITE_ARTICLE)
        register_sitemap("articles", ArticleSitemap)
        register_sitemap("sections", SectionSitemap)
