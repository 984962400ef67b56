"""Who may see measurement. Each check raises PermissionDenied with a sentence for people."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from kbsite.accounts.models import User


def can_view_report(user: User | AnonymousUser) -> bool:
    return user.has_perm("deflection.view_report")


def check_can_view_report(user: User | AnonymousUser) -> None:
    if not can_view_report(user):
        raise PermissionDenied(_("The report is for the agents, editors and owners of this service."))


def can_open_rows(user: User | AnonymousUser) -> bool:
    """Pseudonymous rows are still rows about people: owners only, and each opening is written down."""
    return can_view_report(user) and user.has_perm("deflection.explain_rows")


def can_add_issues(user: User | AnonymousUser) -> bool:
    return user.has_perm("deflection.add_recurringissue")


def check_can_add_issues(user: User | AnonymousUser) -> None:
    if not can_add_issues(user):
        raise PermissionDenied(_("Only agents, editors and owners add recurring issues."))


def can_change_issues(user: User | AnonymousUser) -> bool:
    return user.has_perm("deflection.change_recurringissue")


def check_can_change_issues(user: User | AnonymousUser) -> None:
    if not can_change_issues(user):
        raise PermissionDenied(_("Only editors and owners change recurring issues."))


def can_change_assumptions(user: User | AnonymousUser) -> bool:
    """Assumptions, and what was done because of a measure."""
    return can_view_report(user) and user.has_perm("deflection.change_assumptions")


def check_can_change_assumptions(user: User | AnonymousUser) -> None:
    if not can_change_assumptions(user):
        raise PermissionDenied(_("Only owners change assumptions and the register of measures."))


def can_publish_report(user: User | AnonymousUser) -> bool:
    return can_view_report(user) and user.has_perm("deflection.publish_report")


def check_can_publish_report(user: User | AnonymousUser) -> None:
    if not can_publish_report(user):
        raise PermissionDenied(_("Only owners publish and withdraw reports."))
