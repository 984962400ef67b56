"""Hostile text at every door that asks the search: an answer, a bounded number of look-ups, nothing that runs."""

from collections import Counter
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from kbsite.search import querying
from kbsite.search.engine.corpus import WhooshCorpus
from kbsite.search.engine.terms import MAX_QUESTION_TERMS
from kbsite.search.hits import SearchFilters

ADMIN = f"/{settings.ADMIN_PATH.strip('/')}"
DOORS = {
    "results": "/search/?q={}",
    "filters": "/search/?q=printer&tag={0}&section={0}&product={0}&language={0}&kind={0}&solved={0}&sort={0}&page={0}",
    "suggestions": "/search/suggest/?q={}",
    "contact suggestions": "/contact/suggestions/?subject={0}&form_token={0}",
    "contact form": "/contact/?q={}",
    "ask suggestions": "/community/ask/suggestions/?title={}",
    "ask form": "/community/ask/?title={}",
    "admin pages": ADMIN + "/pages/search/?q={}",
    "admin images": ADMIN + "/images/?q={}",
    "admin documents": ADMIN + "/documents/?q={}",
}
HOSTILE = {
    "field syntax": "title:printer body:x key:note* audience:staff",
    "wildcards": "p* *r ?rinter pri%ter _rinter *",
    "broken operators": "printer AND OR NOT ( [ { \" ' ~2 ^9 TO ] -",
    "ranges": "[a TO z] {1 TO 2] title:[* TO *]",
    "postgresql": "printer:* & !(x | y) <-> 'a''b' \\ :A",
    "regular expression": "/(a+)+$/ r'^(([a-z])+.)+[A-Z]([a-z])+$'",
    "control characters": "prin\x00ter\x01\x07\x1b[2J\x7f\r\nSet-Cookie: a=b",
    "direction marks": "\u202eretnirp\u202c \u200f\u2066printer\u2069 \ufeff",
    "emoji and flags": "🖨️👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿" * 30,
    "zalgo": "p" + "".join(chr(0x300 + number % 0x6F) for number in range(900)) + "rinter",
    "letters that grow": "İ" * 300 + "ß" * 50 + "ﷺ" * 20,
    "markup": '"><script>alert(1)</script><mark onmouseover=alert(2)>{{7*7}}{%debug%}${7*7}',
    "a path": "../../../../etc/passwd%00.html",
    "ten thousand words": " ".join(f"w{number}" for number in range(10_000)),
    "one long word": "ab" * 20_000,
    "commas": "," * 5_000 + "a,b,c",
    "numbers": "9" * 5_000,
    "a negative number": "-1",
    "arabic digits": "٣",
    "not a number": "NaN",
}


@pytest.fixture
def printer(notes, indexed):
    notes.write("Printer settings", body="printer paper toner", tags=("tag",), section="Work", section_path="work")
    indexed()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_every_door_answers_and_repeats_nothing_as_markup(printer, olga, as_user, client, text):
    browser = as_user(olga)
    for name, address in DOORS.items():
        answer = browser.get(address.format(quote(text)))
        assert answer.status_code in (200, 204, 400, 404), name
        said = answer.content.decode()
        assert "<script>alert" not in said, name
        assert "onmouseover=alert(2)>" not in said.replace("&gt;", ""), name
        assert "Traceback" not in said
        assert not any("\r" in value or "\n" in value for value in answer.headers.values())
        assert "a" not in answer.cookies


@pytest.mark.parametrize("raw", ["%ED%A0%80", "%FF%FE", "%C0%AE", "%", "%zz", "%00"], ids=lambda raw: raw)
def test_bytes_that_are_no_text_are_answered_too(printer, olga, as_user, raw):
    browser = as_user(olga)
    for name, address in DOORS.items():
        assert browser.get(address.replace("{0}", raw).replace("{}", raw)).status_code in (200, 204, 400, 404), name


def test_lone_surrogates_are_no_words(printer):
    user = AnonymousUser()
    assert querying.search(user=user, terms="\ud800printer\udfff", language="en").total == 1
    querying.suggest(user=user, terms="\ud800pri", language="en")
    querying.similar(user=user, title="\ud83d", body="\udc00" * 50, language="en")


def test_repeated_parameters_and_a_hundred_filters_are_one_of_each(printer, client):
    query = "&".join(["q=printer", *(f"tag=tag{number}" for number in range(100)), "tag=tag", "page=1&page=-5&page=7"])
    answer = client.get(f"/search/?{query}")
    assert answer.status_code == 200
    assert "1 result" in answer.content.decode()


def test_unknown_filters_narrow_to_nothing_and_say_so(printer, client):
    for narrowing in ("kind=nothing", "language=xx", "section=no/where", "product=99999999999999999999", "tag=no"):
        assert "Nothing found" in client.get(f"/search/?q=printer&{narrowing}").content.decode(), narrowing
    assert client.get("/search/?q=printer&solved=maybe&sort=worst").status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "99999", "999999999999", "1e9", "", "1.5", "٣"])
def test_any_page_number_is_some_page(printer, client, page):
    assert "Printer</mark> settings" in client.get("/search/", {"q": "printer", "page": page}).content.decode()


# Forms of a word in three languages, zones, synonyms, a second reading of the best: a constant, whatever comes in.
MOST_LOOK_UPS_PER_TERM = 120


@pytest.fixture
def look_ups(monkeypatch):
    counted = Counter()
    for name in ("postings", "words_among"):
        really = getattr(WhooshCorpus, name)

        def count(corpus, field, word, *rest, _name=name, _really=really):
            counted[_name] += 1 if isinstance(word, str) else len(word)
            counted["fields", field] += 1
            return _really(corpus, field, word, *rest)

        monkeypatch.setattr(WhooshCorpus, name, count)
    return counted


@pytest.mark.parametrize("text", [*HOSTILE.values(), "printer " * 100_000], ids=[*HOSTILE, "a megabyte"])
def test_no_question_costs_more_look_ups_than_its_first_words(printer, look_ups, text):
    user = AnonymousUser()
    for ask in (
        lambda: querying.search(user=user, terms=text, language="en"),
        lambda: querying.suggest(user=user, terms=text, language="en"),
        lambda: querying.similar(user=user, title=text, language="en"),
        lambda: querying.similar(user=user, title=text, body=text, language="en"),
    ):
        look_ups.clear()
        ask()
        assert look_ups["postings"] <= MOST_LOOK_UPS_PER_TERM * MAX_QUESTION_TERMS


def test_beginnings_and_typos_are_looked_up_in_titles_only(printer, look_ups):
    for terms in ("pri", "prunter sett", "printre"):
        querying.suggest(user=AnonymousUser(), terms=terms, language="en")
    querying.search(user=AnonymousUser(), terms="prunter", language="en")
    guessed = {key[1] for key, count in look_ups.items() if isinstance(key, tuple) and "prefix" in key[1]}
    assert guessed <= {"prefix"}
    assert querying.search(user=AnonymousUser(), terms="pape", language="en").total == 0
    assert querying.search(user=AnonymousUser(), terms="paper", language="en").total == 1


def test_a_filter_of_many_sections_is_a_bounded_number_of_look_ups(printer, look_ups, client):
    client.get("/search/", {"q": "printer", "section": ",".join(["work"] * 10_000)})
    assert look_ups["fields", "section"] <= 128
    found = querying.search(user=AnonymousUser(), terms="printer", language="en", filters=SearchFilters(section="work," * 60))
    assert found.total == 1
