import datetime
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from deflection.contact.answering import (
    add_customer_message,
    classify_contact,
    close_contact,
    reopen_contact,
    reply_to_contact,
)
from deflection.models import ContactKind, ContactState, RecurringIssue, WaitingFor
from kbsite.notifications.models import MailJob, Notice

pytestmark = pytest.mark.django_db


def reload(contact):
    contact.refresh_from_db()
    contact.correspondence.refresh_from_db()
    return contact


def test_an_answer_reaches_the_customer_by_mail_and_notice(contact_of, ana, ben):
    contact = contact_of(ana)
    message = reply_to_contact(contact=contact, by=ben, text="Update **Lumo Connect**.")
    reload(contact)
    assert contact.state == ContactState.ANSWERED
    assert contact.answered_at == message.created_at
    assert contact.correspondence.waiting_for == WaitingFor.NOBODY
    mail = MailJob.objects.get(key=f"contact-reply:{message.pk}")
    assert mail.to == "ana@lumo.example"
    assert "Update **Lumo Connect**." in mail.text
    assert f"/contact/c/{contact.reference}/" in mail.text
    assert "VPN drops every hour" in Notice.objects.get(user=ana).text
    assert "<strong>Lumo Connect</strong>" in message.html


def test_a_question_to_the_customer_is_no_answer(contact_of, ana, ben):
    contact = contact_of(ana)
    reply_to_contact(contact=contact, by=ben, text="Which version?", asks_customer=True)
    reload(contact)
    assert (contact.state, contact.answered_at) == (ContactState.OPEN, None)
    assert contact.correspondence.waiting_for == WaitingFor.CUSTOMER
    assert contact.correspondence.ask_solved_at is None


def test_a_guest_gets_mail_and_no_notice(contact_of, ben):
    reply_to_contact(contact=contact_of(None), by=ben, text="Update it.")
    assert MailJob.objects.filter(to="sari@lumo.example", key__startswith="contact-reply:").count() == 1
    assert not Notice.objects.exists()


def test_minutes_add_up_and_are_optional(contact_of, ben):
    contact = contact_of(None)
    reply_to_contact(contact=contact, by=ben, text="One.", minutes=Decimal("4.5"))
    reply_to_contact(contact=contact, by=ben, text="Two.")
    reply_to_contact(contact=contact, by=ben, text="Three.", minutes=Decimal(3))
    assert reload(contact).agent_minutes == Decimal("7.5")


def test_the_first_answer_keeps_its_time(contact_of, ben):
    contact = contact_of(None)
    first = reply_to_contact(contact=contact, by=ben, text="One.")
    reply_to_contact(contact=contact, by=ben, text="Two.")
    assert reload(contact).answered_at == first.created_at


def test_sending_the_same_answer_twice_sends_it_once(contact_of, ben):
    contact, token = contact_of(None), uuid.uuid4()
    for _ in range(2):
        reply_to_contact(contact=contact, by=ben, text="Update it.", minutes=Decimal(5), form_token=token)
    assert contact.messages.filter(side="desk").count() == 1
    assert reload(contact).agent_minutes == 5


def test_more_words_from_the_customer_open_a_closed_contact(answered, ben):
    contact = answered()
    close_contact(contact=contact, by=ben)
    assert reload(contact).state == ContactState.CLOSED
    add_customer_message(contact=contact, text="It is back.")
    reload(contact)
    assert (contact.state, contact.closed_at) == (ContactState.OPEN, None)
    assert contact.correspondence.waiting_for == WaitingFor.DESK
    assert contact.answered_at is not None


def test_closing_keeps_the_question_whether_it_is_solved(answered, ben):
    contact = answered()
    due = contact.correspondence.ask_solved_at
    close_contact(contact=contact, by=ben)
    assert due is not None
    assert reload(contact).correspondence.ask_solved_at == due


def test_reopening_stays_the_same_contact(answered):
    contact = answered()
    reopen_contact(contact=contact)
    assert reload(contact).state == ContactState.OPEN
    assert contact.correspondence.ask_solved_at is None


def test_kind_and_needs_can_be_told_and_changed(contact_of, ben):
    contact = contact_of(None)
    drops, wifi = (RecurringIssue.objects.create(slug=slug, title=slug) for slug in ("drops", "wifi"))
    classify_contact(contact=contact, by=ben, kind=ContactKind.PROBLEM, issues=[drops, wifi])
    classify_contact(contact=contact, by=ben, kind=ContactKind.DISRUPTION, issues=[wifi])
    assert reload(contact).kind == ContactKind.DISRUPTION
    assert list(contact.issues.all()) == [wifi]


@pytest.mark.parametrize(("name", "is_allowed"), [("ben", True), ("olga", True), ("ana", False), ("chi", False), ("mo", False)])
def test_only_the_desk_answers_closes_and_sorts(request, contact_of, name, is_allowed):
    contact, person = contact_of(None), request.getfixturevalue(name)
    acts = [
        lambda: reply_to_contact(contact=contact, by=person, text="Hello"),
        lambda: close_contact(contact=contact, by=person),
        lambda: classify_contact(contact=contact, by=person, kind="order", issues=[]),
    ]
    for act in acts:
        if is_allowed:
            act()
        else:
            with pytest.raises(PermissionDenied, match="Only the people of the service desk"):
                act()
    assert contact.messages.filter(side="desk").exists() is is_allowed


def test_hostile_markdown_of_the_desk_is_made_safe(contact_of, ben):
    message = reply_to_contact(contact=contact_of(None), by=ben, text="<script>x</script> [a](javascript:alert(1))")
    assert "<script" not in message.html
    assert "href" not in message.html


def test_what_happened_before_can_be_entered_with_its_time(contact_of, ben):
    then = datetime.datetime(2026, 11, 2, 9, 0, tzinfo=datetime.UTC)
    contact = contact_of(None, at=then)
    reply_to_contact(contact=contact, by=ben, text="Done.", at=then + datetime.timedelta(hours=2))
    reload(contact)
    assert contact.ts == then
    assert contact.answered_at == then + datetime.timedelta(hours=2)
