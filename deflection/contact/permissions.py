"""Who may answer contacts, and who takes in those of other desks."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from kbsite.accounts.models import User

ANSWER = "deflection.answer_contacts"
IMPORT = "deflection.import_contacts"


def may_answer(user: User | AnonymousUser) -> bool:
    return user.has_perm(ANSWER)


def check_can_answer(user: User | AnonymousUser) -> None:
    if not may_answer(user):
        raise PermissionDenied(_("Only the people of the service desk read and answer contacts here."))


def may_import(user: User | AnonymousUser) -> bool:
    return user.has_perm(IMPORT)


def check_can_import(user: User | AnonymousUser) -> None:
    if not may_import(user):
        raise PermissionDenied(_("Only owners take in contacts of other desks."))
