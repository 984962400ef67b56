"""The page of a section, and of all articles: sub-sections, articles in a chosen order, a page at a time."""

from dataclasses import dataclass

from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from articles.models import Answer, ArticleVote, HomePage, SectionPage
from articles.querysets import ArticleQuerySet, language_order
from articles.selectors.rows import ArticleRow, article_rows
from articles.selectors.tree import Crumb, Place, Reader, SectionTile, articles_under, crumbs_above, sections_under
from articles.selectors.versions import Versions, versions_of

PAGE_SIZE = 20


class Order(models.TextChoices):
    """How a list of articles is sorted."""

    HELPFUL = "helpful", _("Most helpful first")
    NEWEST = "newest", _("Newest first")
    TITLE = "title", _("By title")


@dataclass(frozen=True)
class Listing:
    """`page_obj` is Django's page of ArticleRow; `article_count` counts everything below, sub-sections too."""

    sections: list[SectionTile]
    article_count: int
    page_obj: PageOfRows
    order: Order


@dataclass(frozen=True)
class SectionView:
    section: SectionPage
    crumbs: list[Crumb]
    versions: Versions
    listing: Listing
    is_in_other_language: bool


def section_view(section: SectionPage, *, user: Reader, language: str, order: Order, page: str) -> SectionView:
    """Everything that a section's page shows. Six queries besides those for the section itself."""
    versions = versions_of(SectionPage, section.translation_key, user=user, reader_language=language)
    return SectionView(
        section=section,
        crumbs=crumbs_above(section.path, reader_language=language),
        versions=versions,
        listing=_listing(list(versions.places), user=user, language=language, order=order, page=page),
        is_in_other_language=section.locale.language_code != language,
    )


def all_articles(*, user: Reader, language: str, order: Order, page: str) -> Listing:
    return _listing(home_places(language), user=user, language=language, order=order, page=page)


def home_places(language: str) -> list[Place]:
    """The start pages, that of this language first. One query."""
    places = [Place(*values) for values in HomePage.objects.values_list("path", "url_path", "locale__language_code")]
    languages = language_order(language)
    return sorted(places, key=lambda place: languages.index(place.language))


class KnownCount(Paginator):
    """A paginator that has been told the number of rows."""

    def __init__(self, rows: ArticleQuerySet, count: int) -> None:
        super().__init__(rows, PAGE_SIZE)
        self.count = count


def _listing(places: list[Place], *, user: Reader, language: str, order: Order, page: str) -> Listing:
    sections, count = sections_under(places, user=user, language=language)
    rows = in_order(articles_under(places, user=user, language=language), order)
    page_obj = KnownCount(rows, count).get_page(page)
    page_obj.object_list: list[ArticleRow] = article_rows(page_obj.object_list, reader_language=language)
    return Listing(sections=sections, article_count=count, page_obj=page_obj, order=order)


def in_order(articles: ArticleQuerySet, order: Order) -> ArticleQuerySet:
    # The key decides ties, so that pages neither repeat nor lose a row.
    if order == Order.TITLE:
        return articles.order_by(Lower("title"), "pk")
    if order == Order.NEWEST:
        return articles.order_by(F("last_published_at").desc(nulls_last=True), "pk")
    said_yes = (
        ArticleVote.objects.filter(article=OuterRef("pk"), is_counted=True, answer=Answer.YES)
        .order_by()
        .values("article")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return articles.annotate(helpful=Coalesce(Subquery(said_yes), 0)).order_by(
        "-helpful", F("last_published_at").desc(nulls_last=True), "pk"
    )
