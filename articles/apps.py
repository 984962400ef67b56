from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    label = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        from articles import receivers, reviewing  # noqa: F401  (they connect signals; needs the models)
        from articles.fixing.asking import was_asked_about_fix
        from articles.fixing.forgetting import forget_addresses
        from articles.fixing.telling import tell_of_fixes
        from articles.promoting.announcing import announce_published
        from articles.promoting.candidates import renew_candidates
        from articles.promoting.topics import register_topics
        from articles.promoting.watching import look_at_sources
        from articles.reusing.topics import register_topic_place
        from articles.searching import register_with_search
        from articles.sitemaps import ArticleSitemap, SectionSitemap
        from articles.upkeep.candidates import register_candidate_list
        from articles.upkeep.links import read_links, register_broken_links
        from articles.upkeep.own import register_own_lists
        from articles.upkeep.pictures import register_pictures_without_words
        from articles.upkeep.translations import register_translation_lists
        from articles.views.drafting import WRITE_ARTICLE
        from kbsite.jobs import register_job
        from kbsite.notifications.asking import Questions, register_questions
        from kbsite.notifications.kinds import register_notice_kind
        from kbsite.search.learning.actions import register_gap_action
        from kbsite.sitemaps import register_sitemap

        register_with_search()
        register_gap_action(WRITE_ARTICLE)
        register_sitemap("articles", ArticleSitemap)
        register_sitemap("sections", SectionSitemap)
        register_topics()
        register_topic_place()
        register_own_lists()
        register_candidate_list()
        register_broken_links()
        register_pictures_without_words()
        register_translation_lists()
        # Signals make most looks come at once; this is for those that were lost on the way.
        register_job("sources-of-articles", every_seconds=60.0, run=look_at_sources)
        register_job("written-up-answers", every_seconds=10.0, run=announce_published)
        register_job("article-candidates", every_seconds=3_600.0, run=renew_candidates)
        register_job("review-reminders", every_seconds=3_600.0, run=reviewing.remind_of_reviews)
        register_job("links-of-articles", every_seconds=30.0, run=read_links)
        register_job("tell-of-fixes", every_seconds=10.0, run=tell_of_fixes)
        register_job("forget-fix-addresses", every_seconds=60.0, run=forget_addresses)
        register_questions("fixes", Questions(was_asked_about_fix))
        register_notice_kind("review_asked", icon="eye")
        register_notice_kind("review_due", icon="calendar")
        register_notice_kind("article_flag", icon="flag")
        register_notice_kind("credit_asked", icon="medal")
        register_notice_kind("written_up", icon="doc")
