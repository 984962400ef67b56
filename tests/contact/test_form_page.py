import pytest
from allauth.account.models import EmailAddress

from deflection.contact.drafts import SESSION_NAME
from deflection.contact.form_tokens import new_form_token, read_form_token
from deflection.models import Contact, ContactHours, Event

# Fixed, not random: all test processes must collect tests of the same names.
NO_CONTENT = "0b9c6c1e-5d52-4a9a-9d0a-7d1f60f0c111"

pytestmark = pytest.mark.django_db


def shown(client, **posted):
    return client.post("/contact/", {"show_answers": "1", **posted}).content.decode()


def test_the_form_is_on_the_first_screen_with_the_search_words_filled_in(as_user, found):
    found("VPN drops after an hour")
    content = as_user(None).get("/contact/?q=vpn+drops").content.decode()
    assert 'value="vpn drops"' in content
    assert 'name="message"' in content
    assert 'name="email"' in content
    assert "VPN drops after an hour" in content


def test_channels_and_hours_stand_beside_it_in_the_readers_language(as_user, settings):
    settings.SUPPORT_PHONE = "+358 9 000 0000"
    ContactHours.objects.create(hours_en="On weekdays from 7 to 17", hours_fi="Arkisin 7–17", reply_fi="Vastaus noin 2 tunnissa")
    english = as_user(None).get("/contact/").content.decode()
    finnish = as_user(None).get("/fi/contact/").content.decode()
    assert 'href="tel:+35890000000"' in english
    assert "On weekdays from 7 to 17" in english
    assert "Vastaus" not in english
    assert "Arkisin 7–17" in finnish
    assert "Vastaus noin 2 tunnissa" in finnish


def test_without_javascript_a_button_shows_answers_and_keeps_every_word(as_user, typed, found):
    found("VPN drops after an hour", "Hotel wifi logs you out")
    content = shown(as_user(None), **typed)
    assert "VPN drops after an hour" in content
    assert "In short: Hotel wifi logs you out" in content
    for value in ("VPN drops every hour", "It drops in every call.", "sari@lumo.example", "Sari"):
        assert value in content
    assert "Please check this" not in content
    assert not Contact.objects.exists()


def test_no_answer_is_said_plainly(as_user, typed, found):
    found()
    assert "Nothing here fits your words yet" in shown(as_user(None), **typed)


def test_the_fragment_for_the_script_is_the_same_list(as_user, found, old_token):
    found("VPN drops after an hour")
    fragment = as_user(None).get("/contact/suggestions/", {"subject": "vpn drops", "form_token": old_token})
    assert "VPN drops after an hour" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


@pytest.mark.parametrize("subject", ["", "vp", "   "])
def test_too_little_is_no_question(as_user, found, subject):
    found("VPN drops after an hour")
    assert "VPN drops" not in as_user(None).get("/contact/suggestions/", {"subject": subject}).content.decode()


def test_a_broken_search_leaves_an_empty_list(as_user, monkeypatch):
    def fail(**asked):
        raise MemoryError("broken on purpose")

    monkeypatch.setattr("kbsite.search.querying.similar", fail)
    assert as_user(None).get("/contact/suggestions/", {"subject": "vpn drops"}).status_code == 200
    assert as_user(None).get("/contact/?q=vpn+drops").status_code == 200


def test_this_solved_it_sends_nothing_and_keeps_the_text(reader, typed, found):
    (content,) = found("VPN drops after an hour")
    client = reader()
    response = client.post("/contact/suggestions/solved/?place=contact", typed | {"content": content})
    page = client.get(response.url).content.decode()
    assert "Glad that it is solved" in page
    assert "VPN drops after an hour" in page
    assert not Contact.objects.exists()
    assert Event.objects.get(type="solved_click").payload == {"place": "contact"}
    back = client.get(f"/contact/?draft={read_form_token(typed['form_token']).key.hex}")
    assert "It drops in every call." in back.content.decode()
    # The form is as old as when it was first opened: sending it at once is no sign of a program.
    assert back.context["form"].initial["form_token"] == typed["form_token"]


def test_solved_twice_is_told_once(reader, typed, found):
    (content,) = found("VPN drops after an hour")
    client = reader()
    for _ in range(2):
        client.post("/contact/suggestions/solved/", typed | {"content": content})
    assert Event.objects.filter(type="solved_click").count() == 1


@pytest.mark.parametrize("reason", ["tried", "not_my_problem", "other_version"])
def test_a_suggestion_put_aside_is_gone_and_told_to_the_desk(as_user, reader, ben, typed, found, reason):
    first, _second = found("VPN drops after an hour", "Hotel wifi logs you out")
    client = reader()
    content = client.post(f"/contact/suggestions/dismissed/{reason}/", typed | {"content": first}).content.decode()
    assert "VPN drops after an hour" not in content
    assert "Hotel wifi logs you out" in content
    assert "It drops in every call." in content
    assert Event.objects.get(type="suggestion_dismissed").payload == {"reason": reason}
    client.post("/contact/", typed)
    reading = Contact.objects.get().readings.get()
    assert (reading.action, reading.content, reading.reason) == ("dismissed", first, reason)
    desk = as_user(ben).get(f"/contact/desk/{Contact.objects.get().reference}/").content.decode()
    assert reading.get_reason_display() in desk
    assert "VPN drops after an hour" in desk


def test_a_script_gets_no_page_for_a_dismissal(as_user, typed, found):
    (content,) = found("VPN drops after an hour")
    response = as_user(None).post(
        "/contact/suggestions/dismissed/tried/", typed | {"content": content}, headers={"X-Requested-With": "fetch"}
    )
    assert response.status_code == 204


@pytest.mark.parametrize(("share", "expected"), [("on", ["opened"]), ("", [])])
def test_what_was_opened_goes_along_only_when_the_writer_wants_it(as_user, typed, found, share, expected):
    (content,) = found("VPN drops after an hour")
    client = as_user(None)
    client.post("/contact/suggestions/opened/", {"content": content, "form_token": typed["form_token"]})
    client.post("/contact/", {name: value for name, value in (typed | {"share_trail": share}).items() if value})
    assert [reading.action for reading in Contact.objects.get().readings.all()] == expected


@pytest.mark.parametrize("content", ["", "article:unknown", f"article:{NO_CONTENT}", "board:1", "x" * 500])
@pytest.mark.parametrize("path", ["opened/", "solved/", "dismissed/", "dismissed/tried/"])
def test_unknown_content_changes_nothing_and_breaks_nothing(as_user, typed, content, path):
    client = as_user(None)
    assert client.post(f"/contact/suggestions/{path}", typed | {"content": content}).status_code in (200, 204, 302)
    kept = client.session.get(SESSION_NAME, {})
    assert all(not form["readings"] for form in kept.values())


@pytest.mark.parametrize(
    "path",
    [
        "suggestions/opened/",
        "suggestions/solved/",
        "suggestions/dismissed/",
        "suggestions/dismissed/tried/",
        "sign-in/",
        "in-public/",
    ],
)
def test_acts_need_a_post(as_user, path):
    assert as_user(None).get(f"/contact/{path}").status_code == 405


def test_the_text_survives_signing_in(as_user, ana, typed):
    client = as_user(None)
    to_login = client.post("/contact/sign-in/", typed)
    assert to_login.url.startswith("/account/login/?next=")
    values = {"login": ana.email, "password": "a long enough word"}
    EmailAddress.objects.get_or_create(user=ana, email=ana.email, verified=True, primary=True)
    back = client.post(to_login.url, values, follow=True)
    assert back.redirect_chain[-1][0].startswith("/contact/?draft=")
    assert "It drops in every call." in back.content.decode()
    assert "VPN drops every hour" in back.content.decode()


def test_the_public_way_takes_the_words_along(as_user, typed):
    client = as_user(None)
    response = client.post("/contact/in-public/", typed)
    assert response.url == "/community/ask/"
    content = client.get(response.url).content.decode()
    assert "VPN drops every hour" in content
    assert "It drops in every call." in content


def test_another_session_does_not_see_the_draft(as_user, typed):
    as_user(None).post("/contact/sign-in/", typed)
    key = read_form_token(typed["form_token"]).key.hex
    assert "It drops in every call." not in as_user(None).get(f"/contact/?draft={key}").content.decode()


def test_a_session_keeps_three_forms_at_most(as_user, typed):
    client = as_user(None)
    for _ in range(5):
        client.post("/contact/sign-in/", typed | {"form_token": str(new_form_token())})
    assert len(client.session[SESSION_NAME]) == 3


@pytest.mark.parametrize("draft", ["nonsense", NO_CONTENT, "'"])
@pytest.mark.parametrize("origin", ["", "article:nonsense", "x:y", f"article:{NO_CONTENT}"])
def test_strange_addresses_still_show_the_form(as_user, draft, origin):
    assert as_user(None).get("/contact/", {"draft": draft, "from": origin}).status_code == 200
