"""Articles beside an article: those that an editor picked, then those that search finds alike."""

from uuid import UUID

from articles.models import ArticlePage
from articles.selectors.facts import RELATED_AT_MOST
from articles.selectors.rows import FIELDS, ArticleRow, rows_of
from articles.selectors.tree import Reader


def related_articles(
    page: ArticlePage, *, picked: tuple[UUID, ...], alike: tuple[UUID, ...], user: Reader, language: str
) -> list[ArticleRow]:
    """At most RELATED_AT_MOST, each in the version that serves the reader best, never the page's own content. One query."""
    wanted = [key for key in dict.fromkeys([*picked, *alike]) if key != page.translation_key]
    rank = {key: position for position, key in enumerate(wanted)}
    versions = ArticlePage.objects.one_per_content(language=language, user=user).listed().filter(translation_key__in=wanted)
    found = sorted(versions.values(*FIELDS), key=lambda values: rank[values["translation_key"]])
    return rows_of(found[:RELATED_AT_MOST], reader_language=language, with_sections=False)
