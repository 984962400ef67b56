"""Atom feeds of new and changed articles. Public ones only, whoever asks: readers' programs cannot sign in."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.db.models import F
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.addresses import absolute, address_for
from articles.models import ArticlePage, SectionPage
from articles.querysets import ArticleQuerySet
from articles.selectors.rows import ArticleRow, article_rows
from articles.selectors.tree import articles_under
from articles.selectors.versions import versions_of

SHOWN = 30
NOBODY = AnonymousUser()


class ArticleFeed(Feed):
    """All articles, in the language of the address, with those that exist only in another one."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("New and changed articles · %(site)s") % {"site": settings.SITE_NAME}

    def link(self) -> str:
        return reverse("articles:index")

    def items(self) -> list[ArticleRow]:
        return newest(ArticlePage.objects.one_per_content(language=get_language(), user=NOBODY).listed())

    def item_title(self, item: ArticleRow) -> str:
        return item.title

    def item_description(self, item: ArticleRow) -> str:
        return item.summary

    def item_link(self, item: ArticleRow) -> str:
        return absolute(item.address)

    def item_guid(self, item: ArticleRow) -> str:
        return f"urn:uuid:{item.key}"

    def item_updateddate(self, item: ArticleRow):
        return item.updated_at

    def item_categories(self, item: ArticleRow) -> list[str]:
        return [item.section] if item.section else []


class SectionFeed(ArticleFeed):
    """The articles anywhere below one section."""

    def get_object(self, request: HttpRequest, key: UUID) -> SectionPage:
        sections = SectionPage.objects.one_per_content(language=get_language(), user=NOBODY).select_related("locale")
        section = sections.filter(translation_key=key).first()
        if section is None:
            raise Http404
        return section

    def title(self, section: SectionPage) -> str:
        return f"{section.title} · {settings.SITE_NAME}"

    def subtitle(self, section: SectionPage) -> str:
        return section.intro

    def link(self, section: SectionPage) -> str:
        return address_for(section.url_path, language=section.locale.language_code, reader_language=get_language())

    def items(self, section: SectionPage) -> list[ArticleRow]:
        versions = versions_of(SectionPage, section.translation_key, user=NOBODY, reader_language=get_language())
        return newest(articles_under(list(versions.places), user=NOBODY, language=get_language()))


def newest(articles: ArticleQuerySet) -> list[ArticleRow]:
    ordered = articles.order_by(F("last_published_at").desc(nulls_last=True), "pk")[:SHOWN]
    return article_rows(ordered, reader_language=get_language())
