from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    name = "forum"
    label = "forum"
    verbose_name = _("Forum")

    def ready(self) -> None:
        from forum.findable import register_with_search
        from forum.sitemaps import BoardSitemap, TopicSitemap
        from kbsite.notifications.kinds import register_notice_kind
        from kbsite.sitemaps import register_sitemap

        register_with_search()
        register_sitemap("topics", TopicSitemap)
        register_sitemap("boards", BoardSitemap)
        register_notice_kind("reply", icon="reply")
        register_notice_kind("accepted", icon="solved")
        register_notice_kind("hidden", icon="shield")
