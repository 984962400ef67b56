"""Sections as a reader finds them: one per content in their language, with the number of articles they can read below it."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, CharField, Count, Q, Value, When
from django.db.models.functions import Left

from articles.addresses import address_for, own_address
from articles.audiences import STEP, section_paths_above
from articles.models import ArticlePage, SectionPage
from articles.querysets import ArticleQuerySet, language_order
from kbsite.accounts.audience import Audience
from kbsite.accounts.models import User
from kbsite.accounts.roles import is_staff_member

Reader = User | AnonymousUser


@dataclass(frozen=True)
class Place:
    """Where a section, or the start page, stands in the tree of one language."""

    path: str
    url_path: str
    language: str

    @property
    def own_address(self) -> str:
        return own_address(self.url_path, self.language)


@dataclass(frozen=True)
class SectionTile:
    """A section in a list. `audience` is None for everybody, else the words for it."""

    key: UUID
    title: str
    intro: str
    icon: str
    address: str
    language: str
    is_in_other_language: bool
    article_count: int
    audience: str | None


@dataclass(frozen=True)
class Crumb:
    title: str
    address: str
    language: str


def articles_under(places: list[Place], *, user: Reader, language: str) -> ArticleQuerySet:
    """Every article anywhere below these places, each content once."""
    below = Q(pk__in=[])
    for place in places:
        below |= Q(path__startswith=place.path)
    return ArticlePage.objects.one_per_content(language=language, user=user).listed().filter(below)


def sections_under(places: list[Place], *, user: Reader, language: str) -> tuple[list[SectionTile], int]:
    """The sections directly below these places (the same place in several languages), and the number of all articles
    below them. Two queries."""
    children = Q(pk__in=[])
    for place in places:
        children |= Q(path__startswith=place.path, depth=len(place.path) // STEP + 1)
    found = list(
        SectionPage.objects.visible_to(user)
        .filter(children)
        .order_by("path")
        .values("path", "url_path", "title", "intro", "icon", "translation_key", "locale__language_code", "effective_audience")
    )
    counts = _counts_by_child(places, user=user, language=language)
    key_of = {values["path"]: values["translation_key"] for values in found}
    count_of: dict[UUID, int] = {}
    for path, count in counts.items():
        if path in key_of:
            count_of[key_of[path]] = count_of.get(key_of[path], 0) + count
    order = language_order(language)
    # The reader's language first and in its own order; then what exists only in others.
    found.sort(key=lambda values: order.index(values["locale__language_code"]))
    best: dict[UUID, dict] = {}
    for values in found:
        best.setdefault(values["translation_key"], values)
    tiles = [_tile(values, count_of.get(key, 0), language) for key, values in best.items()]
    if not is_staff_member(user):
        # A subject without anything to read is a dead end; people who work here see it, to fill it.
        tiles = [tile for tile in tiles if tile.article_count]
    return tiles, sum(counts.values())


def _counts_by_child(places: list[Place], *, user: Reader, language: str) -> dict[str, int]:
    """How many articles lie below each child of these places, by the child's tree path."""
    if not places:
        return {}
    child = Case(
        *(When(path__startswith=place.path, then=Left("path", len(place.path) + STEP)) for place in places),
        default=Value(""),
        output_field=CharField(),
    )
    return dict(
        articles_under(places, user=user, language=language)
        .order_by()
        .annotate(child=child)
        .values("child")
        .annotate(count=Count("pk"))
        .values_list("child", "count")
    )


def _tile(values: dict, count: int, reader_language: str) -> SectionTile:
    language = values["locale__language_code"]
    audience = Audience(values["effective_audience"])
    return SectionTile(
        key=values["translation_key"],
        title=values["title"],
        intro=values["intro"],
        icon=values["icon"],
        address=address_for(values["url_path"], language=language, reader_language=reader_language),
        language=language,
        is_in_other_language=language != reader_language,
        article_count=count,
        audience=None if audience == Audience.PUBLIC else str(audience.label),
    )


def crumbs_above(path: str, *, reader_language: str) -> list[Crumb]:
    """The published sections that a page lies in, outermost first. One query.

    Whoever may read the page may read them: audiences only become stricter on the way down.
    """
    above = SectionPage.objects.filter(path__in=section_paths_above(path), live=True).order_by("path")
    return [
        Crumb(
            title=title,
            address=address_for(url_path, language=language, reader_language=reader_language),
            language=language,
        )
        for title, url_path, language in above.values_list("title", "url_path", "locale__language_code")
    ]
