"""What the form tells measurement: as much as the person allows, and always after the words are safe."""

import datetime
import uuid

import pytest
from django.utils import timezone

from deflection.contact.contents import NamedContent
from deflection.contact.form_tokens import new_form_token
from deflection.contact.linking import LinkKeys, link_keys
from deflection.models import Contact, Event
from kbsite.visitors.who import ActorClass, Visitor

pytestmark = pytest.mark.django_db


def types() -> list[str]:
    return sorted(Event.objects.values_list("type", flat=True))


def test_a_sent_form_was_opened_and_submitted_in_one_visit(reader, typed):
    reader().post("/contact/", typed)
    assert types() == ["form_open", "form_submitted"]
    contact = Contact.objects.get()
    (visit,) = set(Event.objects.values_list("visit_key", flat=True))
    assert contact.visit_key == visit != ""
    assert len(contact.email_key) == 32
    assert Event.objects.get(type="form_submitted").payload == {"way": "contact", "contact": contact.reference}


def test_a_double_click_is_measured_once(reader, typed):
    client = reader()
    client.post("/contact/", typed)
    client.post("/contact/", typed)
    assert types() == ["form_open", "form_submitted"]


def test_a_signed_in_customer_is_linked_by_account(reader, ana, typed):
    reader(ana).post("/contact/", typed)
    assert len(Contact.objects.get().person_key) == 32


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
def test_who_asks_not_to_be_followed_leaves_a_contact_without_keys(reader, typed, header):
    reader().post("/contact/", typed, headers={header: "1"})
    contact = Contact.objects.get()
    assert (contact.person_key, contact.email_key, contact.visit_key) == ("", "", "")
    assert set(Event.objects.values_list("person_key", "visit_key")) <= {("", "")}


def test_staff_who_try_the_form_are_left_out(reader, ben, typed):
    reader(ben).post("/contact/", typed)
    assert Contact.objects.get().email_key == ""
    assert types() == []


@pytest.mark.parametrize("who", [ActorClass.STAFF, ActorClass.BOT])
def test_only_people_get_keys(who):
    assert link_keys(visitor=Visitor(who), email="sari@lumo.example") == LinkKeys()


def test_letter_case_and_spaces_make_no_other_person():
    person = Visitor(ActorClass.PERSON)
    assert link_keys(visitor=person, email="Sari@Lumo.example ") == link_keys(visitor=person, email="sari@lumo.example")


def test_the_same_list_typed_again_is_one_opportunity(reader, found, old_token):
    found("VPN drops after an hour")
    client = reader()
    for subject in ("vpn drops", "vpn drops every", "vpn drops every hour"):
        client.get("/contact/suggestions/", {"subject": subject, "form_token": old_token})
    assert types() == ["form_open", "suggestions_prepared", "suggestions_shown"]
    assert Event.objects.get(type="suggestions_prepared").payload["arm"] == "offered"


def test_the_trail_of_the_visit_reaches_the_desk(reader, typed, monkeypatch):
    """What was looked at in the visit goes along; what others looked at does not."""
    mine, others = uuid.uuid4(), uuid.uuid4()
    monkeypatch.setattr(
        "deflection.contact.trail.named_contents",
        lambda contents, *, user, language: {one: NamedContent(one, "VPN guide", "/a/", "en") for one in contents},
    )
    client = reader()
    client.post("/contact/", typed | {"message": ""})  # nothing sent yet
    client.get("/contact/suggestions/", {"subject": "no answers", "form_token": typed["form_token"]})
    client.post("/contact/", typed)
    visit_key = client.cookies["visit"].value
    for key, content in ((visit_key, mine), ("f" * 32, others)):
        Event.objects.create(ts=timezone.now(), type="view", visit_key=key, content_kind="article", content_uuid=content)
    another = new_form_token(opened_at=timezone.now() - datetime.timedelta(minutes=1))
    client.post("/contact/", typed | {"form_token": str(another)})
    readings = Contact.objects.latest("pk").readings.all()
    assert [(reading.action, reading.content) for reading in readings] == [("read", f"article:{mine}")]
