"""The customer's words are safe: whatever else is broken, however often they are sent."""

import datetime

import pytest
from django.db import DatabaseError
from django.utils import timezone

from deflection.contact import answering
from deflection.contact.form_tokens import new_form_token
from deflection.models import Contact, ContactMessage, Correspondence, Event
from kbsite.limits.taking import LimitReached
from kbsite.notifications.models import MailJob

pytestmark = pytest.mark.django_db


def test_a_guest_sends_a_contact_and_gets_a_reference_and_a_copy(as_user, typed):
    client = as_user(None)
    response = client.post("/contact/", typed)
    contact = Contact.objects.get()
    page = client.get(response.url)
    assert page.status_code == 200
    assert contact.reference in page.content.decode()
    assert contact.correspondence.subject == "VPN drops every hour"
    assert contact.messages.get().text == "It drops in every call."
    copy = MailJob.objects.get(key=f"contact-copy:{contact.pk}")
    assert copy.to == "sari@lumo.example"
    assert contact.reference in copy.subject
    assert "It drops in every call." in copy.text
    assert (contact.kind, contact.state, contact.channel) == ("unclassified", "open", "form")


def test_the_mailed_link_opens_the_contact_for_a_browser_that_knows_nothing(as_user, typed, settings):
    as_user(None).post("/contact/", typed)
    (link,) = [line for line in MailJob.objects.get().text.splitlines() if line.startswith(settings.SITE_URL)]
    page = as_user(None).get(link.removeprefix(settings.SITE_URL))
    assert "It drops in every call." in page.content.decode()


def test_a_signed_in_customer_finds_the_address_filled_in_and_needs_no_name(as_user, ana, typed):
    client = as_user(ana)
    assert 'value="ana@lumo.example"' in client.get("/contact/").content.decode()
    client.post("/contact/", typed | {"email": ana.email, "name": ""})
    contact = Contact.objects.get()
    assert contact.user == ana
    assert contact.correspondence.name == "Ana"


def fail(*args, **kwargs):
    raise DatabaseError("broken on purpose")


_bulk_create = ContactMessage.objects.none().bulk_create.__func__


def fail_for_events(self, *args, **kwargs):
    if self.model is Event:
        raise DatabaseError("broken on purpose")
    return _bulk_create(self, *args, **kwargs)


BREAKAGES = {
    "nothing": {},
    "search": {"kbsite.search.querying.similar": fail},
    "recording": {
        "deflection.models.Event.save": fail,
        "django.db.models.query.QuerySet.bulk_create": fail_for_events,
    },
    "trail": {"deflection.contact.trail._read": fail},
    "mail": {"deflection.contact.mailing.queue_mail": fail},
}


@pytest.mark.parametrize("broken", BREAKAGES)
@pytest.mark.parametrize("who", ["guest", "ana"])
def test_the_contact_is_saved_whatever_else_fails(request, as_user, typed, monkeypatch, broken, who):
    client = as_user(None if who == "guest" else request.getfixturevalue("ana"))
    for name, replacement in BREAKAGES[broken].items():
        monkeypatch.setattr(name, replacement)
    response = client.post("/contact/", typed)
    assert response.status_code == 302
    assert ContactMessage.objects.get().text == "It drops in every call."
    assert client.get(response.url).status_code == 200
    assert MailJob.objects.exists() is (broken != "mail")


def test_a_contact_that_cannot_be_written_leaves_nothing_half(as_user, typed, monkeypatch):
    monkeypatch.setattr("deflection.contact.answering._write_readings", fail)
    client = as_user(None)
    client.raise_request_exception = False
    assert client.post("/contact/", typed).status_code == 500
    assert not Contact.objects.exists()
    assert not MailJob.objects.exists()


def test_a_double_click_makes_one_contact(as_user, typed):
    client = as_user(None)
    first, second = client.post("/contact/", typed), client.post("/contact/", typed)
    assert first.url == second.url
    assert Contact.objects.count() == Correspondence.objects.count() == ContactMessage.objects.count() == 1
    assert MailJob.objects.count() == 1


def test_two_sendings_at_once_make_one_contact(as_user, typed, monkeypatch):
    """The second one passed the look for the first one before that was written: the constraint decides."""
    client = as_user(None)
    first = client.post("/contact/", typed)
    look, looks = answering._contact_of_form, []

    def blind_at_first(token):
        looks.append(token)
        return None if len(looks) == 1 else look(token)

    monkeypatch.setattr(answering, "_contact_of_form", blind_at_first)
    assert client.post("/contact/", typed).url == first.url
    assert len(looks) == 2
    assert Contact.objects.count() == 1


def test_going_back_and_writing_more_adds_to_the_same_contact(as_user, typed):
    client = as_user(None)
    client.post("/contact/", typed)
    client.post("/contact/", typed | {"message": "Also on the phone."})
    written = [message.text for message in Contact.objects.get().messages.all()]
    assert written == ["It drops in every call.", "Also on the phone."]


def test_a_second_form_is_a_second_contact(as_user, typed):
    client = as_user(None)
    client.post("/contact/", typed)
    another = new_form_token(opened_at=timezone.now() - datetime.timedelta(minutes=5))
    client.post("/contact/", typed | {"form_token": str(another)})
    assert Contact.objects.count() == 2


@pytest.mark.parametrize("token", ["", "nonsense", "00000000000000000000000000000000.1700000000:forged"])
def test_a_lost_or_forged_token_costs_nobody_a_message(as_user, ana, typed, token):
    assert as_user(ana).post("/contact/", typed | {"form_token": token}).status_code == 302
    assert Contact.objects.count() == 1


def test_the_form_with_everything_right_is_sent(as_user, typed):
    """The set-up of the refusals below differs from this in one field only."""
    assert as_user(None).post("/contact/", typed).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("subject", " ", "Write in a few words what it is about."),
        ("message", "", "Write what we can help with."),
        ("email", "", "Write the address that we may answer to."),
        ("email", "sari", "Write the whole address"),
        ("email", "sari@lumo.example\nBcc: dov@lumo.example", "Write the whole address"),
        ("kind", "ticket", "Select a valid choice"),
        ("product", "99999", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(as_user, typed, field, value, sentence):
    response = as_user(None).post("/contact/", typed | {field: value})
    content = response.content.decode()
    assert response.status_code == 422
    assert sentence in content
    assert not Contact.objects.exists()
    for name in {"subject", "message", "email"} - {field}:
        assert typed[name] in content


@pytest.mark.parametrize("trap", ["website", "speed"])
def test_programs_are_asked_to_send_again_and_people_lose_nothing(as_user, typed, trap):
    caught = typed | ({"website": "http://spam.example"} if trap == "website" else {"form_token": str(new_form_token())})
    client = as_user(None)
    response = client.post("/contact/", caught)
    assert response.status_code == 422
    assert "Please send it once more" in response.content.decode()
    assert not Contact.objects.exists()
    assert client.post("/contact/", typed).status_code == 302


def test_too_many_contacts_are_refused_politely_and_the_text_stays(as_user, typed, monkeypatch):
    def refuse(limit, key):
        raise LimitReached(limit)

    monkeypatch.setattr("deflection.contact.views.form.take", refuse)
    response = as_user(None).post("/contact/", typed)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "It drops in every call." in response.content.decode()
    assert not Contact.objects.exists()


HOSTILE = '<script>alert(1)</script>{{ 7|add:7 }}"><img src=x onerror=alert(1)>'


def test_hostile_words_stay_words_everywhere(as_user, ana, ben, typed):
    client = as_user(ana)
    received = client.post("/contact/", typed | {"subject": HOSTILE, "message": HOSTILE, "name": HOSTILE[:80]})
    contact = Contact.objects.get()
    pages = [
        client.get(received.url),
        client.get("/contact/mine/"),
        client.get(f"/contact/c/{contact.reference}/"),
        client.get(f"/contact/c/{contact.reference}/solved/"),
        as_user(ben).get("/contact/desk/"),
        as_user(ben).get(f"/contact/desk/{contact.reference}/"),
    ]
    for page in pages:
        content = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert" not in content
        assert "<img src=x" not in content
        assert "&lt;script&gt;" in content
    assert HOSTILE in MailJob.objects.get(key=f"contact-copy:{contact.pk}").text


def test_a_line_break_in_the_subject_starts_no_mail_header(as_user, typed):
    as_user(None).post("/contact/", typed | {"subject": "Hello\r\nBcc: dov@lumo.example", "name": "S\r\nX-Evil: 1"})
    job = MailJob.objects.get()
    assert not set(job.subject) & set("\r\n")
    assert "Hello Bcc: dov@lumo.example" in job.subject


def test_the_desk_mailbox_is_told_without_the_words(as_user, typed, settings):
    settings.SUPPORT_MAILBOX = "desk@lumo.example"
    as_user(None).post("/contact/", typed)
    note = MailJob.objects.get(to="desk@lumo.example")
    assert "It drops in every call." not in note.text
    assert f"/contact/desk/{Contact.objects.get().reference}/" in note.text
    assert MailJob.objects.get(to="sari@lumo.example").headers == {"Reply-To": "desk@lumo.example"}


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_a_contact_keeps_the_language_of_its_form(as_user, typed, language):
    response = as_user(None).post(f"/{language}/contact/", typed)
    assert Contact.objects.get().language == language
    assert response.url.startswith(f"/{language}/contact/c/")
    assert f"/{language}/contact/c/" in MailJob.objects.get().text
    assert MailJob.objects.get().language == language


def test_looking_at_the_form_writes_nothing(as_user):
    client = as_user(None)
    client.get("/contact/?q=vpn")
    assert not Contact.objects.exists()
    assert not Event.objects.exists()
    assert "sessionid" not in client.cookies
    assert "visit" not in client.cookies
