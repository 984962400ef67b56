"""Shaped reads: what a topic shows of its articles, and an article of what it grew from."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.utils.translation import get_language

from articles.addresses import address_for
from articles.models import ArticlePage, ArticleSource, Credit
from articles.permissions import can_write_up
from articles.promoting.announcing import published
from articles.promoting.origins import origin_named
from articles.promoting.source import OriginLink
from kbsite.accounts.models import User

Reader = User | AnonymousUser


@dataclass(frozen=True)
class WrittenUp:
    title: str
    url: str
    language: str


@dataclass(frozen=True)
class WriteUps:
    """`articles` are published and for this reader. `drafts` are seen by those who `may_write_up`."""

    articles: tuple[WrittenUp, ...]
    drafts: tuple[ArticleSource, ...]
    may_write_up: bool


def write_ups_of(kind: str, key: str, *, user: Reader) -> WriteUps:
    """One query for readers, two more for people who write."""
    language = get_language() or "en"
    articles = (
        ArticlePage.objects.visible_to(user)
        .filter(sources__kind=kind, sources__key=key, live_revision__gte=F("sources__revision_id"))
        .order_by("title", "pk")
        .values_list("title", "url_path", "locale__language_code")
    )
    found = tuple(
        WrittenUp(title, address_for(url_path, language=own, reader_language=language), own)
        for title, url_path, own in dict.fromkeys(articles)
    )
    may_write_up = can_write_up(user)
    drafts: tuple[ArticleSource, ...] = ()
    if may_write_up:
        shown = published(ArticleSource.objects.filter(kind=kind, key=key)).values("pk")
        waiting = ArticleSource.objects.filter(kind=kind, key=key).exclude(pk__in=shown).select_related("article")
        drafts = tuple(waiting.order_by("pk"))
    return WriteUps(articles=found, drafts=drafts, may_write_up=may_write_up)


@dataclass(frozen=True)
class GrewFrom:
    """`origin` is None when this reader may not open it; `credited` are people who said that they may be named."""

    origin: OriginLink | None
    credited: str


def grew_from(page: ArticlePage, *, user: Reader) -> tuple[GrewFrom, ...]:
    """What stands behind an article in any of its languages: nothing that this reader may not see, nobody who did not agree.

    One query, and one for each kind of room.
    """
    sources = list(
        published(ArticleSource.objects.filter(article__translation_key=page.translation_key))
        .select_related("contributor")
        .order_by("pk")
    )
    links: dict[tuple[str, str], OriginLink] = {}
    for kind in sorted({source.kind for source in sources}):
        origin = origin_named(kind)
        keys = [source.key for source in sources if source.kind == kind]
        links |= {(kind, key): link for key, link in (origin.links(user, keys) if origin else {}).items()}
    shown = [
        GrewFrom(
            origin=links.get((source.kind, source.key)),
            credited=source.contributor.public_name if source.credit == Credit.GIVEN and source.contributor else "",
        )
        for source in sources
    ]
    return tuple(dict.fromkeys(one for one in shown if one.origin or one.credited))
