from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from deflection.models import CountReason, DailyCount, Event, KeyLink
from deflection.recording import buffer
from deflection.recording.page_token import VALID_HOURS, make_page_token, read_page_token
from deflection.recording.qualifying import is_qualified_read
from deflection.recording.reading import follow_this_visit, note_dwell, note_view
from deflection.recording.write import record
from kbsite.visitors import visits
from kbsite.visitors.who import visitor_of
from tests.deflection.conftest import ARTICLE, OTHER_ARTICLE

CONTENT = f"article:{ARTICLE}"
pytestmark = pytest.mark.django_db


def sums(reason):
    return sum(DailyCount.objects.filter(reason=reason).values_list("count", flat=True))


def token(**changes):
    text = make_page_token(**({"kind": "article", "key": ARTICLE, "revision": 7, "words": 400, "language": "en"} | changes))
    return read_page_token(text)


def test_a_signed_in_reader_leaves_one_row_with_a_key(ask, ana):
    note_view(ask(ana), content=CONTENT, revision=7, language="en", words=400)
    event = Event.objects.get()
    assert (event.type, event.content, event.content_revision, event.consent) == ("view", CONTENT, 7, "full")
    assert len(event.person_key) == 32


def test_a_reader_who_is_not_followed_leaves_only_a_sum(ask):
    note_view(ask(), content=CONTENT)
    note_view(ask(), content=CONTENT)
    assert not Event.objects.exists()
    assert sums(CountReason.NOT_FOLLOWED) == 2


@pytest.mark.parametrize(
    ("who", "agent", "extra", "reason"),
    [
        ("ben", None, {}, CountReason.STAFF),
        (None, "Googlebot/2.1", {}, CountReason.BOT),
        ("ana", None, {"is_preview": True}, CountReason.PREVIEW),
        ("ana", None, {"is_author": True}, CountReason.AUTHOR),
    ],
)
def test_who_does_not_count_is_counted_with_the_reason(ask, request, who, agent, extra, reason):
    user = request.getfixturevalue(who) if who else None
    note_view(ask(user, **({"agent": agent} if agent else {})), content=CONTENT, **extra)
    assert not Event.objects.exists()
    assert list(DailyCount.objects.values_list("reason", "count")) == [(reason.value, 1)]


def test_more_than_sixty_views_an_hour_are_no_reading(ask, ana):
    for _view in range(63):
        note_view(ask(ana), content=CONTENT)
    assert Event.objects.count() == 60
    assert sums(CountReason.TOO_MANY) == 3


def test_a_form_joins_what_was_read_before_it_in_the_visit(ask):
    note_view(ask(), content=CONTENT, words=400)
    note_dwell(ask(), token=token(), dwell_s=30, scroll=0.9)
    note_view(ask(), content=f"article:{OTHER_ARTICLE}")
    visitor = follow_this_visit(ask())
    record("form_open", visitor=visitor)
    assert list(Event.objects.order_by("id").values_list("type", flat=True)) == ["view", "qualified_read", "view", "form_open"]
    assert set(Event.objects.values_list("visit_key", flat=True)) == {visitor.visit_key}
    assert sums(CountReason.NOT_FOLLOWED) == 0, "what joined a visit is no longer unfollowed"


def test_with_a_privacy_signal_no_row_has_a_key_and_nothing_waits_in_memory(ask):
    for _visit in range(2):
        request = ask(**{"Sec-GPC": "1"})
        note_view(request, content=CONTENT)
        note_dwell(request, token=token(), dwell_s=60, scroll=1.0)
        visitor = follow_this_visit(request)
        record("search", visitor=visitor, payload={"terms": "vpn", "hits": 3})
        record("vote", visitor=visitor, content=CONTENT, payload={"answer": "yes"})
    assert list(Event.objects.values_list("type", "person_key", "visit_key", "consent")) == [("vote", "", "", "none")] * 2
    assert sums(CountReason.REFUSED) == 2


def test_a_beacon_counts_once_an_hour_however_often_it_is_sent(ask, ana):
    for dwell_s in (3, 3, 60, 60, 90):
        note_dwell(ask(ana), token=token(), dwell_s=dwell_s, scroll=0.5)
    assert list(Event.objects.order_by("id").values_list("type", flat=True)) == ["short_read", "qualified_read"]


@pytest.mark.parametrize(
    ("dwell_s", "scroll", "words", "is_read"),
    [
        (7.9, 1.0, 10, False),
        (8, 0, 200, True),
        (8, 0.59, 400, False),
        (8, 0.6, 4000, True),
        (15, 0, 400, True),
        (14.9, 0, 400, False),
    ],
)
def test_a_qualified_read_needs_time_for_its_length_or_depth(dwell_s, scroll, words, is_read):
    assert is_qualified_read(dwell_s=dwell_s, scroll=scroll, words=words) is is_read


def test_search_terms_are_masked_before_they_are_written(ask, ana):
    record("search", visitor=visitor_of(ask(ana)), payload={"terms": "PIN 1234 ana@lumo.example", "hits": 0})
    assert Event.objects.get().payload["terms"] == "PIN #### @"


def test_a_wrong_event_is_logged_and_harms_no_page(ask, ana, caplog):
    record("no_such_type", visitor=visitor_of(ask(ana)))
    record("vote", visitor=visitor_of(ask(ana)), content="article:", payload={"answer": "yes"})
    assert not Event.objects.exists()
    assert "no_such_type was not recorded" in caplog.text


def test_a_database_that_refuses_harms_no_page_and_loses_nothing(ask, ana, monkeypatch, caplog):
    visitor = visitor_of(ask(ana))
    write = buffer.write

    def refuse(batch):
        raise DatabaseError("disk is full")

    monkeypatch.setattr(buffer, "write", refuse)
    record("vote", visitor=visitor, content=CONTENT, payload={"answer": "yes"})
    note_view(ask(ana), content=CONTENT)
    assert not Event.objects.exists()
    monkeypatch.setattr(buffer, "write", write)
    buffer.flush()
    assert sorted(Event.objects.values_list("type", flat=True)) == ["view", "vote"]


def test_an_event_is_not_part_of_a_rolled_back_act(ask, ana, settings, django_capture_on_commit_callbacks):
    settings.MEASURE_AT_ONCE = False
    visitor = visitor_of(ask(ana))
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        record("vote", visitor=visitor, content=CONTENT, payload={"answer": "yes"})
        transaction.set_rollback(True)
    assert not Event.objects.exists()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        record("vote", visitor=visitor, content=CONTENT, payload={"answer": "yes"})
        assert not Event.objects.exists(), "not in the transaction of the act"
    assert Event.objects.count() == 1


def test_an_event_that_may_exist_once_does(ask, ana):
    for _delivery in range(2):
        record("form_submitted", visitor=visitor_of(ask(ana)), once="contact:LK-7F3K2")
    assert Event.objects.count() == 1


def test_both_keys_are_kept_while_both_secrets_live(ask, ana, monkeypatch):
    from dataclasses import replace

    visitor = replace(visitor_of(ask(ana)), previous_person_key="a" * 32)
    record("me_too", visitor=visitor, content=CONTENT)
    assert KeyLink.objects.get().old_key == "a" * 32
    assert KeyLink.objects.get().new_key == Event.objects.get().person_key == visitor.person_key


def test_a_clock_that_runs_ahead_does_not_put_an_event_into_the_future(ask, ana):
    record("me_too", visitor=visitor_of(ask(ana)), content=CONTENT, ts=timezone.now() + timedelta(days=2))
    assert Event.objects.get().ts <= timezone.now()


def test_the_beacon_view_answers_nothing_and_sets_no_cookie(reader, ask):
    text = make_page_token(kind="article", key=ARTICLE, revision=7, words=100, language="en")
    visitor = follow_this_visit(ask())
    reader.cookies[visits.COOKIE] = visitor.visit_key
    answer = reader.post("/m/", {"t": text, "d": "12.5", "s": "80"})
    assert (answer.status_code, answer.content, dict(answer.cookies)) == (204, b"", {})
    event = Event.objects.get()
    assert (event.type, event.visit_key) == ("qualified_read", visitor.visit_key)
    assert event.payload == {"dwell_s": 12.5, "scroll": 0.8, "words": 100}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"t": "", "d": "12", "s": "80"}, 400),
        ({"t": "forged:token", "d": "12", "s": "80"}, 400),
        ({"d": "many", "s": "80"}, 400),
        ({"d": "nan", "s": "80"}, 204),
        ({"d": "1e99", "s": "-5"}, 204),
    ],
)
def test_a_forged_or_broken_beacon_leaves_no_read(reader, ask, sent, status):
    good = make_page_token(kind="article", key=ARTICLE, revision=7, words=100, language="en")
    reader.cookies[visits.COOKIE] = follow_this_visit(ask()).visit_key
    assert reader.post("/m/", {"t": good} | sent).status_code == status
    assert all(0 <= event.payload["dwell_s"] <= 14_400 for event in Event.objects.all())
    assert Event.objects.count() == (1 if sent.get("d") == "1e99" else 0)


def test_a_token_ends_after_a_day_and_is_the_same_within_an_hour(monkeypatch):
    from deflection.recording import page_token

    monkeypatch.setattr(page_token, "_this_hour", lambda: 1000)
    made = make_page_token(kind="article", key=ARTICLE, revision=7, words=100, language="en")
    assert made == make_page_token(kind="article", key=ARTICLE, revision=7, words=100, language="en")
    monkeypatch.setattr(page_token, "_this_hour", lambda: 1000 + VALID_HOURS)
    assert read_page_token(made).hour == 1000
    monkeypatch.setattr(page_token, "_this_hour", lambda: 1001 + VALID_HOURS)
    assert read_page_token(made) is None


def test_the_beacon_tag_costs_no_query_and_is_absent_in_previews(ask, django_assert_num_queries):
    from django.template import Context, Template

    page = Template('{% load measurement_tags %}{% beacon "article" key 7 400 "fi" %}')
    request = ask()
    with django_assert_num_queries(0):
        shown = page.render(Context({"request": request, "key": ARTICLE}))
    assert "beacon.js" in shown
    request.is_preview = True
    assert page.render(Context({"request": request, "key": ARTICLE})) == ""


def test_two_counts_of_one_day_add_up(ask):
    for agent in ("curl/8", "wget/1"):
        note_view(ask(agent=agent), content=CONTENT)
    assert list(DailyCount.objects.values_list("count", flat=True)) == [2]


def test_one_row_that_the_database_never_takes_does_not_hold_up_the_others(caplog):
    good, bad = (Event(ts=timezone.now(), type="view", source="site") for _ in range(2))
    bad.content_kind = "article"  # without a key: the table's own check refuses it on every database
    buffer.add(events=[bad, good])
    assert Event.objects.count() == 1
    # SQLite leaves such a row out without a word; PostgreSQL refuses the whole statement.
    assert connection.vendor == "sqlite" or "it is dropped" in caplog.text
