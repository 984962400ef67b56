"""Synonyms and promoted results in the admin: who may, what is refused and in which words, and that it works at once."""

import pytest
from django.contrib.auth.models import AnonymousUser

from kbsite.search import querying
from kbsite.search.models import Document, Promotion, Synonym


def message_of(response) -> str:
    return " ".join(error for errors in response.context["form"].errors.values() for error in errors)


def add_synonym(client, **said):
    return client.post(
        "/admin/synonym/new/", {"words": "wifi", "also": "wireless network", "direction": "two_way", "language": ""} | said
    )


@pytest.mark.parametrize("address", ["/admin/synonym/", "/admin/synonym/new/", "/admin/promotion/", "/admin/promotion/new/"])
def test_editors_and_owners_keep_the_lists_and_nobody_else(as_user, ana, ben, mo, chi, olga, address):
    assert [as_user(who).get(address).status_code for who in (chi, olga)] == [200, 200]
    assert all(as_user(who).get(address).status_code in (302, 403) for who in (None, ana, ben, mo))


def test_a_saved_synonym_finds_at_the_next_search(notes, indexed, as_user, chi):
    notes.write("Wireless network")
    indexed()
    assert not querying.search(user=AnonymousUser(), terms="wifi", language="en").total
    client = as_user(chi)
    assert add_synonym(client).status_code == 302
    assert querying.search(user=AnonymousUser(), terms="wifi", language="en").total == 1
    synonym = Synonym.objects.get()
    client.post(f"/admin/synonym/delete/{synonym.pk}/")
    assert not querying.search(user=AnonymousUser(), terms="wifi", language="en").total


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"words": " , "}, "Write at least one word."),
        ({"words": "!!"}, "holds no word that can be searched for"),
        ({"also": "one two three four five six"}, "separate entries with commas"),
        ({"words": "networks", "also": "network"}, "stands on both sides"),
        ({"words": ",".join(f"w{number}" for number in range(21))}, "At most 20 entries"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(as_user, chi, said, sentence):
    response = add_synonym(as_user(chi), **said)
    assert sentence in message_of(response)
    assert not Synonym.objects.exists()


def test_a_second_list_for_the_same_word_is_refused_and_names_the_first(as_user, chi):
    client = as_user(chi)
    add_synonym(client)
    response = add_synonym(client, words="wlan, Wifi", also="hotspot")
    assert "“Wifi” already has synonyms (wifi ↔ wireless network)" in message_of(response)


def test_a_link_from_a_results_page_fills_the_form_and_saving_puts_it_on_top(notes, indexed, as_user, chi):
    number = notes.write("Order a desk lamp", content="article:1")
    indexed()
    client = as_user(chi)
    html = client.get("/admin/promotion/new/", {"phrase": "light", "language": "en", "result": f"note:{number}"}).content.decode()
    assert "light</textarea>" in html
    assert "Order a desk lamp" in html
    document = Document.objects.get()
    response = client.post(
        "/admin/promotion/new/", {"phrases": "light", "result": document.pk, "language": "en", "from_day": "", "until_day": ""}
    )
    assert response.status_code == 302
    assert Promotion.objects.get().content == "article:1"
    page = querying.search(user=AnonymousUser(), terms="light", language="en")
    assert [hit.title for hit in page.picks] == ["Order a desk lamp"]
    assert "Order a desk lamp" in client.get("/admin/promotion/").content.decode()


def test_a_promotion_that_ends_before_it_starts_is_refused(notes, indexed, as_user, chi):
    notes.write("Order a desk lamp")
    indexed()
    response = as_user(chi).post(
        "/admin/promotion/new/",
        {"phrases": "light", "result": Document.objects.get().pk, "from_day": "2026-11-10", "until_day": "2026-11-01"},
    )
    assert "The last day lies before the first one." in message_of(response)


def test_editors_choose_by_title_among_what_they_may_see(notes, indexed, as_user, chi, ben):
    notes.write("Order a desk lamp")
    notes.write("Badge by hand", audience="staff")
    indexed()
    staff_note = Document.objects.get(audience="staff")
    shown = as_user(chi).get("/admin/search_result_chooser/results/", {"q": "lamp"}).content.decode()
    assert "desk lamp" in shown
    assert "Badge" not in shown
    for path in ("", "results/", f"chosen/{staff_note.pk}/"):
        assert as_user(ben).get(f"/admin/search_result_chooser/{path}").status_code in (302, 403)
    assert "Badge by hand" in as_user(chi).get(f"/admin/search_result_chooser/chosen/{staff_note.pk}/").content.decode()


def test_editors_pin_from_the_results_page_and_readers_see_no_such_link(notes, indexed, as_user, chi):
    notes.write("Order a desk lamp")
    indexed()
    address = "/admin/promotion/new/?phrase=lamp&amp;language=en&amp;result=note:1"
    assert address in as_user(chi).get("/search/", {"q": "lamp"}).content.decode()
    assert "/admin/promotion" not in as_user(None).get("/search/", {"q": "lamp"}).content.decode()
