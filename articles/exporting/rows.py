"""A page -> its row: what editors see of it, in words that hold on every site. The same page always gives the same row."""

import datetime
import json
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.db.models.functions import Left, Length
from wagtail.models import Page

from articles.addresses import path_in_site
from articles.audiences import STEP
from articles.exporting.bodies import portable_body
from articles.exporting.names import Names
from articles.models import ArticlePage, ArticleSource, ImportedArticle, SectionPage

Row = dict[str, object]
CHUNK = 100
# Fields that are the same on every site, as Wagtail writes them into a revision.
SECTION_FIELDS = ("title", "slug", "seo_title", "search_description", "intro", "icon", "audience", "go_live_at", "expire_at")
ARTICLE_FIELDS = (
    *("title", "slug", "seo_title", "search_description", "summary", "audience", "confidence", "review_by", "product_versions"),
    *("translated_share", "go_live_at", "expire_at"),
)


def section_rows(names: Names) -> Iterator[Row]:
    """Language by language, as they stand in the tree."""
    sections = SectionPage.objects.select_related(*_ALONG).order_by("locale__language_code", "path")
    for section in sections.iterator(chunk_size=CHUNK):
        yield section_row(section, names)


def section_row(section: SectionPage, names: Names) -> Row:
    return _row(section, SECTION_FIELDS, names)


def article_rows(names: Names) -> Iterator[Row]:
    """Language by language and section by section, as they stand in the tree."""
    # Whether a section stands before or after the articles beside it shows nowhere; an import makes the sections first.
    articles = ArticlePage.objects.annotate(above=Left("path", Length("path") - STEP))
    for _page, row in rows_of(articles.order_by("locale__language_code", "above", "path"), names):
        yield row


def rows_of(articles: QuerySet[ArticlePage], names: Names) -> Iterator[tuple[ArticlePage, Row]]:
    found = articles.select_related(*_ALONG, "imported_as").prefetch_related("sources")
    for page in found.iterator(chunk_size=CHUNK):
        yield page, article_row(page, names)


def article_row(page: ArticlePage, names: Names) -> Row:
    imported = getattr(page, "imported_as", None)
    return {
        **_row(page, ARTICLE_FIELDS, names),
        "imported": _imported(imported, page) if imported is not None else None,
        "sources": [_source(source, page, names) for source in sorted(page.sources.all(), key=_source_order)],
    }


_ALONG = ("locale", "latest_revision", "live_revision", "alias_of__locale")


def _row(page: ArticlePage | SectionPage, fields: tuple[str, ...], names: Names) -> Row:
    """Of a page that readers see, what they see, and the draft beside it; of any other, its latest draft."""
    latest = page.latest_revision
    shows_draft = latest is not None and (page.has_unpublished_changes or not page.live)
    seen = page.serializable_data()
    if not page.live and latest is not None:
        seen, shows_draft = {**seen, **latest.content}, False
    return {
        "content": str(page.translation_key),
        "lang": page.locale.language_code,
        "section": path_in_site(page.url_path).strip("/").split("/")[:-1],
        **_version(seen, fields, names),
        "owner": names.person(page.owner_id),
        "live": page.live,
        "expired": page.expired,
        "first_published_at": _moment(page.first_published_at),
        "last_published_at": _moment(page.last_published_at),
        "changed_at": _moment(page.latest_revision_created_at),
        "published_version_at": _moment(page.live_revision.created_at if page.live_revision else None),
        "scheduled_for": _moment(latest.approved_go_live_at if latest else None),
        "same_as": page.alias_of.locale.language_code if page.alias_of else "",
        "draft": _version(latest.content, fields, names) if shows_draft else None,
    }


def _version(content: Row, fields: tuple[str, ...], names: Names) -> Row:
    version: Row = {name: _plain(content.get(name)) for name in fields}
    if "body" not in content:
        return version
    body = content["body"]
    stream = json.loads(body) if isinstance(body, str) else body
    related = sorted(content.get("related_articles") or [], key=lambda one: (one.get("sort_order") or 0, one.get("pk") or 0))
    return {
        **version,
        "products": names.products(content.get("products") or []),
        "tags": names.tags([one["tag"] for one in content.get("tagged_items") or []]),
        "related": [list(name) for one in related if (name := names.page(one["article"]))],
        "replaced_by": list(names.page(content.get("replaced_by")) or ()),
        "reviewer": names.person(content.get("reviewer")),
        "body": portable_body(stream or [], names),
    }


def _imported(imported: ImportedArticle, page: Page) -> Row:
    return {
        "source": imported.source,
        "id": imported.external_id,
        "url": imported.source_url,
        "licence": imported.licence,
        "row_hash": imported.row_hash,
        "linked_hash": imported.linked_hash,
        "edited_here": imported.revision_id is None or imported.revision_id != page.latest_revision_id,
    }


def _source_order(source: ArticleSource) -> tuple[str, str, str]:
    return source.kind, source.key, source.answer_key


def _source(source: ArticleSource, page: Page, names: Names) -> Row:
    return {
        "kind": source.kind,
        "key": source.key,
        "answer": source.answer_key,
        "is_update": source.is_update,
        "is_published": page.live_revision_id is not None and source.revision_id <= page.live_revision_id,
        "made_by": names.person(source.made_by_id),
        "made_at": _moment(source.made_at),
        "contributor": names.person(source.contributor_id),
        "credit": source.credit,
        "announced_at": _moment(source.announced_at),
    }


def _plain(value: object) -> object:
    """As revisions have it already: dates as text."""
    return value.isoformat() if isinstance(value, datetime.date) else value


def _moment(value: datetime.datetime | None) -> str | None:
    return value.astimezone(datetime.UTC).isoformat() if value else None


def as_lines(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"
