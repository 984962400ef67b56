"""Articles beside an article: those that an editor picked, then those that search finds alike; and the way on in its section."""

from dataclasses import dataclass
from uuid import UUID

from articles.models import ArticlePage
from articles.selectors.facts import RELATED_AT_MOST, Neighbours
from articles.selectors.rows import FIELDS, ArticleRow, rows_of
from articles.selectors.tree import Reader


@dataclass(frozen=True)
class Beside:
    """`before` and `after` stand beside the page in its section; None at either end."""

    related: list[ArticleRow]
    before: ArticleRow | None
    after: ArticleRow | None


def articles_beside(
    page: ArticlePage,
    *,
    picked: tuple[UUID, ...],
    alike: tuple[UUID, ...],
    neighbours: Neighbours,
    user: Reader,
    language: str,
) -> Beside:
    """At most RELATED_AT_MOST related ones, each in the version that serves the reader best, never the page's own content.

    One query for all.
    """
    wanted = [key for key in dict.fromkeys([*picked, *alike]) if key != page.translation_key]
    versions = ArticlePage.objects.one_per_content(language=language, user=user).listed()
    found = versions.filter(translation_key__in={*wanted, neighbours.before, neighbours.after} - {None})
    rows = rows_of(list(found.values(*FIELDS)), reader_language=language, with_sections=False)
    by_key = {row.key: row for row in rows}
    return Beside(
        related=[by_key[key] for key in wanted if key in by_key][:RELATED_AT_MOST],
        before=by_key.get(neighbours.before) if neighbours.before else None,
        after=by_key.get(neighbours.after) if neighbours.after else None,
    )
