"""Pages of exported rows: made or changed in the transaction of their batch."""

import datetime
import json

from django.core.exceptions import ValidationError
from taggit.models import Tag
from wagtail.models import Locale, Page, Revision

from articles.exporting.rows import ARTICLE_FIELDS, SECTION_FIELDS, Row
from articles.importing.children import add_articles, add_revision
from articles.importing.own.bodies import own_body
from articles.importing.own.settling import People, Shelf
from articles.importing.rows import BadRow
from articles.models import ArticlePage, ArticleSource, ArticleTag, Credit, HomePage, ImportedArticle, SectionPage
from kbsite.catalog.models import Product
from kbsite.catalog.naming import product_named

# What the tree, the computed audience and the numbers of revisions are made of: never taken from a file.
_NOT_TOLD = ["path", "depth", "body", "content_type", "latest_revision", "live_revision", "url_path", "numchild", "draft_title"]


class Writer:
    """Holds what stays the same between batches of one run."""

    def __init__(self, people: People, shelf: Shelf) -> None:
        self._people = people
        self._shelf = shelf
        self._locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self._tags: dict[str, Tag] = {}
        self._products: dict[str, Product] = {}

    def forget(self) -> None:
        """After a transaction that was rolled back: what it made is gone."""
        self._tags.clear()
        self._products.clear()

    def new_section(self, row: Row, above: HomePage | SectionPage) -> SectionPage:
        section = SectionPage(locale=self._locales[row["lang"]], translation_key=row["content"])
        self._fill_section(section, row)
        above.refresh_from_db()
        try:
            above.add_child(instance=section)
        except ValidationError as error:
            raise BadRow(" ".join(error.messages)) from error
        self._put_revisions(section, row, SECTION_FIELDS)
        return section

    def change_section(self, section: SectionPage, row: Row) -> None:
        slug = section.slug
        self._fill_section(section, row)
        section.slug = slug
        section.save(clean=False, log_action=None)
        self._put_revisions(section, row, SECTION_FIELDS)

    def article(self, row: Row) -> ArticlePage:
        """Not saved yet. Raises BadRow when a field cannot hold what the row says."""
        page = ArticlePage(locale=self._locales[row["lang"]], translation_key=row["content"])
        self._fill_article(page, row)
        return page

    def add_articles(self, section: SectionPage, rows: list[tuple[Row, ArticlePage]]) -> None:
        add_articles(section, [page for _row, page in rows])
        for row, page in rows:
            self._finish_article(page, row)

    def change_article(self, page: ArticlePage, row: Row) -> None:
        slug = page.slug
        self._fill_article(page, row)
        page.slug = slug
        page.save(clean=False, log_action=None)
        self._finish_article(page, row)

    def _fill_section(self, section: SectionPage, row: Row) -> None:
        self._fill(section, row, SECTION_FIELDS)

    def _fill_article(self, page: ArticlePage, row: Row) -> None:
        self._fill(page, row, ARTICLE_FIELDS)
        page.body = ArticlePage._meta.get_field("body").to_python(self._body(row))
        page.reviewer_id = self._people.number_of(row["reviewer"])
        page.products = [self._product(name) for name in row["products"]]
        page.tagged_items = [ArticleTag(tag=self._tag(name)) for name in row["tags"]]

    def _fill(self, page: ArticlePage | SectionPage, row: Row, fields: tuple[str, ...]) -> None:
        for name in fields:
            try:
                setattr(page, name, page._meta.get_field(name).to_python(row[name]))
            except ValidationError as error:
                raise BadRow(f"{name}: {' '.join(error.messages)}") from error
        page.owner_id = self._people.number_of(row["owner"])
        page.draft_title = (row["draft"] or row)["title"]
        try:
            page.clean_fields(exclude=_NOT_TOLD)
        except ValidationError as error:
            raise BadRow("; ".join(f"{name}: {' '.join(said)}" for name, said in error.message_dict.items())) from error
        page.live = row["live"]
        page.expired = row["expired"]
        page.has_unpublished_changes = row["draft"] is not None or not row["live"]
        page.first_published_at = _moment(row["first_published_at"])
        page.last_published_at = _moment(row["last_published_at"])
        page.latest_revision_created_at = _moment(row["changed_at"])

    def _put_revisions(self, page: ArticlePage | SectionPage, row: Row, fields: tuple[str, ...]) -> None:
        """The version that readers see, and the draft after it; numbers that grow are what tells which came later."""
        changed_at = _moment(row["changed_at"])
        published_at = _moment(row["published_version_at"])
        content = page.serializable_data()
        made: list[Revision] = []
        if published_at is not None:
            made.append(add_revision(page, content=content, created_at=published_at))
        if changed_at is not None and (row["draft"] or published_at is None):
            draft = {**content, **self._version(page, row["draft"], fields)} if row["draft"] else content
            made.append(add_revision(page, content=draft, created_at=changed_at))
        if made:
            made[-1].approved_go_live_at = _moment(row["scheduled_for"])
        for revision in made:
            revision.save_base()
        page.live_revision = made[0] if published_at is not None else None
        page.latest_revision = made[-1] if made else None
        Page.objects.filter(pk=page.pk).update(latest_revision=page.latest_revision, live_revision=page.live_revision)

    def _version(self, page: Page, version: Row, fields: tuple[str, ...]) -> Row:
        told = {name: version[name] for name in fields}
        if "body" not in version:
            return told
        return {
            **told,
            "body": json.dumps(self._body(version)),
            "reviewer": self._people.number_of(version["reviewer"]),
            "products": [self._product(name).pk for name in version["products"]],
            "tagged_items": [{"pk": None, "tag": self._tag(name).pk, "content_object": page.pk} for name in version["tags"]],
        }

    def _finish_article(self, page: ArticlePage, row: Row) -> None:
        self._put_revisions(page, row, ARTICLE_FIELDS)
        told = row["imported"]
        if told:
            ImportedArticle.objects.update_or_create(
                page=page,
                defaults={
                    "source": told["source"],
                    "external_id": told["id"],
                    "language": row["lang"],
                    "row_hash": told["row_hash"],
                    "linked_hash": told["linked_hash"],
                    "revision_id": None if told["edited_here"] else page.latest_revision_id,
                    "source_url": told["url"],
                    "licence": told["licence"],
                },
            )
        for source in row["sources"]:
            self._put_source(page, source)

    def _put_source(self, page: ArticlePage, source: Row) -> None:
        one, _is_new = ArticleSource.objects.update_or_create(
            article=page,
            kind=source["kind"],
            answer_key=source["answer"],
            defaults={
                "key": source["key"],
                "is_update": source["is_update"],
                "revision_id": page.live_revision_id if source["is_published"] else page.latest_revision_id or 0,
                "made_by_id": self._people.number_of(source["made_by"]),
                "contributor_id": self._people.number_of(source["contributor"]),
                "credit": Credit(source["credit"]),
                "announced_at": _moment(source["announced_at"]),
            },
        )
        ArticleSource.objects.filter(pk=one.pk).update(made_at=_moment(source["made_at"]))

    def _body(self, version: Row) -> list[dict[str, object]]:
        return own_body(version["body"], self._shelf.number_of)

    def _tag(self, name: str) -> Tag:
        if name not in self._tags:
            self._tags[name] = Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)
        return self._tags[name]

    def _product(self, name: str) -> Product:
        if name not in self._products:
            self._products[name] = Product.objects.filter(name=name).first() or product_named(name=name)
        return self._products[name]


def _moment(value: str | None) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(value) if value else None
