"""Lists of articles: one row each, two queries whatever their number."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from articles.addresses import address_for, own_address
from articles.audiences import STEP
from articles.models import SectionPage
from articles.querysets import ArticleQuerySet
from kbsite.accounts.audience import Audience

FIELDS = (
    "pk",
    "title",
    "summary",
    "path",
    "url_path",
    "translation_key",
    "locale__language_code",
    "last_published_at",
    "effective_audience",
)


@dataclass(frozen=True)
class ArticleRow:
    """`section` is empty where the list itself says it. `audience` is None for everybody, else the words for it."""

    pk: int
    key: UUID
    title: str
    summary: str
    address: str
    own_address: str
    language: str
    is_in_other_language: bool
    updated_at: datetime.datetime | None
    section: str
    audience: str | None


def article_rows(articles: ArticleQuerySet, *, reader_language: str) -> list[ArticleRow]:
    """The rows in the order of `articles`, which the caller has filtered with visible_to."""
    return rows_of(list(articles.values(*FIELDS)), reader_language=reader_language)


def rows_of(found: list[dict[str, object]], *, reader_language: str, with_sections: bool = True) -> list[ArticleRow]:
    titles = _section_titles(str(values["path"])[:-STEP] for values in found) if with_sections else {}
    return [_row(values, titles, reader_language) for values in found]


def _section_titles(paths: Iterable[str]) -> dict[str, str]:
    """An article that may be read lies in sections that may be read; only an unpublished one is not named."""
    return dict(SectionPage.objects.filter(path__in=set(paths), live=True).values_list("path", "title"))


def _row(values: dict, titles: dict[str, str], reader_language: str) -> ArticleRow:
    language = values["locale__language_code"]
    audience = Audience(values["effective_audience"])
    return ArticleRow(
        pk=values["pk"],
        key=values["translation_key"],
        title=values["title"],
        summary=values["summary"],
        address=address_for(values["url_path"], language=language, reader_language=reader_language),
        own_address=own_address(values["url_path"], language),
        language=language,
        is_in_other_language=language != reader_language,
        updated_at=values["last_published_at"],
        section=titles.get(values["path"][:-STEP], ""),
        audience=None if audience == Audience.PUBLIC else str(audience.label),
    )
