"""Writing a batch of converted rows: pages in the tree, their revisions, and where they came from. One transaction.

A batch asks the same questions once: the last child and the slugs of each section, the tags, the products; the rows themselves
are then plain inserts.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Locale, Page, Revision

from articles.importing.children import add_articles, add_revision
from articles.importing.converting import Converted
from articles.importing.rows import SourceRow
from articles.importing.sections import SectionFinder
from articles.models import ArticlePage, ArticleTag, ImportedArticle, SectionPage
from kbsite.accounts.models import User
from kbsite.catalog.models import Product
from kbsite.catalog.naming import product_named


@dataclass(frozen=True)
class Written:
    """How many pages a batch made and changed, rows left alone: (row, why), and what was not found: (row, what, which)."""

    created: int = 0
    updated: int = 0
    kept: tuple[tuple[SourceRow, str], ...] = ()
    findings: tuple[tuple[SourceRow, str, str], ...] = ()


@dataclass
class BatchWriter:
    """Holds what stays the same between batches of one run."""

    source: str
    sections: SectionFinder
    _products: dict[str, Product | None] = field(default_factory=dict)
    _tags: dict[str, Tag] = field(default_factory=dict)
    _people: dict[str, User | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._locales = {locale.language_code: locale for locale in Locale.objects.all()}

    def write(self, batch: list[Converted], known: dict[tuple[str, str], ImportedArticle]) -> Written:
        """`known` are the batch's rows that were imported before, by id and language. All or nothing."""
        try:
            with transaction.atomic():
                return self._write(batch, known)
        except BaseException:
            # What was remembered may just have been rolled back.
            self.sections.forget()
            self._products.clear()
            self._tags.clear()
            raise

    def _write(self, batch: list[Converted], known: dict[tuple[str, str], ImportedArticle]) -> Written:
        kept: list[tuple[SourceRow, str]] = []
        new: dict[SectionPage, list[Converted]] = {}
        changed: list[tuple[Converted, ImportedArticle]] = []
        taken = self.taken_translations([item for item in batch if (item.row.id, item.row.language) not in known])
        self._learn_tags(batch)
        lost = self._learn_people(batch)
        for item in batch:
            row = item.row
            before = known.get((row.id, row.language))
            if why := why_kept(item, before, taken):
                kept.append((row, why))
            elif before is not None:
                changed.append((item, before))
            else:
                section = self.sections.section_for(self.sections.path_of(row.section), row.language)
                new.setdefault(section, []).append(item)
        for section, items in new.items():
            self._create(section, items)
        for item, before in changed:
            self._update(item, before)
        return Written(
            created=sum(map(len, new.values())),
            updated=len(changed),
            kept=tuple(kept),
            findings=tuple((row, "unknown owner", row.owner) for row in lost),
        )

    def taken_translations(self, items: list[Converted]) -> set[tuple[UUID, str]]:
        """Contents and languages of rows that already have a page that no import of this source made."""
        found = Page.objects.filter(translation_key__in={item.key for item in items})
        return set(found.values_list("translation_key", "locale__language_code"))

    def _create(self, section: SectionPage, items: list[Converted]) -> None:
        pages = [self._page(item) for item in items]
        add_articles(section, pages)
        revisions = self._publish(pages)
        ImportedArticle.objects.bulk_create(
            ImportedArticle(
                source=self.source,
                external_id=item.row.id,
                language=item.row.language,
                page=page,
                row_hash=item.row.hash,
                linked_hash="" if item.row.see_also else item.row.hash,
                revision_id=revision.pk,
                source_url=item.row.url,
                licence=item.row.licence,
            )
            for item, page, revision in zip(items, pages, revisions, strict=True)
        )

    def _page(self, item: Converted) -> ArticlePage:
        row = item.row
        page = ArticlePage(
            locale=self._locales[row.language],
            translation_key=item.key,
            live=not row.is_draft,
            has_unpublished_changes=row.is_draft,
            first_published_at=None if row.is_draft else row.created_at or timezone.now(),
        )
        self._fill(page, item)
        return page

    def _fill(self, page: ArticlePage, item: Converted) -> None:
        row = item.row
        page.title = page.draft_title = row.title
        page.summary = item.summary
        page.body = ArticlePage._meta.get_field("body").to_python(item.body)
        page.audience = row.audience
        page.confidence = row.confidence
        page.translated_share = row.translated_share
        page.owner = self._people.get(row.owner)
        page.review_by = row.review_by
        page.latest_revision_created_at = row.updated_at or timezone.now()
        page.last_published_at = None if row.is_draft else page.latest_revision_created_at
        page.products = [product for name in row.products if (product := self._product(name)) is not None]
        page.tagged_items = [ArticleTag(tag=self._tags[name.lower()]) for name in _distinct_ignoring_case(row.tags)]

    def _update(self, item: Converted, before: ImportedArticle) -> None:
        page = before.page
        self._fill(page, item)
        page.live = not item.row.is_draft
        page.has_unpublished_changes = item.row.is_draft
        if page.live and page.first_published_at is None:
            page.first_published_at = item.row.created_at or timezone.now()
        page.save(clean=False, log_action=None)
        (revision,) = self._publish([page])
        before.row_hash = item.row.hash
        # Rows that it is linked with may have changed too.
        before.linked_hash = ""
        before.revision_id = revision.pk
        before.source_url = item.row.url
        before.licence = item.row.licence
        before.save()

    def _publish(self, pages: list[ArticlePage]) -> list[Revision]:
        """A revision of each page, dated as the source dates it; of drafts it is not published."""
        revisions = Revision.objects.bulk_create(
            add_revision(page, content=page.serializable_data(), created_at=page.latest_revision_created_at) for page in pages
        )
        for page, revision in zip(pages, revisions, strict=True):
            page.latest_revision = revision
            page.live_revision = revision if page.live else None
            Page.objects.filter(pk=page.pk).update(latest_revision=revision, live_revision=page.live_revision)
        return revisions

    def _product(self, name: str) -> Product | None:
        if name not in self._products:
            self._products[name] = product_named(name=name)
        return self._products[name]

    def _learn_people(self, batch: list[Converted]) -> list[SourceRow]:
        """The owners that the rows name by user name or address; returns the rows whose owner nobody here is."""
        for name in {item.row.owner for item in batch if item.row.owner} - self._people.keys():
            self._people[name] = person_named(name)
        return [item.row for item in batch if item.row.owner and self._people[item.row.owner] is None]

    def _learn_tags(self, batch: list[Converted]) -> None:
        """All tags of the batch, found ignoring case or made."""
        wanted = {name.lower(): name for item in batch for name in item.row.tags}
        missing = [name for lower, name in wanted.items() if lower not in self._tags]
        for name in missing:
            tag = Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)
            self._tags[name.lower()] = tag


def why_kept(item: Converted, before: ImportedArticle | None, taken: set[tuple[UUID, str]]) -> str:
    """Why a row is left alone; empty when it is not."""
    if before is not None:
        is_edited = before.page.latest_revision_id != before.revision_id
        return "was edited here after it was imported" if is_edited else ""
    if (item.key, item.row.language) not in taken:
        return ""
    if item.row.content:
        return "is an article of this site already"
    return "a translation that was made here stands in its place"


def person_named(name: str) -> User | None:
    """Somebody who can sign in, by user name or address; None for nobody."""
    people = User.objects.filter(is_active=True, imported_from="")
    return people.filter(username=name).first() or people.filter(email__iexact=name).first()


def _distinct_ignoring_case(names: tuple[str, ...]) -> list[str]:
    return list({name.lower(): name for name in names}.values())
