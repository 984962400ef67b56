"""The community's ask page uses the same buttons; what was typed there comes back there."""

import pytest
from django.template.loader import render_to_string

from deflection.contact.contents import content_of_found
from deflection.models import Contact, Event

pytestmark = pytest.mark.django_db

QUESTION = {"title": "VPN drops every hour", "source": "It drops in every call."}


@pytest.fixture
def found_there(found, monkeypatch):
    """A hit that the ask page knows as article 12."""
    (content,) = found("VPN drops after an hour")
    monkeypatch.setattr("deflection.contact.views.suggestions.content_of_found", {"article.12": content}.__getitem__)
    return "article.12"


def test_solved_on_the_ask_page_keeps_the_question(reader, found_there):
    client = reader()
    response = client.post("/contact/suggestions/solved/?place=ask", QUESTION | {"content": found_there})
    page = client.get(response.url).content.decode()
    assert "Glad that it is solved" in page
    assert 'href="/community/ask/"' in page
    assert Event.objects.get(type="solved_click").payload == {"place": "ask"}
    assert not Contact.objects.exists()
    kept = client.get("/community/ask/").content.decode()
    assert "VPN drops every hour" in kept
    assert "It drops in every call." in kept


def test_dismissed_on_the_ask_page_returns_to_the_question(reader, found_there):
    client = reader()
    response = client.post("/contact/suggestions/dismissed/tried/?place=ask", QUESTION | {"content": found_there})
    assert response.url == "/community/ask/"
    assert Event.objects.get(type="suggestion_dismissed").payload == {"reason": "tried"}
    assert "It drops in every call." in client.get(response.url).content.decode()


def test_the_buttons_of_the_ask_page_lead_to_addresses_that_exist(client):
    html = render_to_string("forum/ask/suggestion_actions.html", {"hit": {"kind": "article", "object_id": 12}})
    addresses = [part.partition('"')[0] for part in html.split('formaction="')[1:]]
    assert len(addresses) == 4
    for address in addresses:
        assert client.get(address).status_code == 405, address  # there, and only for POST


@pytest.mark.parametrize(
    "name", ["", "article", "article.", "article.x", "article.99", "topic.99", "board.1", "article.-1", "topic." + "9" * 40]
)
def test_what_is_no_content_is_nothing(name):
    assert content_of_found(name) == ""
