"""Shaped reads: what a topic or contact was answered with, what answered the like before, how alive an article is."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import get_language

from articles.addresses import address_for
from articles.models import ArticlePage, ArticleReuse
from articles.reusing.picking import Pick, picks_of
from articles.reusing.places import Reader, Spot, kin_of

HINTS_AT_MOST = 2
# Several replies of one topic, or several messages of one contact, answered one question.
QUESTIONS = Count("place_key", distinct=True)


@dataclass(frozen=True)
class Reused:
    """In how many topics and contacts an article was the answer, and when last; `by_desk_at` is the desk's own last use."""

    questions: int
    last_at: datetime.datetime | None
    by_desk_at: datetime.datetime | None


@dataclass(frozen=True)
class LinkedArticle:
    """One that the desk linked by hand, for this reader."""

    key: UUID
    title: str
    url: str
    language: str


@dataclass(frozen=True)
class Hint:
    """`pick` answered `questions` of the same or of similar ones before."""

    questions: int
    pick: Pick


def reuse_of(article_key: UUID) -> Reused:
    return reuse_of_each([article_key]).get(article_key, Reused(0, None, None))


def reuse_of_each(article_keys: Collection[UUID]) -> dict[UUID, Reused]:
    """One query; an article that was never reused is missing."""
    rows = (
        ArticleReuse.objects.filter(article_key__in=article_keys)
        .values("article_key")
        .annotate(questions=QUESTIONS, last_at=Max("at"), by_desk_at=Max("at", filter=Q(is_by_desk=True)))
    )
    return {row["article_key"]: Reused(row["questions"], row["last_at"], row["by_desk_at"]) for row in rows}


def linked_articles(place: str, key: str, *, user: Reader) -> tuple[LinkedArticle, ...]:
    """One query; nothing that this reader may not read."""
    language = get_language() or "en"
    by_hand = ArticleReuse.objects.filter(place=place, place_key=key, text_key="").values("article_key")
    articles = ArticlePage.objects.one_per_content(language=language, user=user).filter(translation_key__in=by_hand)
    return tuple(
        LinkedArticle(key, title, address_for(url_path, language=own, reader_language=language), own)
        for key, title, url_path, own in articles.order_by("title", "pk").values_list(
            "translation_key", "title", "url_path", "locale__language_code"
        )
    )


def answered_before(spot: Spot, *, user: Reader) -> tuple[Hint, ...]:
    """The articles that answered the same need or a similar question most often, the spot itself left out. Two queries of its
    own, and those of the rooms that say what is alike."""
    alike = Q(pk__in=[])
    for kin in kin_of(spot, user=user):
        for place, keys in kin.items():
            alike |= Q(place=place, place_key__in=keys)
    counted = (
        ArticleReuse.objects.filter(alike)
        .exclude(place=spot.place, place_key=spot.key)
        .values("article_key")
        .annotate(questions=QUESTIONS, last_at=Max("at"))
        .order_by("-questions", "-last_at")[: 2 * HINTS_AT_MOST]
    )
    questions = {row["article_key"]: row["questions"] for row in counted}
    picks = picks_of(questions.keys(), spot=spot, user=user, today=timezone.localdate()) if questions else {}
    return tuple(Hint(count, picks[key]) for key, count in questions.items() if key in picks)[:HINTS_AT_MOST]
