"""Who may write articles. Each check raises PermissionDenied with a sentence for people."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.permissions import page_permission_policy

from articles.models import ArticlePage, SectionPage
from kbsite.accounts.models import User
from kbsite.accounts.roles import is_staff_member

Person = User | AnonymousUser


def can_write_up(user: Person) -> bool:
    """Whether this person may turn an answer into an article somewhere."""
    return is_staff_member(user) and page_permission_policy.user_has_permission(user, "add")


def check_can_write_up(user: Person) -> None:
    if not can_write_up(user):
        raise PermissionDenied(_("Only people who write articles here can turn an answer into one."))


def check_can_add_to(user: Person, section: SectionPage) -> None:
    if not section.permissions_for_user(user).can_add_subpage():
        raise PermissionDenied(_("You cannot add articles to this subject."))


def can_update(user: Person, article: ArticlePage) -> bool:
    """Whether a new draft of the article may be saved now: nobody else holds it, and this person may edit it."""
    rights = article.permissions_for_user(user)
    return rights.can_edit() and not rights.page_locked()


def check_can_update(user: Person, article: ArticlePage) -> None:
    if not can_update(user, article):
        raise PermissionDenied(_("Somebody is working on this article, or you may not edit it."))
