"""The five roles. Each is a group, so that an owner can also shape it in the admin; the code asks permissions, not names.

Every room grants its own permissions to these groups in a data migration of its own.
"""

from enum import StrEnum

from django.contrib.auth.models import AnonymousUser

from kbsite.accounts.models import User


class Role(StrEnum):
    """Group names; they are data in the database, so they are not translated."""

    CUSTOMER = "Customers"
    AGENT = "Agents"
    EDITOR = "Editors"
    MODERATOR = "Moderators"
    OWNER = "Owners"


def is_staff_member(user: User | AnonymousUser) -> bool:
    """Whether this person works here: sees staff content and is left out of measurement."""
    return user.is_authenticated and user.has_perm("accounts.work_here")
