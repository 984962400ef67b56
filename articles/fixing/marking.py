"""The editor's word: this version is the fix. Telling waits until it is published."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from articles.models import ArticleFix, ArticlePage, FixRequest
from kbsite.accounts.models import User

MAX_NOTE_CHARS = 300


@dataclass(frozen=True)
class Markable:
    """A version that may be called the fix. `told` is how many would hear of it."""

    revision: Revision
    is_published: bool
    told: int


def versions_to_mark(article: ArticlePage) -> list[Markable]:
    """The published version and a newer draft, as far as somebody waits for something newer and nobody has marked them."""
    waiting = list(FixRequest.objects.waiting().filter(article=article).values_list("vote__revision_id", flat=True))
    marked = set(ArticleFix.objects.filter(article=article).values_list("revision_id", flat=True))
    ids = {article.live_revision_id, article.latest_revision_id} - marked - {None}
    found = [
        Markable(revision, revision.pk == article.live_revision_id, sum(said < revision.pk for said in waiting))
        for revision in Revision.objects.filter(pk__in=ids).order_by("pk")
        # A draft that is older than what readers see is nobody's future.
        if article.live_revision_id is None or revision.pk >= article.live_revision_id
    ]
    return [one for one in found if one.told]


@transaction.atomic
def mark_as_fix(*, article: ArticlePage, revision_id: int, by: User, note: str = "") -> ArticleFix:
    """Say that this revision fixes what readers said before it. Once a revision; the first word stays.

    Raises PermissionDenied for who may not edit the article, ValueError for a revision that is not one of `versions_to_mark`.
    """
    if not article.permissions_for_user(by).can_edit():
        raise PermissionDenied(_("You may not edit this article."))
    known = ArticleFix.objects.filter(article=article, revision_id=revision_id).first()
    if known is not None:
        return known
    if revision_id not in {one.revision.pk for one in versions_to_mark(article)}:
        raise ValueError("nobody waits for this version, or it is not one of this article")
    fix, _created = ArticleFix.objects.get_or_create(
        article=article, revision_id=revision_id, defaults={"note": note.strip()[:MAX_NOTE_CHARS], "marked_by": by}
    )
    return fix
