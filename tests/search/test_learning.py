"""The search log: what was asked, opened and done next, without a key of anybody and without a write in a page."""

import datetime

import pytest
from django.db import DatabaseError, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kbsite.search.learning import buffer
from kbsite.search.learning.buffer import flush_log
from kbsite.search.learning.masking import mask
from kbsite.search.learning.meaning import lemmas_of, means_same
from kbsite.search.learning.retention import erase_old_searches
from kbsite.search.models import LoggedSearch
from kbsite.search.signals import content_opened, help_wanted

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15"
ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.fixture
def printers(notes, indexed):
    notes.write("Printer prints empty pages", content="article:1")
    notes.write("Order a printer", content="article:2")
    indexed()
    return notes


def search(client, words: str, agent: str = FIREFOX, **query) -> None:
    assert client.get("/search/", {"q": words} | query, HTTP_USER_AGENT=agent).status_code == 200


def visit(rf_user, **headers):
    request = RequestFactory().get("/", HTTP_USER_AGENT=headers.pop("agent", FIREFOX), headers=headers)
    request.user = rf_user
    return request


@pytest.fixture
def nobody():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def opened(request, content: str) -> None:
    assert all(result is None for _, result in content_opened.send_robust(sender=None, request=request, content=content))


def logged() -> LoggedSearch:
    flush_log()
    return LoggedSearch.objects.get()


def test_a_search_becomes_a_row_after_the_page(printers, client):
    with CaptureQueriesContext(connection) as captured:
        search(client, "The printers")
    assert not [query for query in captured.captured_queries if "loggedsearch" in query["sql"]]
    assert not LoggedSearch.objects.exists()
    row = logged()
    assert (row.terms, row.lemmas, row.language, row.hits) == ("The printers", "printer", "en", 2)
    assert (row.next_step, row.opened_position, row.is_first, row.is_signed_in) == ("nothing", None, True, False)


def test_no_column_holds_a_key_of_a_person_or_visit(printers, client):
    search(client, "printer")
    names = {field.name for field in LoggedSearch._meta.get_fields()}
    assert not {name for name in names if any(word in name for word in ("user", "person", "visit", "session", "address"))}


@pytest.mark.parametrize(
    ("who", "headers", "rows"),
    [
        (None, {}, 1),
        ("ana", {}, 1),
        ("ben", {}, 0),
        (None, {"HTTP_USER_AGENT": ROBOT}, 0),
        (None, {"HTTP_SEC_GPC": "1"}, 0),
        (None, {"HTTP_DNT": "1"}, 0),
    ],
)
def test_who_leaves_a_row(printers, as_user, request, who, headers, rows):
    client = as_user(request.getfixturevalue(who) if who else None)
    client.get("/search/", {"q": "printer"}, **({"HTTP_USER_AGENT": FIREFOX} | headers))
    flush_log()
    assert LoggedSearch.objects.count() == rows


def test_an_objection_leaves_no_row_and_no_memory(printers, client):
    client.post(reverse("visitors:choose"), {"decision": "object"}, HTTP_USER_AGENT=FIREFOX)
    search(client, "printer")
    flush_log()
    assert not LoggedSearch.objects.exists()


def test_a_reload_and_the_way_back_are_no_new_search_but_a_filter_is_remembered(printers, client):
    search(client, "printer")
    search(client, "printer")
    search(client, "printer", kind="note")
    row = logged()
    assert row.filters == {"kind": "note"}


def test_what_was_opened_first_and_where_it_stood(printers, client, nobody):
    search(client, "printer")
    opened(visit(nobody), "article:404")
    assert logged().next_step == "nothing"
    opened(visit(nobody), "article:1")
    opened(visit(nobody), "article:2")
    row = logged()
    assert row.next_step == "read"
    assert row.opened_position in (1, 2)
    first = row.opened_position
    assert {hit: place for place, hit in enumerate(["article:2", "article:1"], start=1)}["article:1"] == first


def test_another_visitor_opens_nothing_of_mine(printers, client, nobody):
    search(client, "printer")
    opened(visit(nobody, agent=SAFARI), "article:1")
    assert logged().opened_position is None


@pytest.mark.parametrize("step", ["asked", "contacted"])
def test_turning_to_people_belongs_to_the_last_search(printers, client, nobody, step):
    search(client, "zeppelin")
    search(client, "printer")
    opened(visit(nobody), "article:1")
    help_wanted.send_robust(sender=None, request=visit(nobody), step=step)
    flush_log()
    rows = {row.terms: row for row in LoggedSearch.objects.all()}
    assert rows["printer"].next_step == step
    assert rows["printer"].opened_position == 2
    assert rows["zeppelin"].next_step == "nothing"


def test_asking_the_same_in_other_words_is_one_visit(printers, client):
    for words in ("printer empty pages", "empty pages of the printer upstairs", "holiday calendar"):
        search(client, words)
    search(client, "printer empty pages", agent=SAFARI)
    flush_log()
    assert list(LoggedSearch.objects.order_by("at").values_list("is_first", flat=True)) == [True, False, True, True]


def test_a_click_that_overtakes_its_row_waits_for_it(printers, client, nobody):
    search(client, "printer")
    waiting, buffer._waiting = buffer._waiting, buffer._Waiting()
    opened(visit(nobody), "article:2")
    assert flush_log() == 0
    buffer._waiting.rows |= waiting.rows
    flush_log()
    assert logged().opened_position == 1


def test_a_refusing_database_loses_no_row_and_breaks_no_page(printers, client, monkeypatch):
    def refuse(*args, **how):
        raise DatabaseError("disk full")

    search(client, "printer")
    with monkeypatch.context() as broken:
        broken.setattr(LoggedSearch.objects, "bulk_create", refuse)
        assert flush_log() == 0
        search(client, "order")
    assert flush_log() == 2


def test_a_script_fills_no_log(printers, client):
    for number in range(70):
        search(client, f"printer {chr(97 + number % 26)}{chr(97 + number // 26)}")
    flush_log()
    assert LoggedSearch.objects.count() == 60


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("mail from ana@lumo.example bounced", "mail from @ bounced"),
        ("call +358 40 123 4567 back", "call # back"),
        ("order 123456", "order #"),
        ("131052-308T", "#"),
        ("811218-9876 tax", "# tax"),
        ("token eyJhbGciOiJIUzI1NiIsInR5cCI6 refused", "token … refused"),
        ("https://ana:secret@lumo.example/reset?token=4711abc", "https://lumo.example/reset"),
        ("error 0x80070005", "error 0x80070005"),
        ("windows 11 24H2 error 809", "windows 11 24H2 error 809"),
        ("version 8.0.1 on 10.0.0.12", "version 8.0.1 on 10.0.0.12"),
    ],
)
def test_personal_data_is_masked_by_rule_and_technical_numbers_stay(typed, kept):
    assert mask(typed) == (kept, kept != typed)


def test_what_is_masked_reaches_no_column(printers, client):
    search(client, "printer of ana@lumo.example 0401234567")
    row = logged()
    assert (row.terms, row.lemmas, row.was_masked) == ("printer of @ #", "printer", True)


def test_same_meaning_is_most_words_in_any_order_and_form():
    def words(text: str) -> set[str]:
        return set(lemmas_of(text, "en").split())

    assert means_same(words("the VPN drops at home"), words("vpn dropped"))
    assert not means_same(words("reset password"), words("change password"))
    assert not means_same(words("vpn"), words("vpn drops"))
    assert not means_same(set(), set())


def test_the_log_ends_with_its_retention(printers, client, settings):
    search(client, "printer")
    search(client, "zeppelin")
    flush_log()
    settings.SEARCH_LOG_DAYS = 30
    LoggedSearch.objects.filter(terms="zeppelin").update(at=timezone.now() - datetime.timedelta(days=31))
    assert erase_old_searches() == 1
    assert LoggedSearch.objects.get().terms == "printer"
