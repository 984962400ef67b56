"""Writing a batch of converted rows: pages in the tree, their revisions, and where they came from. One transaction.

Wagtail's add_child and publish ask the database some forty times a page. A batch asks the same questions once: the last
child and the slugs of each section, the tags, the products; the rows themselves are then plain inserts.
"""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from taggit.models import Tag
from wagtail.models import Locale, Page, Revision

from articles.importing.catalogue import key_of
from articles.importing.converting import Converted
from articles.importing.rows import SourceRow
from articles.importing.sections import SectionFinder
from articles.models import ArticlePage, ArticleTag, ImportedArticle, SectionPage
from kbsite.catalog.models import Product
from kbsite.catalog.naming import product_named

MAX_SLUG_CHARS = 100


@dataclass(frozen=True)
class Written:
    """How many pages a batch made and changed, and rows left alone: (row, why)."""

    created: int = 0
    updated: int = 0
    kept: tuple[tuple[SourceRow, str], ...] = ()


@dataclass
class BatchWriter:
    """Holds what stays the same between batches of one run."""

    source: str
    sections: SectionFinder
    _products: dict[str, Product | None] = field(default_factory=dict)
    _tags: dict[str, Tag] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self._article_type = ContentType.objects.get_for_model(ArticlePage)
        self._page_type = ContentType.objects.get_for_model(Page)

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
        taken = self._taken_translations([item for item in batch if (item.row.id, item.row.language) not in known])
        self._learn_tags(batch)
        for item in batch:
            row = item.row
            before = known.get((row.id, row.language))
            if before is not None and before.page.latest_revision_id != before.revision_id:
                kept.append((row, "was edited here after it was imported"))
            elif before is not None:
                changed.append((item, before))
            elif (row.id, row.language) in taken:
                kept.append((row, "a translation that was made here stands in its place"))
            else:
                section = self.sections.section_for(self.sections.path_of(row.section), row.language)
                new.setdefault(section, []).append(item)
        for section, items in new.items():
            self._create(section, items)
        for item, before in changed:
            self._update(item, before)
        return Written(created=sum(map(len, new.values())), updated=len(changed), kept=tuple(kept))

    def _taken_translations(self, items: list[Converted]) -> set[tuple[str, str]]:
        """Rows whose content already has a page in their language that no import made."""
        id_of = {key_of(self.source, item.row.id): item.row.id for item in items}
        found = Page.objects.filter(translation_key__in=id_of).values_list("translation_key", "locale__language_code")
        return {(id_of[key], language) for key, language in found}

    def _create(self, section: SectionPage, items: list[Converted]) -> None:
        # Locked, so that nobody adds a child with the same tree path meanwhile.
        parent = Page.objects.select_for_update().get(pk=section.pk)
        children = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
        slugs = set(children.values_list("slug", flat=True))
        last = children.order_by("-path").first()
        path = last.path if last else None
        pages: list[ArticlePage] = []
        for item in items:
            path = Page(path=path)._inc_path() if path else Page._get_path(parent.path, parent.depth + 1, 1)
            page = self._page(item, slug=_free_slug(item.row.title, slugs), path=path, depth=parent.depth + 1)
            page._cached_parent_obj = parent
            page.save(clean=False, log_action=None)
            pages.append(page)
        Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(pages))
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

    def _page(self, item: Converted, *, slug: str, path: str, depth: int) -> ArticlePage:
        row = item.row
        page = ArticlePage(
            slug=slug,
            path=path,
            depth=depth,
            numchild=0,
            locale=self._locales[row.language],
            translation_key=key_of(self.source, row.id),
            live=True,
            has_unpublished_changes=False,
            first_published_at=row.created_at or timezone.now(),
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
        page.last_published_at = page.latest_revision_created_at = row.updated_at or timezone.now()
        product = self._product(row.product)
        page.products = [product] if product else []
        page.tagged_items = [ArticleTag(tag=self._tags[name.lower()]) for name in _distinct_ignoring_case(row.tags)]

    def _update(self, item: Converted, before: ImportedArticle) -> None:
        page = before.page
        self._fill(page, item)
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
        """A published revision of each page, dated as the source dates it."""
        revisions = Revision.objects.bulk_create(
            Revision(
                content_type=self._article_type,
                base_content_type=self._page_type,
                object_id=str(page.pk),
                created_at=page.latest_revision_created_at,
                object_str=page.title[:255],
                content=page.serializable_data(),
            )
            for page in pages
        )
        for page, revision in zip(pages, revisions, strict=True):
            page.latest_revision = page.live_revision = revision
            Page.objects.filter(pk=page.pk).update(latest_revision=revision, live_revision=revision)
        return revisions

    def _product(self, name: str) -> Product | None:
        if name not in self._products:
            self._products[name] = product_named(name=name)
        return self._products[name]

    def _learn_tags(self, batch: list[Converted]) -> None:
        """All tags of the batch, found ignoring case or made."""
        wanted = {name.lower(): name for item in batch for name in item.row.tags}
        missing = [name for lower, name in wanted.items() if lower not in self._tags]
        for name in missing:
            tag = Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)
            self._tags[name.lower()] = tag


def _distinct_ignoring_case(names: tuple[str, ...]) -> list[str]:
    return list({name.lower(): name for name in names}.values())


def _free_slug(title: str, slugs: set[str]) -> str:
    """A slug no sibling has; it is taken from then on."""
    wanted = candidate = slugify(title)[:MAX_SLUG_CHARS].strip("-") or "article"
    number = 2
    while candidate in slugs:
        candidate = f"{wanted}-{number}"
        number += 1
    slugs.add(candidate)
    return candidate
