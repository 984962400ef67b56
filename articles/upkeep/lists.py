"""What a list of work is, and which there are."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from wagtail.permissions import page_permission_policy

from articles.models import ArticlePage, Confidence, SectionPage
from articles.querysets import ArticleQuerySet
from kbsite.accounts.models import User
from kbsite.accounts.roles import is_staff_member

Words = str | Promise


@dataclass(frozen=True)
class Chosen:
    """Whose lists these are, and what of them is wanted. `language` is empty for all, `section` None for all."""

    user: User
    today: datetime.date
    section: SectionPage | None = None
    language: str = ""
    is_mine: bool = False

    def editable(self) -> ArticleQuerySet:
        """Every article that this person may edit, drafts too, as far as it is wanted."""
        allowed = page_permission_policy.instances_user_has_any_permission_for(self.user, {"change", "publish"})
        articles = ArticlePage.objects.filter(pk__in=allowed.values("pk")).order_by()
        if self.section is not None:
            articles = articles.filter(path__startswith=self.section.path)
        if self.language:
            articles = articles.filter(locale__language_code=self.language)
        return articles

    def own(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        return articles.filter(owner=self.user) if self.is_mine else articles

    def published(self) -> ArticleQuerySet:
        """What readers can find, and this person may edit."""
        return self.own(self.editable()).filter(live=True).exclude(confidence=Confidence.ARCHIVED)


@dataclass(frozen=True)
class Row:
    """One piece of work. `url` is where it is done, `evidence_url` where its reason can be seen; both are paths."""

    title: str
    language: str
    why: str
    url: str
    owner: str = ""
    evidence_url: str = ""


@dataclass(frozen=True, kw_only=True)
class WorkList:
    """`count` and `rows` agree. `rows(chosen, start, stop)` is in a fixed order, the most urgent first.

    Without `shows_owner` the list says what is bad, and names nobody.
    """

    name: str  # stands in addresses
    order: int  # what somebody waits for stands before what only ages
    label: Words
    meaning: Words
    empty: Words
    count: Callable[[Chosen], int]
    rows: Callable[[Chosen, int, int], Sequence[Row]]
    shows_owner: bool = True


_lists: dict[str, WorkList] = {}


def register_work_list(one: WorkList) -> None:
    """Called from AppConfig.ready. A second registration of a name replaces the first."""
    _lists[one.name] = one


def work_lists() -> tuple[WorkList, ...]:
    return tuple(sorted(_lists.values(), key=lambda one: one.order))


def work_list_named(name: str) -> WorkList | None:
    return _lists.get(name)


def can_see_upkeep(user: User) -> bool:
    """Who works here and may edit some article."""
    return is_staff_member(user) and page_permission_policy.user_has_any_permission(user, {"change", "publish"})
