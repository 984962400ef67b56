"""Closed is not solved: the customer is asked once, politely, and answers when and how often they want."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from deflection.contact.answering import add_customer_message, reopen_contact
from deflection.contact.mailing import queue_solved_question
from deflection.models import (
    Contact,
    ContactKind,
    ContactState,
    Correspondence,
    Resolution,
    SolvedAnswer,
    SolvedQuestion,
)
from kbsite.notifications.asking import may_ask

BATCH = 50
# After a longer stop of the worker: a question weeks after the answer would only puzzle people.
TOO_LATE = timedelta(days=14)


def ask_due_customers(now: datetime | None = None) -> int:
    """Worker job: put the question to customers whose answer is a day old; returns how many were asked."""
    now = now or timezone.now()
    due = Correspondence.objects.filter(ask_solved_at__lte=now).order_by("ask_solved_at")
    return sum(_ask(contact_id, now) for contact_id in due.values_list("contact_id", flat=True)[:BATCH])


@transaction.atomic
def _ask(contact_id: int, now: datetime) -> bool:
    due = Correspondence.objects.filter(contact_id=contact_id, ask_solved_at__lte=now)
    is_too_late = due.filter(ask_solved_at__lt=now - TOO_LATE).exists()
    # The conditional update is the claim: two workers cannot both ask, and whoever is not asked now is not asked later.
    if not due.update(ask_solved_at=None) or is_too_late:
        return False
    contact = Contact.objects.select_related("correspondence", "user").get(pk=contact_id)
    if not _is_worth_asking(contact) or not _may_ask(contact, now):
        return False
    Resolution.objects.create(contact=contact, question=SolvedQuestion.CONTACT_MAIL, asked_at=now)
    queue_solved_question(contact=contact)
    return True


def _may_ask(contact: Contact, now: datetime) -> bool:
    return may_ask(email=contact.correspondence.email, user=contact.user, now=now, is_own_contact=True)


def _is_worth_asking(contact: Contact) -> bool:
    """Answered, reachable, about something that can be solved (feedback is not), and never asked or told before."""
    return (
        contact.state in (ContactState.ANSWERED, ContactState.CLOSED)
        and bool(contact.correspondence.email)
        and contact.kind != ContactKind.FEEDBACK
        and not contact.resolutions.exists()
    )


@transaction.atomic
def answer_solved(*, contact: Contact, answer: str, comment: str = "", at: datetime | None = None) -> Resolution:
    """The customer's word. An open question is answered; otherwise, and after a change of mind, it is a row of its own.

    A no opens the contact again; so does a comment, unless it comes with a yes.
    """
    now = at or timezone.now()
    open_question = contact.resolutions.select_for_update().filter(answer=SolvedAnswer.NONE).order_by("-asked_at").first()
    if open_question is not None:
        resolution = open_question
    else:
        resolution = Resolution(contact=contact, question=SolvedQuestion.CONTACT_PAGE, asked_at=now)
    resolution.answer = answer
    resolution.answered_at = now
    resolution.save()
    # They have told: nobody asks any more.
    Correspondence.objects.filter(contact=contact).update(ask_solved_at=None)
    if comment:
        add_customer_message(contact=contact, text=comment, reopens=answer != SolvedAnswer.YES, at=at)
    if answer == SolvedAnswer.NO:
        reopen_contact(contact=contact)
    return resolution


def latest_answer(contact: Contact) -> Resolution | None:
    """What holds now: the latest answered row."""
    return contact.resolutions.exclude(answer=SolvedAnswer.NONE).order_by("-answered_at", "-id").first()
