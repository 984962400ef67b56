"""An answer of the desk becomes a draft on the same screen; the customer is named nowhere."""

import pytest

from articles.models import ArticleSource
from articles.promoting.drafting import draft_from
from articles.promoting.proposing import propose
from deflection.contact.answering import reply_to_contact
from deflection.contact.as_source import find, links
from tests.articles.conftest import make_section


@pytest.fixture
def contact(answered, ana):
    return answered(
        ana,
        text="Hi Ana,\n\nUpdate Lumo Connect, then write to ana@lumo.example.\n\nBest regards\nBen",
        name="Ana",
    )


def answer_of(contact) -> str:
    return str(contact.messages.get(side="desk").pk)


def test_the_answer_is_proposed_without_what_was_said_to_one_person(contact, ben):
    source = find(ben, answer_of(contact))
    text = propose(source).text
    assert text.title == "VPN drops every hour"
    assert text.issue == "It drops in every call."
    assert text.resolution == "Update Lumo Connect, then write to ana@lumo.example."
    assert source.names == ("Ana", "Ben")


@pytest.mark.parametrize(("who", "may"), [("ana", False), ("dov", False), ("mo", False), ("ben", True)])
def test_only_the_desk_finds_answers_and_contacts(who, may, contact, request, as_user):
    person = request.getfixturevalue(who)
    assert (find(person, answer_of(contact)) is not None) is may
    status = as_user(person).get(f"/articles/write-up/contact/{answer_of(contact)}/").status_code
    assert status == (200 if may else 404)


def test_what_the_customer_wrote_and_questions_back_are_no_answers(contact, ben):
    asked = reply_to_contact(contact=contact, by=ben, text="Which version?", asks_customer=True)
    assert asked is not None
    customers = contact.messages.filter(side="customer").first()
    back = contact.messages.filter(asks_customer=True).first()
    assert find(ben, str(customers.pk)) is None
    assert find(ben, str(back.pk)) is None
    assert find(ben, "x") is None


def test_the_article_names_the_contact_to_the_desk_alone(contact, ben, chi, dov, as_user):
    section = make_section("Remote work")
    row = draft_from(find(ben, answer_of(contact)), by=ben, section=section)
    row.article.get_latest_revision().publish(user=chi)
    page = "/remote-work/vpn-drops-every-hour/"
    assert contact.reference not in as_user(dov).get(page).content.decode()
    assert contact.reference in as_user(ben).get(page).content.decode()
    assert links(dov, [contact.reference]) == {}


def test_the_desk_sees_the_button_and_then_what_became_of_it(contact, ben, as_user):
    page = f"/contact/desk/{contact.reference}/"
    assert f"/articles/write-up/contact/{answer_of(contact)}/" in as_user(ben).get(page).content.decode()
    row = draft_from(find(ben, answer_of(contact)), by=ben, section=make_section("Remote work"))
    assert ArticleSource.objects.get() == row
    assert "Being written up" in as_user(ben).get(page).content.decode()
