"""Articles and sections as findable things."""

import datetime
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.addresses import address_found, own_address, path_in_site
from articles.audiences import STEP
from articles.models import Answer, ArticlePage, ArticleVote, Confidence, SectionPage
from articles.rendering.words import body_words
from kbsite.accounts.models import User
from kbsite.search.changes import mark_changed
from kbsite.search.registry import DocumentData, SearchKind, register_kind

ARTICLE = "article"
SECTION = "section"
# Sections that were made without being published have no date; a fixed one keeps their documents unchanged.
# Somebody checked it: among articles that fit as well, worth as much as nine readers whom it helped (a tenfold popularity).
VALIDATED_WORTH = 9
LONG_AGO = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def register_with_search() -> None:
    register_kind(
        SearchKind(
            name=ARTICLE,
            label=_("Article"),
            plural_label=_("Articles"),
            icon="doc",
            build=build_articles,
            all_ids=lambda: ArticlePage.objects.live().listed().order_by("pk").values_list("pk", flat=True),
            visible_ids=visible_articles,
            address_for=address_found,
        )
    )
    register_kind(
        SearchKind(
            name=SECTION,
            label=pgettext_lazy("articles", "Subject"),
            plural_label=_("Subjects"),
            icon="book",
            is_place=True,
            build=build_sections,
            all_ids=lambda: SectionPage.objects.live().order_by("pk").values_list("pk", flat=True),
            visible_ids=visible_sections,
            address_for=address_found,
        )
    )


def visible_articles(user: User | AnonymousUser, ids: list[int]) -> set[int]:
    return set(ArticlePage.objects.visible_to(user).listed().filter(pk__in=ids).values_list("pk", flat=True))


def visible_sections(user: User | AnonymousUser, ids: list[int]) -> set[int]:
    return set(SectionPage.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))


def build_articles(ids: list[int]) -> Iterable[DocumentData]:
    """A document for each published article, in five queries for any number of them."""
    articles = list(ArticlePage.objects.live().listed().filter(pk__in=ids).select_related("locale"))
    prefetch_related_objects(articles, "tagged_items__tag", "products")
    paths = {article.path[:-STEP] for article in articles}
    sections = dict(SectionPage.objects.filter(path__in=paths).values_list("path", "title"))
    said_yes = dict(
        ArticleVote.objects.filter(article__in=articles)
        .values("article")
        .annotate(yes=Count("pk", Q(is_counted=True, answer=Answer.YES)))
        .values_list("article", "yes")
    )
    for article in articles:
        words = body_words(article)
        yield DocumentData(
            object_id=article.pk,
            title=article.title,
            url=own_address(article.url_path, article.locale.language_code),
            language=article.locale.language_code,
            updated_at=article.last_published_at or article.first_published_at or LONG_AGO,
            audience=article.effective_audience,
            summary=article.summary,
            headings=words.headings,
            body=words.text,
            tags=tuple(item.tag.name for item in article.tagged_items.all()),
            section=sections.get(article.path[:-STEP], ""),
            section_path=path_in_site(article.url_path).rstrip("/").rpartition("/")[0],
            products=tuple(product.pk for product in article.products.all()),
            popularity=float(
                said_yes.get(article.pk, 0) + (VALIDATED_WORTH if article.confidence == Confidence.VALIDATED else 0)
            ),
            content=article.content_ref,
        )


def build_sections(ids: list[int]) -> Iterable[DocumentData]:
    for section in SectionPage.objects.live().filter(pk__in=ids).select_related("locale"):
        yield DocumentData(
            object_id=section.pk,
            title=section.title,
            url=own_address(section.url_path, section.locale.language_code),
            language=section.locale.language_code,
            updated_at=section.last_published_at or section.first_published_at or LONG_AGO,
            audience=section.effective_audience,
            summary=section.intro,
            section_path=path_in_site(section.url_path).rstrip("/"),
            content=section_ref(section),
        )


def section_ref(section: SectionPage) -> str:
    """One name for all language versions of a section."""
    return f"section:{section.translation_key}"


def mark_article(article: ArticlePage) -> None:
    mark_changed(kind=ARTICLE, ids=[article.pk])


def mark_section(section: SectionPage) -> None:
    mark_changed(kind=SECTION, ids=[section.pk])


def mark_tree(path: str) -> None:
    """Everything at and below a tree path."""
    mark_changed(kind=SECTION, ids=SectionPage.objects.filter(path__startswith=path).values_list("pk", flat=True))
    mark_changed(kind=ARTICLE, ids=ArticlePage.objects.filter(path__startswith=path).values_list("pk", flat=True))
