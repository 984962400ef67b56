"""The page and the list of suggestions, as browsers get them."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kbsite.search import indexing
from kbsite.search.models import IndexManifest
from kbsite.search.signals import searched


def test_the_heading_counts_and_repeats_the_question(notes, indexed, client):
    notes.write("VPN drops")
    notes.write("VPN is slow")
    indexed()
    html = client.get("/search/", {"q": "vpn <b>"}).content.decode()
    assert "<h1>2 results for “vpn &lt;b&gt;”</h1>" in html
    assert "vpn <b>" not in html


def test_an_empty_question_shows_the_field_and_no_results(notes, indexed, client):
    notes.write("VPN drops")
    indexed()
    html = client.get("/search/").content.decode()
    assert "VPN drops" not in html
    assert "<h1>Search help</h1>" in html


def test_nothing_found_offers_ways_on_with_the_words_carried_along(notes, indexed, client):
    notes.write("VPN drops")
    indexed()
    html = client.get("/search/", {"q": "quantum cryptography"}).content.decode()
    assert "Nothing found for “quantum cryptography”" in html
    assert "/community/ask/?title=quantum%20cryptography" in html
    assert "/contact/?q=quantum%20cryptography" in html


def test_filters_are_links_that_keep_the_question_and_come_off_again(notes, indexed, client):
    notes.write("VPN drops", language="en")
    notes.write("VPN katkeaa", language="fi")
    indexed()
    html = client.get("/search/", {"q": "vpn"}).content.decode()
    assert 'href="?q=vpn&amp;language=fi"' in html
    narrowed = client.get("/search/", {"q": "vpn", "language": "fi"}).content.decode()
    assert 'href="?q=vpn" aria-current="true"><span lang="fi">Suomi</span>' in narrowed
    assert "1 result for" in narrowed


def test_a_result_in_another_language_says_so(notes, indexed, client):
    notes.write("VPN katkeaa", language="fi")
    indexed()
    assert '<span class="tag">Suomi</span>' in client.get("/search/", {"q": "vpn"}).content.decode()
    assert '<span class="tag">Suomi</span>' not in client.get("/fi/search/", {"q": "vpn"}).content.decode()


def test_a_clear_winner_is_called_the_best_match(notes, indexed, client):
    notes.write("Reset your password", body="How to reset a password.")
    notes.write("Holiday calendar", body="Ask for a new password when you are back, or reset the badge.")
    indexed()
    html = client.get("/search/", {"q": "reset password"}).content.decode()
    assert html.index("Best match") < html.index("your <mark>password</mark>")


def test_without_an_index_the_database_answers_and_the_page_says_so(notes, client):
    notes.write("VPN drops", body="Every hour.")
    indexing.drain()
    indexing.drain()
    IndexManifest.objects.all().delete()
    html = client.get("/search/", {"q": "vpn"}).content.decode()
    assert "VPN</mark> drops" in html
    assert "Search is being put in order" in html


@pytest.mark.parametrize(
    "query", ["page=0", "page=-3", "page=9999999999", "page=x", "sort=;drop", "solved=maybe", "product=x%00"]
)
def test_odd_parameters_do_no_harm(notes, indexed, client, query):
    notes.write("VPN drops")
    indexed()
    assert client.get(f"/search/?q=vpn&{query}").status_code == 200


def test_a_question_is_announced_once_not_for_each_page_or_filter(notes, indexed, client):
    heard = []

    def hear(sender, **said):
        heard.append((said["terms"], said["total"]))

    notes.write("VPN drops")
    indexed()
    searched.connect(hear)
    try:
        client.get("/search/", {"q": "vpn"})
        client.get("/search/", {"q": "vpn", "language": "en"})
    finally:
        searched.disconnect(hear)
    assert heard == [("vpn", 1)]


def test_a_page_costs_the_same_queries_with_2_and_with_20_hits(notes, indexed, client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/search/", {"q": "printer"}).status_code == 200
        return len(captured)

    for number in range(2):
        notes.write(f"Printer {number}")
    indexed()
    queries()
    with_two = queries()
    for number in range(18):
        notes.write(f"Printer {number}")
    indexed()
    assert queries() == with_two


def test_suggestions_are_grouped_options_with_searching_last(notes, indexed, client):
    notes.write("Printer & scanner", section="Printing")
    indexed()
    html = client.get("/search/suggest/", {"q": "pri"}).content.decode()
    assert 'data-href="/notes/1/"' in html
    assert "<b>Pri</b>nter &amp; scanner" in html
    assert html.index("Notes") < html.index("Search for “pri”")
    assert 'data-status="1 suggestion"' in html


def test_suggestions_tolerate_one_typo_and_refuse_a_flood(notes, indexed, client):
    notes.write("Printer settings")
    indexed()
    assert "Printer settings" in client.get("/search/suggest/", {"q": "prunter"}).content.decode()
    answers = {client.get("/search/suggest/", {"q": "pr"}).status_code for _ in range(601)}
    assert answers == {200, 429}


def test_narrowing_by_when_it_was_changed(notes, indexed, client):
    now = timezone.now()
    for days in (2, 20, 200, 900):
        notes.write(f"Printer {days}", updated_at=now - datetime.timedelta(days=days))
    indexed()
    html = client.get("/search/", {"q": "printer"}).content.decode()
    counts = re.findall(r"<span>(Last [^<]+)</span> <span class=\"count\">(\d+)</span>", html)
    assert counts[:3] == [("Last 7 days", "1"), ("Last 30 days", "2"), ("Last 12 months", "3")]
    narrowed = client.get("/search/", {"q": "printer", "updated": "month"}).content.decode()
    assert "2 results for" in narrowed
    assert "Printer</mark> 200" not in narrowed
    assert "4 results for" in client.get("/search/", {"q": "printer", "updated": "yesterday"}).content.decode()


def test_the_database_narrows_by_date_too(notes, client):
    for days in (2, 200):
        notes.write(f"Printer {days}", updated_at=timezone.now() - datetime.timedelta(days=days))
    indexing.drain()
    IndexManifest.objects.all().delete()
    assert "1 result for" in client.get("/search/", {"q": "printer", "updated": "month"}).content.decode()


def test_periods_that_narrow_nothing_are_not_offered(notes, indexed, client):
    for number in range(2):
        notes.write(f"Printer {number}", updated_at=timezone.now())
    indexed()
    assert "Last 7 days" not in client.get("/search/", {"q": "printer"}).content.decode()


def test_a_subject_that_is_in_no_subject_makes_no_choice_without_a_name(notes, indexed, client):
    notes.write("Printer", section="Printing", section_path="printing")
    notes.write("Printer room", section="", section_path="rooms")
    indexed()
    html = client.get("/search/", {"q": "printer"}).content.decode()
    assert "<span>Printing</span>" in html
    assert "<span></span>" not in html
