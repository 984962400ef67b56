"""What people type, and what they must find."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from kbsite.search import querying
from kbsite.search.hits import SearchFilters


def titles(page) -> list[str]:
    return [hit.title for hit in page.hits]


def find(terms: str, language: str = "en", **how) -> list[str]:
    page = querying.search(user=AnonymousUser(), terms=terms, language=language, **how)
    assert not page.is_degraded
    return titles(page)


def test_a_whole_sentence_finds_the_page_that_shares_its_subject(notes, indexed):
    notes.write("Delete your account", body="Removing an account cannot be undone.")
    notes.write("Change the colour of the page", body="Choose a theme.")
    indexed()
    assert find("I want to delete my account, please help") == ["Delete your account"]


@pytest.mark.parametrize(
    ("language", "title", "asked"),
    [
        ("fi", "Salasanan vaihtaminen", "salasanoja"),
        ("fi", "Tulostimen asentaminen", "tulostinta"),
        ("fi", "Yhteys katkeaa kokouksessa", "kokoukset"),
        ("sv", "Byt ditt lösenord", "lösenorden"),
        ("sv", "Installera skrivare", "skrivaren"),
        ("en", "Install a printer", "installing printers"),
    ],
)
def test_inflections_meet(notes, indexed, language, title, asked):
    notes.write(title, language=language)
    notes.write("Something else entirely", language=language)
    indexed()
    assert find(asked, language) == [title]


def test_inflections_of_another_language_than_the_page_s_meet_too(notes, indexed):
    notes.write("Salasanan vaihtaminen", language="fi")
    indexed()
    assert find("salasanojen", "en") == ["Salasanan vaihtaminen"]


def test_a_compound_and_its_parts_meet(notes, indexed):
    notes.write("Sähköpostiosoitteen muuttaminen", language="fi")
    notes.write("Tulostin ei vastaa", language="fi")
    indexed()
    assert find("sähköposti", "fi") == ["Sähköpostiosoitteen muuttaminen"]


def test_hyphenated_and_joined_spellings_meet(notes, indexed):
    notes.write("Wi-Fi at the office")
    indexed()
    assert find("wifi") == find("Wi-Fi") == ["Wi-Fi at the office"]


def test_a_word_in_the_title_outranks_the_same_word_in_the_body(notes, indexed):
    notes.write("Meetings", body="The projector is beside the door. " * 3)
    notes.write("Projector", body="Press the button.")
    indexed()
    assert find("projector") == ["Projector", "Meetings"]


def test_the_form_as_typed_outranks_its_other_forms(notes, indexed):
    notes.write("First", body="We tell how licences work here.")
    notes.write("Second", body="We tell how licence works here.")
    indexed()
    assert find("licences")[0] == "First"


def test_the_reader_s_language_comes_first_and_hides_no_other(notes, indexed):
    notes.write("VPN auf Deutsch", language="sv")
    notes.write("VPN in English", language="en")
    indexed()
    assert find("vpn", "sv") == ["VPN auf Deutsch", "VPN in English"]
    assert find("vpn", "en") == ["VPN in English", "VPN auf Deutsch"]


def test_a_solved_topic_comes_before_an_open_one(notes, indexed):
    notes.write("Screen stays black", solved=False)
    notes.write("Screen stays black", solved=True)
    indexed()
    hits = querying.search(user=AnonymousUser(), terms="screen black", language="en").hits
    assert [hit.solved for hit in hits] == [True, False]


def test_of_the_language_versions_of_one_article_the_reader_s_is_shown(notes, indexed):
    notes.write("VPN setup", language="en", content="article:1")
    notes.write("VPN-inställning", body="VPN", language="sv", content="article:1")
    indexed()
    assert find("vpn", "sv") == ["VPN-inställning"]
    assert find("vpn", "sv", filters=SearchFilters(language="en")) == ["VPN setup"]


def test_a_page_that_shares_only_a_small_part_of_a_long_question_is_not_shown(notes, indexed):
    notes.write("Holiday calendar", body="The office is closed.")
    notes.write("Printer", body="paper jam tray toner scanner")
    for number in range(20):
        notes.write(f"Theme {number}", body="colours of the page")
    indexed()
    assert find("office printer paper jam tray toner scanner") == ["Printer"]


def test_nothing_fits_is_an_answer(notes, indexed):
    notes.write("Holiday calendar")
    indexed()
    page = querying.search(user=AnonymousUser(), terms="quantum cryptography", language="en")
    assert (page.total, page.hits, page.page_count) == (0, (), 1)


def test_filters_narrow_and_their_counts_say_what_each_choice_would_give(notes, indexed):
    notes.write("VPN drops", tags=("mac",), section="Work", section_path="work", language="en")
    notes.write("VPN is slow", tags=("mac", "wifi"), section="VPN", section_path="work/vpn", language="en")
    notes.write("VPN katkeaa", section="Etätyö", section_path="etatyo", language="fi")
    indexed()
    page = querying.search(user=AnonymousUser(), terms="vpn", language="en", filters=SearchFilters(section="work"))
    counts = {facet.name: {value.value: value.count for value in facet.values} for facet in page.facets}
    assert page.total == 2
    assert counts["tag"] == {"mac": 2}
    assert counts["language"] == {"en": 2}
    assert counts["section"] == {"work": 1, "work/vpn": 1, "etatyo": 1}
    assert {value.label for facet in page.facets if facet.name == "section" for value in facet.values} == {
        "Work",
        "VPN",
        "Etätyö",
    }


def test_pages_do_not_overlap_and_a_page_beyond_the_last_is_the_last(notes, indexed):
    for number in range(25):
        notes.write(f"Printer {number}")
    indexed()
    seen = [title for page in (1, 2, 3) for title in find("printer", page=page)]
    assert len(seen) == len(set(seen)) == 25
    assert find("printer", page=99) == find("printer", page=3)


def test_newest_first_on_request(notes, indexed):
    for day in (3, 9, 5):
        notes.write(f"Printer {day}", updated_at=datetime.datetime(2026, 1, day, tzinfo=datetime.UTC))
    indexed()
    assert find("printer", sort="newest") == ["Printer 9", "Printer 5", "Printer 3"]


def test_snippets_mark_the_words_in_any_form_and_escape_the_rest(notes, indexed):
    notes.write("Licences", body="<script>alert(1)</script> Every licence & key is listed.")
    indexed()
    hit = querying.search(user=AnonymousUser(), terms="licences", language="en").hits[0]
    assert "<mark>licence</mark> &amp; key" in hit.snippet_html
    assert "<script>" not in hit.snippet_html
    assert hit.title_html == "<mark>Licences</mark>"


def test_sections_of_one_name_are_one_choice(notes, indexed):
    notes.write("VPN drops", section="Work", section_path="work")
    notes.write("VPN is slow", section="Work", section_path="community/work")
    notes.write("VPN at the office", section="Office", section_path="office")
    indexed()
    page = querying.search(user=AnonymousUser(), terms="vpn", language="en")
    (choices,) = (facet.values for facet in page.facets if facet.name == "section")
    assert [(value.label, value.count) for value in choices] == [("Work", 2), ("Office", 1)]
    assert sorted(find("vpn", filters=SearchFilters(section=choices[0].value))) == ["VPN drops", "VPN is slow"]


def test_words_that_stand_together_in_the_question_count_more_where_they_stand_together(notes, indexed):
    notes.write("Together", body="Ask the desk for a recovery key. The drawer in the cellar holds the spare one.")
    notes.write("Apart", body="Ask the desk for a key. The drawer in the cellar holds the spare one for recovery.")
    indexed()
    assert find("recovery key") == ["Together", "Apart"]


def test_of_two_pages_that_fit_alike_the_one_about_what_the_best_are_about_comes_first(notes, indexed):
    for number in range(3):
        notes.write(f"Reset the tunnel {number}", body="The tunnel needs a certificate from the gateway.")
    notes.write("Beyond", body="The tunnel of the mountain railway opens for a reset in spring.")
    notes.write("Within", body="The tunnel with its certificate and gateway opens for a reset in spring.")
    for number in range(20):
        notes.write(f"Theme {number}", body="Colours of the page")
    indexed()
    order = find("reset tunnel")
    assert order.index("Within") < order.index("Beyond")


def test_a_part_of_a_compound_counts_by_its_own_rarity(notes, indexed):
    """The compound itself is rare; that a document has its commonest part must not make it a match for the whole."""
    for number in range(12):
        notes.write(f"Osoite {number}", body="osoite ja puhelin", language="fi")
    notes.write("Sähköposti", body="viestit", language="fi")
    indexed()
    assert find("sähköpostiosoite", "fi")[0] == "Sähköposti"
