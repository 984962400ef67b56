"""Broken links: what an article links to on this site and readers cannot open.

The worker reads the links of each published version once (and, as it is reading, what pictures say); whether they lead
anywhere is asked when the list is opened, so a page that is unpublished shows up at once, and one that is back is gone from it.
"""

import json
import re
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from articles.models import ArticleLink, ArticlePage, LinksRead
from articles.upkeep.lists import Chosen, Row, WorkList, register_work_list
from articles.upkeep.own import edit_address, owner_name
from articles.upkeep.pictures import pictures_without_words

BATCH = 50
_TAG = re.compile(r"<a\s[^>]*>")
_PAGE_ID = re.compile(r'\sid="(\d{1,18})"')
_CONTENT = re.compile(r'\shref="/articles/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/')


def register_broken_links() -> None:
    register_work_list(
        WorkList(
            name="broken-links",
            order=50,
            label=gettext_lazy("Broken links"),
            meaning=gettext_lazy(
                "Links to articles and subjects of this site that are gone or not published. Readers see the words without "
                "the link."
            ),
            empty=gettext_lazy("Every link to a page of this site leads somewhere."),
            count=lambda chosen: _broken(chosen).count(),
            rows=_rows,
        )
    )


def read_links() -> int:
    """Worker job: read the links of versions that were published since; returns how many articles were read."""
    is_read = LinksRead.objects.filter(article=OuterRef("pk"), revision_id=OuterRef("live_revision_id"))
    waiting = ArticlePage.objects.filter(~Exists(is_read), live=True, live_revision__isnull=False).order_by("pk")[:BATCH]
    articles = list(waiting)
    for article in articles:
        read_links_of(article)
    return len(articles)


@transaction.atomic
def read_links_of(article: ArticlePage) -> None:
    """Links and the note that they were read are one transaction; doing it twice changes nothing."""
    ArticleLink.objects.filter(article=article).delete()
    ArticleLink.objects.bulk_create(ArticleLink(article=article, target_key=key) for key in _targets(article))
    seen = {"revision_id": article.live_revision_id, "pictures_without_words": pictures_without_words(article)}
    LinksRead.objects.update_or_create(article=article, defaults=seen)


def _targets(article: ArticlePage) -> set[UUID | None]:
    """Links by content as they are; page links of the editor by the content of the page."""
    # Stored as JSON, in which a quote inside a text is written with a backslash.
    text = json.dumps(list(article.body.raw_data), ensure_ascii=False).replace('\\"', '"')
    ids: set[int] = set()
    keys: set[UUID | None] = set()
    for tag in _TAG.findall(text):
        if 'linktype="page"' in tag and (found := _PAGE_ID.search(tag)):
            ids.add(int(found[1]))
        elif found := _CONTENT.search(tag):
            keys.add(UUID(found[1]))
    known = dict(Page.objects.filter(pk__in=ids).values_list("pk", "translation_key")) if ids else {}
    return keys | {known.get(page_id) for page_id in ids}


def _broken(chosen: Chosen) -> QuerySet[ArticleLink]:
    reachable = Page.objects.filter(translation_key=OuterRef("target_key"), live=True)
    return ArticleLink.objects.filter(~Exists(reachable), article__in=chosen.published().values("pk"))


def _rows(chosen: Chosen, start: int, stop: int) -> list[Row]:
    found = list(_broken(chosen).select_related("article__owner", "article__locale").order_by("article_id", "pk")[start:stop])
    titles = dict(
        Page.objects.filter(translation_key__in={one.target_key for one in found} - {None})
        .order_by("-pk")
        .values_list("translation_key", "title")
    )
    return [
        Row(
            title=one.article.title,
            language=one.article.locale.language_code,
            why=(
                _("“%(title)s” is not published") % {"title": titles[one.target_key]}
                if one.target_key in titles
                else _("leads to a page that is no longer there")
            ),
            url=edit_address(one.article_id),
            owner=owner_name(one.article),
        )
        for one in found
    ]
