"""The topic list: filters, orders, and paging by key, so that the thousandth page costs what the first one does."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.models import Tag

from forum.board_tree import ids_below, way_to
from forum.caches import generation
from forum.models import Board, Topic
from kbsite.accounts.audience import audiences_for
from kbsite.accounts.models import User

PAGE_SIZE = 20
# Page numbers exist for the first ten pages; beyond, next and previous lead on by key.
NUMBERED_PAGES = 10
TAG_CHOICES = 40
# Counts on the tabs and the most used tags may be this old. Lists themselves are never cached.
COUNTS_SECONDS = 60
_EPOCH = datetime.datetime(1970, 1, 1)

WHICH = {
    "all": _("All"),
    "unanswered": _("No reply yet"),
    "unsolved": pgettext_lazy("topic", "Open"),
    "solved": _("Solved"),
    "mine": _("Mine"),
}
# Each name is a fixed column: a request never names one itself.
SORTS = {
    "activity": ("last_post_at", _("Latest activity")),
    "new": ("created_at", _("Newest")),
    "votes": ("me_too_count", _("Most people have this")),
}


@dataclass(frozen=True, slots=True)
class TopicFilters:
    """What the list is narrowed to; unknown words in an address mean the default."""

    which: str = "all"
    sort: str = "activity"
    board: str = ""
    tag: str = ""
    language: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str], *, board: str = "") -> TopicFilters:
        languages = {code for code, _name in settings.LANGUAGES}
        return cls(
            which=query.get("which", "") if query.get("which") in WHICH else "all",
            sort=query.get("sort", "") if query.get("sort") in SORTS else "activity",
            board=board,
            # A NUL can stand in an address, and PostgreSQL refuses it in a question.
            tag=query.get("tag", "")[:100].replace("\x00", ""),
            language=query.get("language", "") if query.get("language") in languages else "",
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.tag or self.language)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the list: a page number, or the key of the row before or after."""

    page: int = 1
    after: str = ""
    before: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Place:
        """Raises Http404 for a page that is no number or beyond the numbered ones."""
        if query.get("after") or query.get("before"):
            return cls(page=0, after=query.get("after", ""), before=query.get("before", ""))
        number = query.get("page", "1")
        if not (number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= NUMBERED_PAGES):
            raise Http404("no such page")
        return cls(page=int(number))


@dataclass(frozen=True, slots=True)
class Tab:
    """One filter; `value` is what it puts into the address, None for the list as it comes."""

    value: str | None
    label: str
    count: int | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class TopicList:
    """Everything the page of a list shows."""

    filters: TopicFilters
    board: Board | None
    crumbs: tuple[Board, ...]
    inner_boards: tuple[Board, ...]
    boards: tuple[Board, ...]
    tags: tuple[tuple[str, str], ...]
    tabs: tuple[Tab, ...]
    pinned: tuple[Topic, ...]
    topics: tuple[Topic, ...]
    topic_total: int
    replied_total: int
    page: int
    page_numbers: tuple[int, ...] = ()
    next_page: int | None = None
    previous_page: int | None = None
    next_key: str = ""
    previous_key: str = ""
    sorts: tuple[tuple[str, str], ...] = field(default=tuple((name, label) for name, (_column, label) in SORTS.items()))


def topic_list(user: User | AnonymousUser, filters: TopicFilters, place: Place) -> TopicList:
    """At most seven queries, the same with 20 topics and with 20,000. Raises Http404 for an unknown board or page."""
    boards = tuple(Board.objects.visible_to(user))
    board = next((board for board in boards if board.slug == filters.board), None)
    if filters.board and board is None:
        raise Http404("no such board")
    below = ids_below(boards, board)
    base = _narrowed(Topic.objects.visible_to(user).listed(), filters, below)
    counts = _counts(user, filters, base)
    topics = _which(base, filters.which, user)
    is_first = place.page == 1
    # Pinned ones stand above the first page of the plain list and of nothing else.
    shows_pinned = filters.which == "all" and not filters.is_narrowed and filters.sort == "activity"
    pinned: tuple[Topic, ...] = ()
    if shows_pinned:
        if is_first:
            pinned = tuple(_with_parts(topics.filter(is_pinned=True)).order_by("-last_post_at")[:10])
        topics = topics.filter(is_pinned=False)
    total = counts[filters.which] if filters.which != "mine" else topics.count()
    rows, has_next, has_previous = _page_of(topics, filters.sort, place)
    if place.page > 1 and not rows:
        raise Http404("no such page")
    paging = _paging(rows, filters.sort, place, has_next, has_previous, total)
    return TopicList(
        filters=filters,
        board=board,
        crumbs=way_to(boards, board),
        inner_boards=tuple(one for one in boards if board is not None and one.parent_id == board.pk),
        boards=boards,
        tags=_tag_choices(user, filters),
        tabs=tuple(
            Tab(value=None if name == "all" else name, label=str(label), count=counts.get(name), is_current=name == filters.which)
            for name, label in WHICH.items()
            if name != "mine" or user.is_authenticated
        ),
        pinned=pinned,
        topics=tuple(rows),
        topic_total=counts["all"],
        replied_total=counts["all"] - counts["unanswered"],
        **paging,
    )


def encode_key(topic: Topic, sort: str) -> str:
    value = getattr(topic, SORTS[sort][0])
    if isinstance(value, datetime.datetime):
        value = round((value - make_aware(_EPOCH, datetime.UTC)) / datetime.timedelta(microseconds=1))
    return f"{value}.{topic.pk}"


def decode_key(key: str, sort: str) -> tuple[object, int]:
    """Raises Http404 for anything that `encode_key` does not write."""
    value, _dot, pk = key.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in (value, pk)):
        raise Http404("no such page")
    if SORTS[sort][0].endswith("_at"):
        try:
            return make_aware(_EPOCH + datetime.timedelta(microseconds=int(value)), datetime.UTC), int(pk)
        except OverflowError:
            raise Http404("no such page") from None
    return int(value), int(pk)


def _page_of(topics: QuerySet, sort: str, place: Place) -> tuple[list[Topic], bool, bool]:
    """The rows, and whether there are more after and before them."""
    column = SORTS[sort][0]
    newest_first, oldest_first = (f"-{column}", "-pk"), (column, "pk")
    if place.before:
        value, pk = decode_key(place.before, sort)
        # "at or beyond, and then really beyond": in this form both databases walk the index from the key on.
        later = topics.filter(Q(**{f"{column}__gte": value}) & (Q(**{f"{column}__gt": value}) | Q(pk__gt=pk)))
        rows = list(_with_parts(later).order_by(*oldest_first)[: PAGE_SIZE + 1])
        return rows[:PAGE_SIZE][::-1], True, len(rows) > PAGE_SIZE
    if place.after:
        value, pk = decode_key(place.after, sort)
        topics = topics.filter(Q(**{f"{column}__lte": value}) & (Q(**{f"{column}__lt": value}) | Q(pk__lt=pk)))
        rows = list(_with_parts(topics).order_by(*newest_first)[: PAGE_SIZE + 1])
        return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE, True
    start = (place.page - 1) * PAGE_SIZE
    rows = list(_with_parts(topics).order_by(*newest_first)[start : start + PAGE_SIZE + 1])
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE, place.page > 1


def _paging(rows: list[Topic], sort: str, place: Place, has_next: bool, has_previous: bool, total: int) -> dict[str, object]:
    if not rows:
        return {"page": place.page}
    if place.page:
        numbered = min(NUMBERED_PAGES, max(place.page + has_next, -(-total // PAGE_SIZE)))
        leads_on = has_next and place.page == NUMBERED_PAGES
        return {
            "page": place.page,
            "page_numbers": tuple(range(1, numbered + 1)) if numbered > 1 else (),
            "previous_page": place.page - 1 or None,
            "next_page": place.page + 1 if has_next and not leads_on else None,
            "next_key": encode_key(rows[-1], sort) if leads_on else "",
        }
    return {
        "page": 0,
        "next_key": encode_key(rows[-1], sort) if has_next else "",
        "previous_key": encode_key(rows[0], sort) if has_previous else "",
    }


def _with_parts(topics: QuerySet) -> QuerySet:
    return topics.select_related("board", "asker", "product").prefetch_related("tags")


def _narrowed(topics: QuerySet, filters: TopicFilters, below: list[int] | None) -> QuerySet:
    if below is not None:
        topics = topics.filter(board__in=below)
    if filters.tag:
        topics = topics.filter(tagged__tag__slug=filters.tag)
    if filters.language:
        topics = topics.filter(language=filters.language)
    return topics


def _which(topics: QuerySet, which: str, user: User | AnonymousUser) -> QuerySet:
    match which:
        case "unanswered":
            return topics.unanswered()
        case "unsolved":
            return topics.unsolved()
        case "solved":
            return topics.solved()
        case "mine":
            return topics.asked_by(user)
    return topics


def _counts(user: User | AnonymousUser, filters: TopicFilters, base: QuerySet) -> dict[str, int]:
    def count() -> dict[str, int]:
        return base.aggregate(
            all=Count("pk"),
            unanswered=Count("pk", filter=Q(reply_count=0)),
            solved=Count("pk", filter=Q(accepted_count__gt=0)),
            unsolved=Count("pk", filter=Q(accepted_count=0)),
        )

    return cache.get_or_set(_cache_key("counts", user, filters.board, filters.tag, filters.language), count, COUNTS_SECONDS)


def _tag_choices(user: User | AnonymousUser, filters: TopicFilters) -> tuple[tuple[str, str], ...]:
    """The most used tags of visible topics, by name; the chosen one is always there."""

    def choose() -> list[tuple[str, str]]:
        visible = Q(
            topic_tags__content_object__is_hidden=False,
            topic_tags__content_object__board__effective_audience__in=audiences_for(user),
        )
        used = Tag.objects.filter(visible).annotate(uses=Count("topic_tags")).order_by("-uses", "name")
        return sorted(used.values_list("slug", "name")[:TAG_CHOICES], key=lambda tag: tag[1].casefold())

    choices = cache.get_or_set(_cache_key("tags", user), choose, COUNTS_SECONDS)
    if filters.tag and filters.tag not in dict(choices):
        choices = [*choices, (filters.tag, filters.tag)]
    return tuple(choices)


def _cache_key(name: str, user: User | AnonymousUser, *parts: str) -> str:
    # People with the same audiences see the same lists. Tags come from addresses: only their safe hash goes into a key.
    words = ":".join((*audiences_for(user), *parts))
    return f"forum:{name}:{generation()}:{hashlib.sha256(words.encode()).hexdigest()[:32]}"
