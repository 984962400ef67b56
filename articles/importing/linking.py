"""The second pass: articles that name each other are put beside each other, once all of them are there."""

from django.db import transaction
from wagtail.models import Revision

from articles.importing.catalogue import Catalogue
from articles.importing.converting import related_ids
from articles.importing.rows import SourceRow
from articles.models import ArticlePage, ImportedArticle, RelatedArticle
from articles.querysets import language_order

MAX_RELATED = 8


@transaction.atomic
def link_batch(rows: list[SourceRow], catalogue: Catalogue) -> list[tuple[SourceRow, str]]:
    """Set the hand-picked articles of these rows' pages. Returns (row, name) for names that mean nothing here.

    Rows are left alone whose links are already those of the row that was imported.
    """
    lost: list[tuple[SourceRow, str]] = []
    todo = _unlinked(rows, catalogue.source)
    wanted: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if (row.id, row.language) in todo:
            found, missing = related_ids(row, catalogue)
            wanted[row.id, row.language] = found[:MAX_RELATED]
            lost.extend((row, name) for name in missing)
    pages = _pages_of({external_id for found in wanted.values() for external_id in found}, catalogue.source)
    for (external_id, language), found in wanted.items():
        imported = todo[external_id, language]
        targets = [_version(pages, name, language) for name in found]
        _relate(imported, [target for target in targets if target is not None])
    return lost


def _unlinked(rows: list[SourceRow], source: str) -> dict[tuple[str, str], ImportedArticle]:
    found = ImportedArticle.objects.filter(source=source, external_id__in={row.id for row in rows}).select_related("page")
    by_key = {(imported.external_id, imported.language): imported for imported in found}
    return {key: imported for key, imported in by_key.items() if imported.linked_hash != imported.row_hash}


def _pages_of(external_ids: set[str], source: str) -> dict[tuple[str, str], int]:
    found = ImportedArticle.objects.filter(source=source, external_id__in=external_ids)
    return {(external_id, language): page for external_id, language, page in found.values_list("external_id", "language", "page")}


def _version(pages: dict[tuple[str, str], int], external_id: str, language: str) -> int | None:
    return next((pages[external_id, code] for code in language_order(language) if (external_id, code) in pages), None)


def _relate(imported: ImportedArticle, targets: list[int]) -> None:
    page: ArticlePage = imported.page
    RelatedArticle.objects.filter(page=page).delete()
    RelatedArticle.objects.bulk_create(
        RelatedArticle(page=page, article_id=target, sort_order=order) for order, target in enumerate(dict.fromkeys(targets))
    )
    # The revision is what an editor opens; without the links in it, the next edit would lose them.
    revision = Revision.objects.filter(pk=imported.revision_id).first()
    if revision is not None:
        revision.content["related_articles"] = page.serializable_data()["related_articles"]
        Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    imported.linked_hash = imported.row_hash
    imported.save(update_fields=["linked_hash"])
