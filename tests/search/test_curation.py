"""Editors' synonyms and picks: found at once, for less than the reader's own words, and never past what somebody may see."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kbsite.search import indexing, querying
from kbsite.search.curation.keeping import delete_synonym, save_promotion, save_synonym
from kbsite.search.models import CurationVersion, Document, IndexManifest, Promotion, Synonym

TODAY = timezone.localdate


def say_same(words: str, also: str, *, language: str = "", direction: str = "two_way") -> Synonym:
    return save_synonym(synonym=Synonym(words=words, also=also, language=language, direction=direction))


def promote(phrases: str, number: int, *, language: str = "", **days) -> Promotion:
    document = Document.objects.get(kind="note", object_id=number)
    return save_promotion(
        promotion=Promotion(phrases=phrases, kind="note", object_id=number, content=document.content, language=language, **days)
    )


def found(terms: str, language: str = "en", user=None) -> list[str]:
    page = querying.search(user=user or AnonymousUser(), terms=terms, language=language)
    return [hit.title for hit in page.hits]


def picked(terms: str, language: str = "en", user=None) -> list[str]:
    page = querying.search(user=user or AnonymousUser(), terms=terms, language=language)
    return [hit.title for hit in page.picks]


@pytest.fixture
def network(notes, indexed):
    notes.write("Wireless network in the office", body="Choose Lumo Air and sign in.")
    notes.write("Order a desk lamp", body="The network of lamps is wide.")
    for number in range(6):
        notes.write(f"Theme {number}", body="Colours of the page")
    indexed()
    return notes


def test_a_synonym_of_several_words_finds_texts_that_hold_all_of_them(network):
    assert found("wifi") == []
    say_same("wifi", "wireless network")
    assert found("wifi") == ["Wireless network in the office"]


def test_both_ways_and_one_way(notes, indexed):
    notes.write("Reset the wlan box")
    notes.write("The invoice is wrong")
    notes.write("The bill is late")
    indexed()
    say_same("wifi, wi-fi", "wlan")
    say_same("bill", "invoice", direction="one_way")
    assert found("wifi") == found("wi-fi") == ["Reset the wlan box"]
    assert found("bill") == ["The bill is late", "The invoice is wrong"]
    assert found("invoice") == ["The invoice is wrong"]


def test_the_readers_own_word_comes_first(notes, indexed):
    notes.write("Clean the notebook", body="Use a dry cloth.")
    notes.write("Clean the laptop", body="Use a dry cloth.")
    indexed()
    say_same("laptop", "notebook")
    assert found("laptop") == ["Clean the laptop", "Clean the notebook"]
    assert found("notebook") == ["Clean the notebook", "Clean the laptop"]


def test_inflected_words_meet_their_synonyms(notes, indexed):
    notes.write("Kannettavan lataaminen", language="fi")
    indexed()
    say_same("läppäri", "kannettava", language="fi")
    assert found("läppärini", "fi") == found("läppärit", "fi") == ["Kannettavan lataaminen"]


def test_a_synonym_of_one_language_says_nothing_in_another(network):
    say_same("wifi", "wireless network", language="fi")
    assert found("wifi", "en") == []
    assert found("wifi", "fi") == ["Wireless network in the office"]


def test_without_an_index_synonyms_still_find(network):
    say_same("wifi", "wireless network")
    IndexManifest.objects.all().delete()
    assert found("wifi") == ["Wireless network in the office"]


def test_similar_articles_while_writing_know_the_synonyms(network):
    say_same("wifi", "wireless network")
    hits = querying.similar(user=AnonymousUser(), title="No wifi", language="en")
    assert [hit.title for hit in hits] == ["Wireless network in the office"]


def test_a_change_counts_at_the_next_search_also_in_a_process_that_compiled_before(network):
    synonym = say_same("wifi", "wireless network")
    assert found("wifi")
    delete_synonym(synonym=synonym)
    assert found("wifi") == []


def test_the_version_and_the_change_are_one_transaction(network):
    before = CurationVersion.objects.filter(pk=1).values_list("version", flat=True).first() or 0
    say_same("wifi", "wireless network")
    assert CurationVersion.objects.get(pk=1).version == before + 1


def test_curation_costs_one_query_however_many_entries_there_are(network):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            found("lamp")
        return len(captured)

    say_same("a1", "b1")
    found("lamp")
    few = queries()
    for number in range(20):
        say_same(f"c{number}", f"d{number}")
    found("lamp")
    assert queries() == few


def test_the_page_says_what_else_was_searched(network, client):
    say_same("wifi, wlan", "wireless network")
    html = client.get("/search/", {"q": "wifi"}).content.decode()
    assert "Also searched: wlan, wireless network" in html
    assert "Also searched" not in client.get("/search/", {"q": "lamp"}).content.decode()


def test_a_pick_stands_on_top_once_and_says_whose_it_is(network, client):
    promote("network office\nbuy lamps", 2)
    html = client.get("/search/", {"q": "the Network of my office"}).content.decode()
    assert html.index("Picked by our editors") < html.index("desk lamp") < html.index("Wireless")
    assert html.count("/notes/2/") == 1
    assert picked("buying a lamp") == ["Order a desk lamp"]
    assert picked("network") == []


def test_a_pick_alone_is_an_answer(network, client):
    promote("zeppelin", 2)
    html = client.get("/search/", {"q": "zeppelin"}).content.decode()
    assert "1 result for “zeppelin”" in html
    assert "Order a desk lamp" in html


def test_a_pick_has_its_days(network):
    day = datetime.timedelta(days=1)
    promote("early", 2, from_day=TODAY() + day)
    promote("late", 2, until_day=TODAY() - day)
    promote("now", 2, from_day=TODAY(), until_day=TODAY())
    assert (picked("early"), picked("late"), picked("now lamp"), picked("now")) == ([], [], [], ["Order a desk lamp"])


def test_a_pick_of_one_language_and_the_readers_own_version(notes, indexed):
    notes.write("Change your password", content="article:1")
    notes.write("Vaihda salasana", language="fi", content="article:1")
    indexed()
    promote("login", 1)
    promote("pääsy", 2, language="fi")
    assert picked("login", "en") == picked("login", "sv") == ["Change your password"]
    assert picked("login", "fi") == ["Vaihda salasana"]
    assert picked("pääsy", "en") == []


def test_a_pick_is_shown_only_to_those_who_may_read_it(notes, indexed, ben):
    notes.write("Reset a badge by hand", audience="staff")
    indexed()
    promote("badge", 1)
    assert picked("badge", user=ben) == ["Reset a badge by hand"]
    assert picked("badge") == []


def test_a_pick_whose_access_was_withdrawn_is_gone_before_it_is_indexed_again(network):
    promote("lamp", 2)
    network.change(2, audience="staff")
    assert picked("lamp") == []
    network.delete(2)
    indexing.drain()
    assert picked("lamp") == []


def test_narrowed_and_further_pages_show_no_picks(network, client):
    promote("lamp", 2)
    assert "Picked by" not in client.get("/search/", {"q": "lamp", "language": "en"}).content.decode()
    assert "Picked by" not in client.get("/search/", {"q": "lamp", "sort": "newest"}).content.decode()
