"""What people write into titles, tags and sections, and what a search's address carries: shown as text, told to nobody."""

import logging
import re

import pytest

from kbsite.search import querying
from kbsite.search.models import IndexManifest

SCRIPT = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>"
DOORS = (
    "/search/?q=printer",
    "/search/suggest/?q=printer",
    "/fi/search/?q=printer",
    "/search/?kind=note",
    "/search/?q=printer&sort=newest",
)


@pytest.fixture
def hostile(notes, indexed):
    for number in range(3):
        notes.write(
            f"Printer {SCRIPT} {number}",
            summary=f"A printer {SCRIPT}",
            body=f"printer <mark>not ours</mark> {SCRIPT} printer",
            tags=(SCRIPT,),
            section=f"Work {SCRIPT}",
            section_path="work",
            keywords=SCRIPT,
        )
    indexed()


@pytest.mark.parametrize("has_index", [True, False], ids=["index", "database"])
@pytest.mark.parametrize("door", DOORS)
def test_markup_in_titles_tags_and_sections_is_text(hostile, client, door, has_index):
    if not has_index:
        IndexManifest.objects.all().delete()
    html = client.get(door).content.decode()
    assert "Printer" in html
    for executable in ("<img src=x", "<script>alert", "onerror=alert(1)>", "\"'>"):
        assert executable not in html
    assert "<mark>not ours" not in html


def test_only_our_own_marks_are_in_snippets(hostile, ana):
    for hit in querying.search(user=ana, terms="printer alert", language="en").hits:
        for shown in (hit.title_html, hit.snippet_html):
            assert "<" not in shown.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize("address", ["/search/?q=secretword", "/search/suggest/?q=secretword", "/search/?q=secretword&page=2"])
@pytest.mark.parametrize("who", [None, "ana", "ben"])
def test_no_cache_keeps_a_question_and_no_other_site_learns_it(hostile, as_user, request, who, address):
    answer = as_user(request.getfixturevalue(who) if who else None).get(address)
    assert "private" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    if "suggest" not in address:
        assert 'name="robots" content="noindex' in answer.content.decode()


def test_no_header_of_the_request_gets_into_a_page(hostile, client):
    poisoned = {
        "X-Forwarded-Host": "evil.test",
        "X-Original-URL": "/evil.test",
        "X-Forwarded-Prefix": "/evil.test",
        "Forwarded": "host=evil.test",
        "Referer": "https://evil.test/",
    }
    for door in DOORS:
        assert "evil.test" not in client.get(door, headers=poisoned).content.decode()


def test_every_link_of_a_search_stays_on_this_site(hostile, client):
    for question in ("printer", "//evil.test", "/\\evil.test", "javascript:alert(1)", "https://evil.test/"):
        for door in ("/search/?q={}", "/search/suggest/?q={}"):
            html = client.get(door.format(question)).content.decode()
            for link in re.findall(r'(?:href|action|data-href|data-url)="([^"]*)"', html):
                assert link.startswith(("/", "?", "#")), link
                assert not link.startswith(("//", "/\\")), link


@pytest.mark.parametrize("has_index", [True, False], ids=["index", "database"])
def test_logs_hold_no_words_of_a_question(hostile, client, caplog, has_index):
    if not has_index:
        IndexManifest.objects.all().delete()
    with caplog.at_level(logging.DEBUG):
        for address in ("/search/?q=secretword", "/search/suggest/?q=secretword", "/contact/suggestions/?subject=secretword"):
            client.get(address)
    told = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not [line for line in told if "secretword" in line]
