"""Suggestions, similar and related: short lists that stay silent rather than guess."""

import pytest
from django.contrib.auth.models import AnonymousUser

from kbsite.search import querying


def suggested(terms: str, language: str = "en", **how) -> list[str]:
    return [hit.title for hit in querying.suggest(user=AnonymousUser(), terms=terms, language=language, **how)]


@pytest.fixture
def help_pages(notes, indexed):
    notes.write("Connect to the VPN from home", body="Open Lumo Connect and sign in.")
    notes.write("Print from your phone", body="Send the file to Lumo Print.", solved=True)
    notes.write("Phone does not ring", solved=False)
    notes.write("Salasanan vaihtaminen", language="fi")
    for number in range(10):
        notes.write(f"Theme {number}", body="Colours of the page")
    indexed()
    return notes


@pytest.mark.parametrize("typed", ["vp", "VPN", "connect vp", "home vpn", "conect"])
def test_beginnings_of_words_anywhere_in_the_title_suggest_it(help_pages, typed):
    assert suggested(typed) == ["Connect to the VPN from home"]


@pytest.mark.parametrize("typed", ["prnit", "pront", "prin", "pprint", "pint ph"])
def test_one_typo_is_forgiven(help_pages, typed):
    assert suggested(typed) == ["Print from your phone"]


def test_two_typos_and_single_letters_are_not_guessed(help_pages):
    assert suggested("pxxnt") == suggested("p") == suggested("") == []


def test_a_typo_is_not_forgiven_in_bodies(help_pages):
    assert suggested("signn") == []


def test_inflected_finnish_finds_the_title_while_typing(help_pages):
    assert suggested("salasanoja", "fi") == suggested("salas", "fi") == ["Salasanan vaihtaminen"]


def test_an_open_question_is_no_suggestion(help_pages):
    assert suggested("phone") == ["Print from your phone"]


def test_kinds_and_limit_are_kept(help_pages):
    assert suggested("theme", limit=3) == suggested("theme")[:3]
    assert suggested("theme", kinds=["topic"]) == []


def test_similar_finds_the_answer_to_a_longer_text(help_pages):
    hits = querying.similar(
        user=AnonymousUser(),
        title="Cannot reach the VPN",
        body="I am at home and Lumo Connect does not let me connect to the VPN since this morning.",
        language="en",
    )
    assert [hit.title for hit in hits][0] == "Connect to the VPN from home"


def test_similar_stays_silent_when_nothing_fits(help_pages):
    assert querying.similar(user=AnonymousUser(), title="My invoice has the wrong address and a wrong sum", language="en") == []


def test_similar_leaves_out_the_text_itself(help_pages):
    hits = querying.similar(user=AnonymousUser(), title="Print from your phone", language="en", exclude=("note", 2))
    assert all(hit.object_id != 2 for hit in hits)


def test_related_is_about_the_same_and_not_itself_or_its_translation(notes, indexed):
    first = notes.write("Replace the toner of the printer", body="printer toner cartridge drum", content="article:1")
    notes.write("Byt toner i skrivaren", body="printer toner cartridge drum", language="sv", content="article:1")
    notes.write("Order a toner cartridge", body="toner cartridge drum printer paper")
    notes.write("Holiday calendar", body="The office is closed for the holidays")
    for number in range(10):
        notes.write(f"Theme {number}", body="Colours of the page")
    indexed()
    hits = querying.related(user=AnonymousUser(), kind="note", object_id=first, language="en")
    assert [hit.title for hit in hits] == ["Order a toner cartridge"]


def test_a_page_that_only_mentions_the_question_is_no_suggestion(notes, indexed):
    notes.write("Sticky keys", body="Press a key to cancel the sticky state.")
    notes.write("Yearly report of the committee", body="We had to cancel the key meeting; the floor was sticky, said the press.")
    for number in range(10):
        notes.write(f"Theme {number}", body="Colours of the page")
    indexed()
    for how in (
        {"title": "How do I cancel sticky keys?"},
        {"title": "Cancel sticky keys", "body": "I press a key and it stays."},
    ):
        assert [hit.title for hit in querying.similar(user=AnonymousUser(), language="en", **how)] == ["Sticky keys"]


def test_the_same_text_under_another_title_is_found(notes, indexed):
    words = [f"part{number}x" for number in range(24)]
    sentences = [f"The {one} touches the {other}." for one, other in zip(words, words[1:], strict=False)]
    notes.write("Clean the inside of the machine", body=" ".join(sentences))
    notes.write("Parts list", body="A drum, a tray and a lever.")
    for number in range(10):
        notes.write(f"Theme {number}", body="Colours of the page")
    indexed()
    again = " ".join(reversed(sentences[::2]))
    hits = querying.similar(user=AnonymousUser(), title="What Jo told the visitors on Monday", body=again, language="en")
    assert [hit.title for hit in hits] == ["Clean the inside of the machine"]
