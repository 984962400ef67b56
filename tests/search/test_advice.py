"""Did you mean: from words of documents that this person may see, in one click, never by itself."""

import pytest
from django.contrib.auth.models import AnonymousUser

from kbsite.search import querying


def meant(terms: str, language: str = "en", user=None) -> str:
    return querying.search(user=user or AnonymousUser(), terms=terms, language=language).did_you_mean


@pytest.fixture
def help_pages(notes, indexed):
    notes.write("Reset your password")
    notes.write("Printer prints empty pages")
    notes.write("Authenticator on a new phone")
    notes.write("Salasanan vaihtaminen", language="fi")
    notes.write("Reset the zeppelin by hand", audience="staff")
    indexed()
    return notes


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("pasword", "password"),
        ("passwrod", "password"),
        ("Reset my Pasword, please", "Reset my password, please"),
        ("authentikatr", "authenticator"),
        ("pritner pasword", "printer password"),
    ],
)
def test_an_unknown_word_has_a_known_neighbour(help_pages, typed, better):
    assert meant(typed) == better


def test_a_word_that_stands_in_a_summary_alone_is_offered_too(help_pages, indexed):
    help_pages.write("Mail on a phone", summary="Synchronise the calendar as well")
    help_pages.write("Mail on a computer", body="Or subscribe to a newsletter")
    indexed()
    assert meant("calandar") == "calendar"
    # Running text is not searched for what looks alike.
    assert meant("newslettre") == ""


@pytest.mark.parametrize("typed", ["password", "reset password", "xqzyvw", "pas", "printer 12345", ""])
def test_known_words_and_words_like_nothing_are_left_alone(help_pages, typed):
    assert meant(typed) == ""


def test_each_language_has_its_own_words(help_pages):
    # As it stands in a title: the index also holds its stem, which is no word.
    assert meant("salasanna", "fi") == "salasanan"
    assert meant("salasanna", "en") == ""


def test_a_secret_word_is_never_offered_and_its_likeness_changes_nothing(help_pages, ben):
    assert meant("zeppelyn", user=ben) == "zeppelin"
    assert meant("zeppelyn") == ""
    # It is unknown to those who may not see it, even when typed right.
    help_pages.write("Zeppelim of the airport")
    assert meant("zeppelin") == meant("zeppelin", user=AnonymousUser())


def test_a_word_is_forgotten_the_moment_its_only_document_is_withdrawn(help_pages):
    assert meant("pasword") == "password"
    help_pages.change(1, audience="staff")
    assert meant("pasword") == ""


def test_the_page_offers_one_click_and_searches_what_was_typed(help_pages, client):
    html = client.get("/search/", {"q": "pasword"}).content.decode()
    assert 'Did you mean <a href="?q=password">password</a>?' in html
    assert "Nothing found for “pasword”" in html


def test_the_offer_is_escaped(help_pages, client):
    html = client.get("/search/", {"q": "pasword <img src=x>"}).content.decode()
    assert "password &lt;img src=x&gt;</a>?" in html
    assert "<img src=x>" not in html
