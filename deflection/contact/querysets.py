"""Which contacts a person may read: the one door of every read path of this room."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from deflection.contact.links import reference_of_guest
from deflection.contact.permissions import may_answer
from deflection.models import Contact
from kbsite.accounts.models import User


def own_contacts(user: User | AnonymousUser) -> QuerySet[Contact]:
    """What this person wrote while signed in."""
    if not user.is_authenticated:
        return Contact.objects.none()
    return Contact.objects.filter(user=user, correspondence__isnull=False)


def contacts_behind(user: User | AnonymousUser, handle: str) -> QuerySet[Contact]:
    """At most one contact, for its customer: by account, or by the signed link of a guest.

    A guest's link opens guests' contacts only: once a contact belongs to an account, the account guards it.
    """
    if ":" not in handle:
        return own_contacts(user).filter(reference=handle)
    reference = reference_of_guest(handle)
    if reference is None:
        return Contact.objects.none()
    return Contact.objects.filter(reference=reference, user__isnull=True, correspondence__isnull=False)


def desk_contacts(user: User | AnonymousUser) -> QuerySet[Contact]:
    """What the desk answers: contacts made here, for people who may answer them. Imported ones were answered elsewhere."""
    if not may_answer(user):
        return Contact.objects.none()
    return Contact.objects.filter(source="site", correspondence__isnull=False)
