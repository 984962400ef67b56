"""The mails of a contact. A mail that cannot be made is logged and never takes the customer's words with it."""

import logging

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from deflection.contact.links import customer_url, desk_path
from deflection.models import Contact, ContactMessage
from kbsite.notifications.mail import queue_mail

log = logging.getLogger(__name__)


def queue_copy_for_customer(*, contact: Contact, message: ContactMessage) -> None:
    """The receipt: reference, own words, where to follow it."""
    _queue(contact, key=f"contact-copy:{contact.pk}", template="contact_copy", message=message)


def queue_note_for_desk(*, contact: Contact, message: ContactMessage) -> None:
    """Tell the desk's mailbox, when there is one. It links to the contact and leaves the words on the site."""
    if not settings.SUPPORT_MAILBOX:
        return
    with override(settings.LANGUAGE_CODE):
        url = settings.SITE_URL + desk_path(contact)
    _queue_safely(
        key=f"contact-desk:{message.pk}",
        to=settings.SUPPORT_MAILBOX,
        template="contact_desk",
        context={"contact": contact, "subject": contact.correspondence.subject, "url": url},
        language=settings.LANGUAGE_CODE,
    )


def queue_reply_for_customer(*, contact: Contact, message: ContactMessage) -> None:
    _queue(contact, key=f"contact-reply:{message.pk}", template="contact_reply", message=message)


def queue_solved_question(*, contact: Contact) -> None:
    """The one mail that asks whether it is solved. Its link opens a page; following a link never answers."""
    _queue(contact, key=f"contact-solved:{contact.pk}", template="contact_solved", solved_url=customer_url(contact, "solved"))


def _queue(contact: Contact, *, key: str, template: str, **context: object) -> None:
    letter = contact.correspondence
    if not letter.email:
        return
    # With a mailbox of the desk an answer to the mail reaches people; without one the mail says that it does not.
    headers = {"Reply-To": settings.SUPPORT_MAILBOX} if settings.SUPPORT_MAILBOX else {}
    _queue_safely(
        key=key,
        to=letter.email,
        template=template,
        context={
            "contact": contact,
            "subject": letter.subject,
            "name": letter.name,
            "url": customer_url(contact),
            "can_answer_mail": bool(settings.SUPPORT_MAILBOX),
            **context,
        },
        language=contact.language,
        user=contact.user,
        headers=headers,
    )


def _queue_safely(*, key: str, **mail: object) -> None:
    try:
        # A savepoint of its own: a failure in here leaves the contact's transaction whole.
        with transaction.atomic():
            queue_mail(key=key, **mail)  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001  (the customer's message is worth more than any mail about it)
        log.exception("mail %s could not be queued", key)
