"""The start page: subjects with counts, and the articles that help most people now."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, F

from articles.models import Answer, ArticlePage, ArticleVote
from articles.selectors.listing import home_places
from articles.selectors.rows import FIELDS, ArticleRow, rows_of
from articles.selectors.tree import Reader, SectionTile, sections_under

SHOWN = 5
# Long enough that a small site has votes at all, short enough that "now" is true.
NOW_DAYS = 30


@dataclass(frozen=True)
class HomeView:
    """`is_empty`: nothing for this reader to browse yet. `is_voted`: at least one of `helping` was voted for."""

    sections: list[SectionTile]
    article_count: int
    helping: list[ArticleRow]
    is_voted: bool
    updated_at: datetime.datetime | None

    @property
    def is_empty(self) -> bool:
        return not self.article_count


def home_view(*, user: Reader, language: str, now: datetime.datetime) -> HomeView:
    """Seven queries, whatever the number of articles."""
    sections, count = sections_under(home_places(language), user=user, language=language)
    readable = ArticlePage.objects.one_per_content(language=language, user=user).listed()
    # More than are shown, because some may be hidden from this reader.
    voted = (
        ArticleVote.objects.filter(is_counted=True, answer=Answer.YES, created_at__gte=now - datetime.timedelta(days=NOW_DAYS))
        .values("article__translation_key")
        .annotate(count=Count("pk"))
        .order_by("-count", "article__translation_key")[: SHOWN * 4]
    )
    rank = {values["article__translation_key"]: position for position, values in enumerate(voted)}
    helping = sorted(
        readable.filter(translation_key__in=rank).values(*FIELDS), key=lambda values: rank[values["translation_key"]]
    )[:SHOWN]
    newest = list(readable.order_by(F("last_published_at").desc(nulls_last=True), "pk").values(*FIELDS)[:SHOWN])
    shown = {values["pk"] for values in helping}
    fill = [values for values in newest if values["pk"] not in shown]
    return HomeView(
        sections=sections,
        article_count=count,
        helping=rows_of((helping + fill)[:SHOWN], reader_language=language),
        is_voted=bool(helping),
        updated_at=newest[0]["last_published_at"] if newest else None,
    )
