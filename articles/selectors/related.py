"""Articles beside an article: those that an editor picked, then those that search finds alike; and the way on in its section."""

from dataclasses import dataclass
from uuid import UUID

from articles.models import ArticlePage, Confidence
from articles.selectors.facts import RELATED_AT_MOST, Neighbours
from articles.selectors.named import Named
from articles.selectors.rows import ArticleRow, rows_of


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
    named: Named,
    language: str,
) -> Beside:
    """At most RELATED_AT_MOST related ones, each in the version that serves the reader best, never the page's own content.

    All of them from among the `named`: no query.
    """
    wanted = [key for key in dict.fromkeys([*picked, *alike]) if key != page.translation_key]
    best = [named[key][0] for key in dict.fromkeys([*wanted, neighbours.before, neighbours.after]) if key in named]
    listed = [row for row in best if row["confidence"] != Confidence.ARCHIVED]
    rows = rows_of(listed, reader_language=language, with_sections=False)
    by_key = {row.key: row for row in rows}
    return Beside(
        related=[by_key[key] for key in wanted if key in by_key][:RELATED_AT_MOST],
        before=by_key.get(neighbours.before) if neighbours.before else None,
        after=by_key.get(neighbours.after) if neighbours.after else None,
    )
