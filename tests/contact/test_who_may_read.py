"""Nobody reads or changes somebody else's contact; what is not theirs is not there."""

import pytest
from django.core.signing import Signer

from deflection.contact.links import handle_of
from deflection.models import Contact, ContactMessage, Resolution

pytestmark = pytest.mark.django_db
PEOPLE = ["guest", "ana", "dov", "ben", "chi", "mo", "olga"]


@pytest.fixture
def client_of(request, as_user):
    def make(name):
        return as_user(None if name == "guest" else request.getfixturevalue(name))

    return make


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("part", ["", "received/", "solved/"])
def test_a_customers_contact_is_there_for_her_alone(client_of, ana, answered, name, part):
    contact = answered(ana)
    status = client_of(name).get(f"/contact/c/{contact.reference}/{part}").status_code
    assert status == (200 if name == "ana" else 404)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize(("part", "posted"), [("reply/", {"text": "Intruding"}), ("solved/", {"answer": "yes"})])
def test_nobody_writes_into_anothers_contact(client_of, ana, answered, name, part, posted):
    contact = answered(ana)
    status = client_of(name).post(f"/contact/c/{contact.reference}/{part}", posted).status_code
    assert status == (302 if name == "ana" else 404)
    wrote = ContactMessage.objects.filter(text="Intruding").exists() or Resolution.objects.exists()
    assert wrote is (name == "ana")


@pytest.mark.parametrize("name", PEOPLE)
def test_a_guests_contact_opens_for_whoever_has_its_link(client_of, contact_of, name):
    contact = contact_of(None)
    assert client_of(name).get(f"/contact/c/{handle_of(contact)}/").status_code == 200
    assert client_of(name).get(f"/contact/c/{contact.reference}/").status_code == 404


def test_a_link_opens_no_other_contact(client_of, contact_of):
    contact, other = contact_of(None), contact_of(None, email="dov@lumo.example")
    signed = handle_of(contact)
    forged = [
        f"{other.reference}:{signed.partition(':')[2]}",
        signed[:-1],
        signed + "x",
        f"{contact.reference}:",
        ":",
        Signer(salt="another room").sign(contact.reference),
    ]
    for handle in forged:
        assert client_of("guest").get(f"/contact/c/{handle}/").status_code == 404, handle


@pytest.mark.parametrize("handle", ["%00", "%00:%00", "a%0Ab", "a:b:c", "..", "%2e%2e%2f", "x" * 5000])
def test_strange_addresses_are_not_there(client_of, handle):
    assert client_of("guest").get(f"/contact/c/{handle}/").status_code == 404
    assert client_of("ben").get(f"/contact/desk/{handle}/").status_code == 404


def test_a_signed_link_does_not_open_a_contact_of_an_account(client_of, ana, contact_of):
    handle = Signer(salt="deflection.contact.guest").sign(contact_of(ana).reference)
    assert client_of("guest").get(f"/contact/c/{handle}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "status"),
    [("guest", 302), ("ana", 403), ("dov", 403), ("chi", 403), ("mo", 403), ("ben", 200), ("olga", 200)],
)
@pytest.mark.parametrize("part", ["list", "one"])
def test_the_desk_is_for_its_people(client_of, ana, contact_of, name, status, part):
    path = f"/contact/desk/{contact_of(ana).reference}/" if part == "one" else "/contact/desk/"
    assert client_of(name).get(path).status_code == status


@pytest.mark.parametrize("name", ["guest", "ana", "dov", "chi", "mo"])
@pytest.mark.parametrize("act", ["answer", "close", "reopen", "classify"])
def test_only_the_desk_acts_at_the_desk(client_of, ana, contact_of, name, act):
    contact = contact_of(ana)
    response = client_of(name).post(f"/contact/desk/{contact.reference}/{act}/", {"text": "Intruding", "kind": "order"})
    contact.refresh_from_db()
    assert response.status_code == (302 if name == "guest" else 403)
    assert (contact.state, contact.kind, contact.messages.count()) == ("open", "unclassified", 1)


@pytest.mark.parametrize("act", ["answer", "close", "reopen", "classify"])
def test_acts_at_the_desk_need_a_post(client_of, contact_of, act):
    assert client_of("ben").get(f"/contact/desk/{contact_of(None).reference}/{act}/").status_code == 405


def test_the_list_shows_own_contacts_only(client_of, ana, dov, contact_of):
    contact_of(ana, subject="The printer of Ana")
    contact_of(dov, subject="The printer of Dov")
    contact_of(None, subject="The printer of a guest")
    content = client_of("ana").get("/contact/mine/").content.decode()
    assert "The printer of Ana" in content
    assert "of Dov" not in content
    assert "of a guest" not in content


def test_without_an_account_the_list_tells_the_way(client_of):
    assert "open the link in the mail" in client_of("guest").get("/contact/mine/").content.decode()


def test_imported_contacts_are_not_in_the_queue(client_of, contact_of):
    contact = contact_of(None)
    assert contact.reference in client_of("ben").get("/contact/desk/").content.decode()
    Contact.objects.filter(pk=contact.pk).update(source="old-desk", external_id="1")
    assert contact.reference not in client_of("ben").get("/contact/desk/").content.decode()
    assert client_of("ben").get(f"/contact/desk/{contact.reference}/").status_code == 404


def test_pages_of_a_contact_are_kept_by_no_cache_and_no_search_engine(client_of, contact_of):
    page = client_of("guest").get(f"/contact/c/{handle_of(contact_of(None))}/")
    assert "private" in page["Cache-Control"]
    assert 'name="robots" content="noindex"' in page.content.decode()
