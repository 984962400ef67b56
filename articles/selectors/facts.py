"""What stands beside an article and changes only when it is published: kept in the cache per revision."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.core.cache import cache

from articles.models import ArticlePage, ArticleSource, RelatedArticle
from articles.searching import ARTICLE
from articles.selectors.tree import Reader
from kbsite.accounts.audience import audiences_for
from kbsite.catalog.models import Product
from kbsite.search import querying

# Renamed products and new neighbours in search come after this long.
KEPT_SECONDS = 600
RELATED_AT_MOST = 5


Value = TypeVar("Value")


@dataclass(frozen=True)
class ArticleFacts:
    """`picked` are contents that an editor put beside the article, in that order. `has_sources`: it grew from answers."""

    products: tuple[Product, ...]
    tags: tuple[str, ...]
    picked: tuple[UUID, ...]
    has_sources: bool


@dataclass(frozen=True)
class Neighbours:
    """Contents beside a page in its section, in the order of the tree."""

    before: UUID | None = None
    after: UUID | None = None


def facts_of(page: ArticlePage, *, is_preview: bool) -> ArticleFacts:
    if is_preview or not page.live_revision_id:
        return _read_facts(page)
    return _kept(f"article-facts:2:{page.pk}:{page.live_revision_id}", lambda: _read_facts(page))


def alike(page: ArticlePage, *, user: Reader) -> tuple[UUID, ...]:
    """Contents that search finds alike. Whoever shows them filters by visibility again, as of now."""
    if not page.live:
        return ()
    level = len(audiences_for(user))
    return _kept(f"article-alike:{page.pk}:{page.live_revision_id}:{level}", lambda: _find_alike(page, user))


def neighbours_of(page: ArticlePage, *, user: Reader) -> Neighbours:
    """Whoever shows them filters by visibility again, as of now."""
    if not page.live:
        return Neighbours()
    level = len(audiences_for(user))
    return _kept(f"article-neighbours:{page.pk}:{page.live_revision_id}:{level}", lambda: _find_neighbours(page, user))


def _find_neighbours(page: ArticlePage, user: Reader) -> Neighbours:
    section = page.path[: -ArticlePage.steplen]
    beside = ArticlePage.objects.visible_to(user).listed().filter(path__startswith=section, depth=page.depth)
    keys = beside.values_list("translation_key", flat=True)
    return Neighbours(
        before=keys.filter(path__lt=page.path).order_by("-path").first(),
        after=keys.filter(path__gt=page.path).order_by("path").first(),
    )


def _read_facts(page: ArticlePage) -> ArticleFacts:
    keys = (
        RelatedArticle.objects.filter(page_id=page.pk)
        .order_by("sort_order", "pk")
        .values_list("article__translation_key", flat=True)[:RELATED_AT_MOST]
    )
    return ArticleFacts(
        products=tuple(page.products.all()),
        tags=tuple(item.tag.name for item in page.tagged_items.select_related("tag")),
        picked=tuple(keys),
        has_sources=ArticleSource.objects.filter(article__translation_key=page.translation_key).exists(),
    )


def _find_alike(page: ArticlePage, user: Reader) -> tuple[UUID, ...]:
    hits = querying.related(
        user=user,
        kind=ARTICLE,
        object_id=page.pk,
        language=page.locale.language_code,
        limit=RELATED_AT_MOST,
        kinds=[ARTICLE],
    )
    keys = dict(ArticlePage.objects.filter(pk__in=[hit.object_id for hit in hits]).values_list("pk", "translation_key"))
    return tuple(keys[hit.object_id] for hit in hits if hit.object_id in keys)


def _kept(key: str, make: Callable[[], Value]) -> Value:
    value = cache.get(key)
    if value is None:
        value = make()
        cache.set(key, value, KEPT_SECONDS)
    return value
