"""The acts of a contact between its first words and its end. Open, answered and closed are the desk's states; solved is not
among them: only the customer says it (solving.py)."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from deflection.contact.linking import LinkKeys
from deflection.contact.links import customer_path
from deflection.contact.mailing import queue_copy_for_customer, queue_note_for_desk, queue_reply_for_customer
from deflection.contact.permissions import check_can_answer
from deflection.contact.references import make_reference
from deflection.contact.reusing import record_reuse
from deflection.issues.keeping import link_contact
from deflection.ledger.changes import mark_contacts_changed
from deflection.models import (
    Contact,
    ContactChannel,
    ContactKind,
    ContactMessage,
    ContactReading,
    ContactState,
    Correspondence,
    MessageSide,
    RecurringIssue,
    WaitingFor,
)
from kbsite.accounts.models import User
from kbsite.catalog.models import Product
from kbsite.notifications.notices import notify
from kbsite.text.markdown import RENDERER_VERSION, render_markdown

# Long enough to try the answer, short enough to remember the matter.
ASK_SOLVED_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of what the customer had read or put aside; `content` is "article:<uuid>" or "topic:<uuid>"."""

    action: str
    content: str
    title: str
    at: datetime
    url: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """What somebody writes to the desk, and how. `at` is for people and programs that enter what happened before."""

    subject: str
    text: str
    language: str
    email: str = ""
    name: str = ""
    user: User | None = None
    channel: str = ContactChannel.FORM
    kind: str = ContactKind.UNCLASSIFIED
    product: Product | None = None
    came_from: str = ""
    readings: tuple[Reading, ...] = ()
    keys: LinkKeys = field(default_factory=LinkKeys)
    form_token: uuid.UUID | None = None
    at: datetime | None = None


def open_contact(*, opening: NewContact) -> Contact:
    """Write the contact, its words, what was read before, and the mails about it: all or nothing.

    Idempotent on the form's token. If the same form comes again with other words (somebody went back and wrote more), they
    become a further message of the same contact.
    """
    contact = _contact_of_form(opening.form_token)
    if contact is None:
        try:
            return _write_contact(opening)
        except IntegrityError:
            # A second click that passed the look above at the same moment; without a token the error is another one.
            contact = _contact_of_form(opening.form_token)
            if contact is None:
                raise
    if not contact.messages.filter(text=opening.text).exists():
        add_customer_message(contact=contact, text=opening.text, at=opening.at)
    return contact


def _contact_of_form(token: uuid.UUID | None) -> Contact | None:
    if token is None:
        return None
    return Contact.objects.select_related("correspondence").filter(correspondence__form_token=token).first()


@transaction.atomic
def _write_contact(opening: NewContact) -> Contact:
    now = opening.at or timezone.now()
    came_from_kind, _colon, came_from_uuid = opening.came_from.partition(":")
    contact = Contact.objects.create(
        reference=make_reference(),
        ts=now,
        channel=opening.channel,
        kind=opening.kind,
        language=opening.language,
        product=opening.product,
        user=opening.user,
        person_key=opening.keys.person,
        email_key=opening.keys.email,
        visit_key=opening.keys.visit,
        came_from_kind=came_from_kind,
        came_from_uuid=came_from_uuid or None,
    )
    contact.correspondence = Correspondence.objects.create(
        contact=contact,
        subject=opening.subject,
        name=opening.name,
        email=opening.email,
        form_token=opening.form_token,
        last_message_at=now,
    )
    message = ContactMessage.objects.create(
        contact=contact, side=MessageSide.CUSTOMER, author=opening.user, text=opening.text, created_at=now
    )
    _write_readings(contact, opening.readings)
    mark_contacts_changed([contact.pk])
    queue_copy_for_customer(contact=contact, message=message)
    queue_note_for_desk(contact=contact, message=message)
    return contact


def _write_readings(contact: Contact, readings: tuple[Reading, ...]) -> None:
    rows = []
    for reading in readings:
        kind, _colon, key = reading.content.partition(":")
        rows.append(
            ContactReading(
                contact=contact,
                action=reading.action,
                content_kind=kind,
                content_uuid=key,
                title=reading.title[:250],
                url=reading.url[:500],
                reason=reading.reason,
                at=reading.at,
            )
        )
    # The unique constraint keeps the first of the same.
    ContactReading.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def reply_to_contact(
    *,
    contact: Contact,
    by: User,
    text: str,
    asks_customer: bool = False,
    minutes: Decimal | None = None,
    form_token: uuid.UUID | None = None,
    at: datetime | None = None,
) -> ContactMessage:
    """The desk answers, or asks for information. The customer gets it by mail and, with an account, as a notice.

    `minutes` of work are added to the contact's. Idempotent on the form's token.
    """
    check_can_answer(by)
    known = _message_of_form(form_token)
    if known is not None:
        return known
    now = at or timezone.now()
    contact = _lock(contact)
    message = ContactMessage.objects.create(
        contact=contact,
        side=MessageSide.DESK,
        author=by,
        text=text,
        html=render_markdown(text),
        renderer_version=RENDERER_VERSION,
        asks_customer=asks_customer,
        created_at=now,
        form_token=form_token,
    )
    record_reuse(message, by=by)
    contact.state = ContactState.OPEN if asks_customer else ContactState.ANSWERED
    contact.closed_at = None
    if not asks_customer and contact.answered_at is None:
        contact.answered_at = now
    if minutes:
        contact.agent_minutes = (contact.agent_minutes or Decimal(0)) + minutes
    contact.save(update_fields=["state", "closed_at", "answered_at", "agent_minutes"])
    letter = contact.correspondence
    letter.waiting_for = WaitingFor.CUSTOMER if asks_customer else WaitingFor.NOBODY
    letter.last_message_at = now
    letter.ask_solved_at = None if asks_customer else now + ASK_SOLVED_AFTER
    letter.save(update_fields=["waiting_for", "last_message_at", "ask_solved_at"])
    queue_reply_for_customer(contact=contact, message=message)
    if contact.user is not None:
        notify(
            user=contact.user,
            kind="contact_reply",
            key=f"contact-reply:{message.pk}",
            text=format_lazy("{} {}", _("The service desk has written to you:"), letter.subject),
            url=customer_path(contact),
            actor=by,
        )
    return message


@transaction.atomic
def add_customer_message(
    *,
    contact: Contact,
    text: str,
    reopens: bool = True,
    form_token: uuid.UUID | None = None,
    at: datetime | None = None,
) -> ContactMessage:
    """The customer writes more: it is the desk's turn again. With `reopens=False` (a thank-you) the desk's state stays."""
    known = _message_of_form(form_token)
    if known is not None:
        return known
    now = at or timezone.now()
    contact = _lock(contact)
    message = ContactMessage.objects.create(
        contact=contact, side=MessageSide.CUSTOMER, author=contact.user, text=text, created_at=now, form_token=form_token
    )
    letter = contact.correspondence
    letter.last_message_at = now
    letter.save(update_fields=["last_message_at"])
    if reopens:
        reopen_contact(contact=contact)
    queue_note_for_desk(contact=contact, message=message)
    return message


@transaction.atomic
def close_contact(*, contact: Contact, by: User, at: datetime | None = None) -> None:
    """The desk has nothing more to do. That says nothing about solved; the customer is still asked."""
    check_can_answer(by)
    contact = _lock(contact)
    if contact.state == ContactState.CLOSED:
        return
    contact.state = ContactState.CLOSED
    contact.closed_at = at or timezone.now()
    contact.save(update_fields=["state", "closed_at"])
    Correspondence.objects.filter(contact=contact).update(waiting_for=WaitingFor.NOBODY)


@transaction.atomic
def reopen_contact(*, contact: Contact) -> None:
    """By the customer (more words, a no) or by the desk. It stays the same contact, so nobody counts it twice."""
    Contact.objects.filter(pk=contact.pk).update(state=ContactState.OPEN, closed_at=None)
    Correspondence.objects.filter(contact=contact).update(waiting_for=WaitingFor.DESK, ask_solved_at=None)


@transaction.atomic
def classify_contact(
    *, contact: Contact, by: User, kind: str, issues: list[RecurringIssue], product: Product | None = None
) -> None:
    """What kind it is, which product, and which recurring needs it was about: none, one or several. All optional."""
    check_can_answer(by)
    Contact.objects.filter(pk=contact.pk).update(kind=kind, product=product)
    link_contact(contact=contact, issues=issues)


def _message_of_form(token: uuid.UUID | None) -> ContactMessage | None:
    """What a second click or a second sending of the same form made before."""
    return ContactMessage.objects.filter(form_token=token).first() if token else None


def _lock(contact: Contact) -> Contact:
    """The contact as it is now, held until the end of the transaction: two agents' answers come one after the other."""
    Contact.objects.select_for_update().get(pk=contact.pk)
    return Contact.objects.select_related("correspondence", "user").get(pk=contact.pk)
