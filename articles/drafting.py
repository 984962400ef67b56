"""An article that somebody should write: a draft with its title, in the place where readers would look for it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from articles.models import ArticlePage, HomePage, SectionPage
from articles.searching import ARTICLE, SECTION
from kbsite.accounts.models import User
from kbsite.search import querying

TITLE_CHARS = 255
_LOOKED_AT = 10


@transaction.atomic
def draft_article(*, title: str, language: str, by: User) -> ArticlePage:
    """A draft under the subject that most likely holds it. Raises PermissionDenied with a sentence when nothing may be added."""
    parent = place_for(title, language=language, user=by)
    if parent is None:
        raise PermissionDenied(_("There is no subject in this language where you may add an article."))
    article = ArticlePage(
        title=title[:TITLE_CHARS], owner=by, live=False, locale=Locale.objects.get(language_code=language), body=[]
    )
    parent.add_child(instance=article)
    article.save_revision(user=by, log_action=True)
    return article


def place_for(title: str, *, language: str, user: User) -> Page | None:
    """The subject of the results that are most like it, else the first subject of that language, where this person may add."""
    candidates = [*_subjects_found(title, language, user), *_first_subjects(language, user), *_start_pages(language)]
    return next((page for page in candidates if page.permissions_for_user(user).can_add_subpage()), None)


def _subjects_found(title: str, language: str, user: User) -> list[Page]:
    found = querying.search(user=user, terms=title, language=language, page_size=_LOOKED_AT)
    pages: list[Page] = []
    for hit in found.hits:
        if hit.language != language:
            continue
        if hit.kind == SECTION:
            pages += SectionPage.objects.visible_to(user).filter(pk=hit.object_id)
        elif hit.kind == ARTICLE:
            article = ArticlePage.objects.visible_to(user).filter(pk=hit.object_id).first()
            pages += [parent.specific for parent in [article.get_parent() if article else None] if parent is not None]
    return pages


def _first_subjects(language: str, user: User) -> list[Page]:
    return list(SectionPage.objects.visible_to(user).filter(locale__language_code=language).order_by("path")[:1])


def _start_pages(language: str) -> list[Page]:
    return list(HomePage.objects.filter(locale__language_code=language)[:1])
