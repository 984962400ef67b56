"""Closed is not solved: the customer is asked once and answers when they want."""

import datetime

import pytest
from django.utils import timezone

from deflection.contact import solving
from deflection.contact.answering import close_contact, reopen_contact, reply_to_contact
from deflection.contact.solving import answer_solved, ask_due_customers, latest_answer
from deflection.models import ContactState, Correspondence, Resolution, SolvedAnswer
from kbsite.notifications.models import MailJob

pytestmark = pytest.mark.django_db


def later(**time) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(**time)


def questions():
    return MailJob.objects.filter(key__startswith="contact-solved:")


def test_a_day_after_the_answer_one_mail_asks(answered):
    contact = answered()
    assert ask_due_customers(now=later(hours=23)) == 0
    assert ask_due_customers(now=later(hours=25)) == 1
    assert ask_due_customers(now=later(days=60)) == 0
    mail = questions().get()
    assert mail.to == "sari@lumo.example"
    assert "/solved/" in mail.text
    resolution = Resolution.objects.get()
    assert (resolution.contact, resolution.answer, resolution.question) == (contact, "", "contact-mail-1")


def test_a_second_answer_asks_no_second_time(answered, ben):
    contact = answered()
    ask_due_customers(now=later(hours=25))
    reopen_contact(contact=contact)
    reply_to_contact(contact=contact, by=ben, text="And this.")
    assert ask_due_customers(now=later(days=60)) == 0
    assert questions().count() == 1


def test_one_person_is_asked_once_in_thirty_days(answered):
    answered()
    ask_due_customers(now=later(hours=25))
    answered(subject="Another matter")
    assert ask_due_customers(now=later(days=29)) == 0
    answered(subject="A third matter", at=later(days=30))
    assert ask_due_customers(now=later(days=32)) == 1


def test_the_budget_is_of_the_person_with_or_without_account(answered, ana):
    answered(ana)
    assert ask_due_customers(now=later(hours=25)) == 1
    answered(None, email="ANA@lumo.example", subject="As a guest")
    assert ask_due_customers(now=later(days=3)) == 0


def test_two_people_are_both_asked(answered, ana, dov):
    answered(ana)
    answered(dov)
    assert ask_due_customers(now=later(hours=25)) == 2


@pytest.mark.parametrize("reason", ["a question back", "reopened", "feedback", "no address", "told already"])
def test_nobody_is_asked_in_vain(contact_of, answered, ben, reason):
    if reason == "a question back":
        reply_to_contact(contact=contact_of(None), by=ben, text="Which version?", asks_customer=True)
    elif reason == "reopened":
        reopen_contact(contact=answered())
    elif reason == "feedback":
        answered(kind="feedback")
    elif reason == "no address":
        answered(email="")
    else:
        answer_solved(contact=answered(), answer="yes")
    assert ask_due_customers(now=later(hours=25)) == 0
    assert not questions().exists()


def test_closing_does_not_take_the_question_back(answered, ben):
    close_contact(contact=answered(), by=ben)
    assert ask_due_customers(now=later(hours=25)) == 1


@pytest.mark.parametrize(("days", "asked"), [(14, 1), (16, 0)])
def test_after_a_long_stop_of_the_worker_nobody_is_asked_about_old_answers(answered, days, asked):
    answered()
    assert ask_due_customers(now=later(days=days)) == asked
    assert ask_due_customers(now=later(days=days)) == 0


def test_two_workers_ask_once(answered):
    answered()
    (contact_id,) = Correspondence.objects.values_list("contact_id", flat=True)
    now = later(hours=25)
    assert solving._ask(contact_id, now) is True
    assert solving._ask(contact_id, now) is False


def test_following_the_link_answers_nothing(as_user, answered):
    answered()
    ask_due_customers(now=later(hours=25))
    (link,) = [line for line in questions().get().text.splitlines() if line.startswith("http")]
    path = link.removeprefix("http://testserver")
    client = as_user(None)
    assert "Do you consider this solved?" in client.get(path).content.decode()
    client.head(path)
    assert Resolution.objects.get().answer == SolvedAnswer.NONE
    client.post(path, {"answer": "yes"})
    assert Resolution.objects.get().answer == SolvedAnswer.YES


@pytest.mark.parametrize(
    ("answer", "comment", "state"),
    [
        ("yes", "", ContactState.ANSWERED),
        ("yes", "Thank you!", ContactState.ANSWERED),
        ("partly", "", ContactState.ANSWERED),
        ("partly", "The phone still fails.", ContactState.OPEN),
        ("no", "", ContactState.OPEN),
        ("no", "It is the same.", ContactState.OPEN),
    ],
)
def test_what_an_answer_does_to_the_contact(as_user, ana, answered, answer, comment, state):
    contact = answered(ana)
    as_user(ana).post(f"/contact/c/{contact.reference}/solved/", {"answer": answer, "comment": comment})
    contact.refresh_from_db()
    assert contact.state == state
    assert latest_answer(contact).answer == answer
    assert contact.messages.filter(text=comment).exists() is bool(comment)


def test_a_changed_mind_is_a_row_of_its_own(as_user, ana, answered):
    contact = answered(ana)
    client = as_user(ana)
    for answer in ("yes", "no"):
        client.post(f"/contact/c/{contact.reference}/solved/", {"answer": answer})
    assert list(contact.resolutions.order_by("pk").values_list("answer", flat=True)) == ["yes", "no"]
    assert latest_answer(contact).answer == "no"


@pytest.mark.parametrize("answer", ["", "maybe", "solved"])
def test_only_the_three_answers_count(as_user, ana, answered, answer):
    contact = answered(ana)
    response = as_user(ana).post(f"/contact/c/{contact.reference}/solved/", {"answer": answer})
    assert response.status_code == 422
    assert not Resolution.objects.exists()
