"""Pages put below a section many at a time, and their revisions.

Wagtail's add_child and publish ask the database some forty times a page; this asks the same questions once a section.
Everything here needs a transaction.
"""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.utils.text import slugify
from wagtail.models import Page, Revision

from articles.models import ArticlePage, SectionPage

MAX_SLUG_CHARS = 100


def add_articles(section: SectionPage, pages: Sequence[ArticlePage]) -> None:
    """Below the section, after those that are there, each with its slug or the next that is free."""
    # Locked, so that nobody adds a child with the same tree path meanwhile.
    parent = Page.objects.select_for_update().get(pk=section.pk)
    children = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
    slugs = set(children.values_list("slug", flat=True))
    last = children.order_by("-path").first()
    path = last.path if last else None
    for page in pages:
        path = Page(path=path)._inc_path() if path else Page._get_path(parent.path, parent.depth + 1, 1)
        page.path, page.depth, page.numchild = path, parent.depth + 1, 0
        page.slug = _free_slug(page.slug or slugify(page.title), slugs)
        page._cached_parent_obj = parent
        page.save(clean=False, log_action=None)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(pages))


def add_revision(page: Page, *, content: dict[str, object], **fields: object) -> Revision:
    """Not saved yet: `Revision.objects.bulk_create` takes many."""
    return Revision(
        content_type=ContentType.objects.get_for_model(type(page)),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        object_str=str(content["title"])[:255],
        content=content,
        **fields,
    )


def _free_slug(wanted: str, slugs: set[str]) -> str:
    """A slug no sibling has; it is taken from then on."""
    wanted = candidate = wanted[:MAX_SLUG_CHARS].strip("-") or "article"
    number = 2
    while candidate in slugs:
        candidate = f"{wanted}-{number}"
        number += 1
    slugs.add(candidate)
    return candidate
