"""A dozen written-out contacts for the agent's desk, some answered, some waiting."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from deflection.contact.answering import (
    NewContact,
    Reading,
    add_customer_message,
    classify_contact,
    close_contact,
    open_contact,
    reply_to_contact,
)
from deflection.contact.solving import answer_solved
from deflection.models import Contact, Correspondence, DismissalReason, RecurringIssue, SolvedAnswer
from deflection.models.contact_reading import ReadingAction
from kbsite.accounts.models import User
from kbsite.accounts.roles import is_staff_member
from kbsite.catalog.models import Product
from kbsite.demo.content import begins_at, rows_of
from kbsite.notifications.mail import no_mail

FORM_KEYS = uuid.UUID("77d0a4be-6f0c-43b2-9a52-3c1f8f6d9a10")


def load_desk(
    *, midnight: datetime, people: Mapping[str, User], references: Mapping[str, str], titles: Mapping[str, str]
) -> None:
    """Idempotent on the row's id. These old stories send no mail."""
    with no_mail():
        for row in rows_of("desk_contacts.jsonl"):
            token = form_key(row["id"])
            if not Correspondence.objects.filter(form_token=token).exists():
                _load_contact(row, token, midnight, people, references, titles)


def form_key(name: str) -> uuid.UUID:
    return uuid.uuid5(FORM_KEYS, name)


@transaction.atomic
def _load_contact(
    row: dict[str, Any],
    token: uuid.UUID,
    midnight: datetime,
    people: Mapping[str, User],
    references: Mapping[str, str],
    titles: Mapping[str, str],
) -> None:
    opened_at = begins_at(row["days_ago"], end=midnight)
    end = opened_at + timedelta(days=row["days_ago"])
    customer = people.get(row["author"]) if row["author"] else None
    contact = open_contact(
        opening=NewContact(
            subject=row["subject"],
            text=row["body"],
            language=row["lang"],
            email=customer.email if customer else row["guest"]["email"],
            name=customer.public_name if customer else row["guest"]["name"],
            user=customer,
            channel=row["channel"],
            kind=row["kind"],
            product=Product.objects.filter(name=row["product"]).first(),
            readings=tuple(_readings(row, opened_at, references, titles)),
            form_token=token,
            at=opened_at,
        )
    )
    agent = people["ben"]
    if row["issue"]:
        issues = list(RecurringIssue.objects.filter(slug=row["issue"]))
        classify_contact(contact=contact, by=agent, kind=row["kind"], issues=issues, product=contact.product)
    last = _load_replies(row, contact, end, people)
    if row["solved"]:
        answer_solved(contact=contact, answer=SolvedAnswer(row["solved"]), at=last + timedelta(hours=26))
    if row["state"] == "closed":
        close_contact(contact=contact, by=agent, at=last + timedelta(days=1))


def _load_replies(row: dict[str, Any], contact: Contact, end: datetime, people: Mapping[str, User]) -> datetime:
    """Returns when the last word was written."""
    last = contact.ts
    minutes = Decimal(row["agent_minutes"]) if row["agent_minutes"] else None
    for reply in row["replies"]:
        last = end - timedelta(days=reply["days_ago"])
        by = people[reply["author"]]
        if is_staff_member(by):
            reply_to_contact(contact=contact, by=by, text=reply["body"], minutes=minutes, at=last)
            minutes = None  # told once, for the whole contact
        else:
            add_customer_message(contact=contact, text=reply["body"], at=last)
    return last


def _readings(row: dict[str, Any], opened_at: datetime, references: Mapping[str, str], titles: Mapping[str, str]):
    for minutes, name in enumerate(row["read"], start=1):
        yield Reading(
            action=ReadingAction.READ,
            content=references[name],
            title=titles[name],
            at=opened_at - timedelta(minutes=10 + minutes),
        )
    for minutes, put_aside in enumerate(row["dismissed"], start=1):
        yield Reading(
            action=ReadingAction.DISMISSED,
            content=references[put_aside["content"]],
            title=titles[put_aside["content"]],
            at=opened_at - timedelta(minutes=minutes),
            reason=DismissalReason(put_aside["reason"]),
        )
