"""Addresses of a contact for its customer: by account, or by a signed link for people without one."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import override

from deflection.models import Contact

# Whoever has the link has the contact, as with a parcel: it is in the customer's own mailbox and in no page of this site.
_signer = Signer(salt="deflection.contact.guest")


def handle_of(contact: Contact) -> str:
    """The last part of the customer's address of this contact: the plain reference when an account guards it."""
    return contact.reference if contact.user_id else _signer.sign(contact.reference)


def reference_of_guest(handle: str) -> str | None:
    """The reference in a guest's signed handle; None when nobody here signed it."""
    try:
        return _signer.unsign(handle)
    except BadSignature:
        return None


def customer_path(contact: Contact, *, language: str | None = None) -> str:
    """The customer's page of this contact, in the contact's own language unless told otherwise."""
    with override(language or contact.language):
        return reverse("contact:page", args=[handle_of(contact)])


def customer_url(contact: Contact, name: str = "page") -> str:
    """The same with the site's address, for mails. `name` is one of the customer's addresses in urls.py."""
    with override(contact.language):
        return settings.SITE_URL + reverse(f"contact:{name}", args=[handle_of(contact)])


def desk_path(contact: Contact) -> str:
    return reverse("contact:desk_contact", args=[contact.reference])
