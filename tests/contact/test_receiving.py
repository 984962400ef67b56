"""Contacts that other desks send by themselves."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deflection.contact.importing import contacts as importing
from deflection.contact.receiving import endpoint
from deflection.contact.receiving.access import open_access, revoke_access
from deflection.models import Contact, DeskToken
from deflection.recording.importing import imported_key
from kbsite.limits.taking import Limit
from kbsite.visitors.keys import email_keys

pytestmark = pytest.mark.django_db

ROW = {"external_id": "1", "ts": "2026-09-01T08:00:00+03:00", "channel": "phone"}


@pytest.fixture
def token(olga) -> str:
    return open_access(source="old-desk", by=olga)[1]


@pytest.fixture
def send(token):
    """`send(body)` posts it with the token of the old desk, as a program does: no cookie, no form token."""

    def post(body, *, bearer: str = token, content_type: str = "application/json", **headers):
        body = body if isinstance(body, str | bytes) else json.dumps(body)
        return Client(enforce_csrf_checks=True).post(
            "/api/contacts/", body, content_type=content_type, headers={"authorization": f"Bearer {bearer}", **headers}
        )

    return post


def test_one_contact_is_taken_in(send):
    answer = send(ROW | {"kind": "problem", "person": "p-7", "email": "Sari@lumo.example", "agent_minutes": 12.5})
    assert (answer.status_code, answer.json()) == (200, {"new": 1, "known": 0, "differing": [], "refused": []})
    contact = Contact.objects.get()
    assert (contact.source, contact.channel, contact.kind, contact.state) == ("old-desk", "phone", "problem", "closed")
    assert contact.person_key == imported_key("p-7")
    assert contact.email_key == email_keys("sari@lumo.example").current
    assert answer.headers["Cache-Control"] == "no-store"


def test_sending_again_changes_nothing(send):
    batch = {"contacts": [ROW, ROW | {"external_id": "2", "reopened_of": "1"}]}
    assert send(batch).json()["new"] == 2
    before = list(Contact.objects.order_by("pk").values())
    assert send(batch).json() == {"new": 0, "known": 2, "differing": [], "refused": []}
    told = send(ROW | {"kind": "order"}).json()
    assert told["differing"] == [{"row": 1, "reason": "known already with another kind; the first stands"}]
    assert list(Contact.objects.order_by("pk").values()) == before


def test_refused_rows_are_told_with_their_reason_and_the_others_are_in(send):
    bad = [
        ({"channel": "pigeon"}, "channel must be one of"),
        ({"ts": "2026-09-01T08:00:00"}, "needs a time zone"),
        ({"ts": "0001-01-01T00:00:00+03:00"}, "lies before 1990"),
        ({"ts": "9999-12-31T23:59:59-03:00"}, "lies in the future"),
        ({"ts": 1767225600}, "ts must be an ISO 8601 time"),
        ({"external_id": None}, "is missing"),
        ({"external_id": ["1"]}, "must be text"),
        ({"external_id": "x" * 121}, "at most 120 characters"),
        ({"source": "site"}, "unknown field 'source'"),
        ({"state": "open"}, "unknown field 'state'"),
        ({"subject": "zero \x00"}, "no database keeps"),
        ({"subject": "half \ud800"}, "no database keeps"),
        ({"agent_minutes": {"a": 1}}, "must be a number"),
        ({"issue": [["x"]]}, "must be text"),
    ]
    rows = [ROW | {"external_id": f"bad-{number}"} | change for number, (change, _reason) in enumerate(bad)]
    answer = send({"contacts": [ROW, *rows, "text", None, ROW | {"external_id": "last"}]})
    assert answer.status_code == 422
    told = answer.json()
    assert told["new"] == 2
    assert [row["row"] for row in told["refused"]] == list(range(2, len(bad) + 4))
    for row, (_change, reason) in zip(told["refused"], bad, strict=False):
        assert reason in row["reason"]
    assert set(Contact.objects.values_list("external_id", flat=True)) == {"1", "last"}


def test_who_has_no_valid_token_is_not_let_in(send, as_user, olga, token):
    assert send(ROW, bearer="desk_guess").status_code == 401
    assert send(ROW, bearer="").headers["WWW-Authenticate"] == "Bearer"
    assert Client().post("/api/contacts/", json.dumps(ROW), content_type="application/json").status_code == 401
    signed_in = as_user(olga).post("/api/contacts/", json.dumps(ROW), content_type="application/json")
    assert signed_in.status_code == 401, "being signed in opens nothing"
    basic = Client().post(
        "/api/contacts/", json.dumps(ROW), content_type="application/json", headers={"authorization": f"Basic {token}"}
    )
    assert basic.status_code == 401
    assert not Contact.objects.exists()


def test_a_revoked_token_is_told_so(send):
    revoke_access(access=DeskToken.objects.get())
    assert (send(ROW).status_code, Contact.objects.count()) == (403, 0)


def test_the_token_is_stored_as_a_hash_and_its_use_as_a_day(send, token):
    access = DeskToken.objects.get()
    assert token not in json.dumps(list(DeskToken.objects.values()), default=str)
    assert (access.last_used_on, access.ending) == (None, token[-4:])
    send(ROW)
    access.refresh_from_db()
    assert access.last_used_on == timezone.localdate()


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{", "application/json", 400),
        (b"\xff\xfe{}", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ('{"external_id": ' + "9" * 5000 + "}", "application/json", 400),
        ("[]", "application/json", 400),
        ("3", "application/json", 400),
        ('{"contacts": []}', "application/json", 400),
        ('{"contacts": {"a": 1}}', "application/json", 400),
        ("{}", "application/json", 422),
        (json.dumps({"contacts": [ROW] * 501}), "application/json", 413),
        (json.dumps(ROW | {"subject": "x" * 1_100_000}), "application/json", 413),
        ("x" * 5_000_000, "application/json", 413),
        (json.dumps(ROW), "text/plain", 415),
        ("external_id=1", "application/x-www-form-urlencoded", 415),
    ],
)
def test_a_body_that_is_no_batch_is_answered_with_the_reason(send, body, content_type, status):
    answer = send(body, content_type=content_type)
    assert answer.status_code == status
    assert answer.json().get("error") or answer.json()["refused"][0]["reason"]
    assert not Contact.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_nothing_is_read_changed_or_deleted_here(method, token):
    answer = getattr(Client(), method)("/api/contacts/", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 405


def test_too_many_requests_are_told_when_to_come_again(send, olga, monkeypatch):
    monkeypatch.setattr(endpoint, "REQUESTS_A_MINUTE", Limit("few", times=2, seconds=60))
    assert [send(ROW).status_code for _ in range(3)] == [200, 200, 429]
    assert send(ROW).headers["Retry-After"] == "60"
    assert send(ROW, bearer=open_access(source="another", by=olga)[1]).status_code == 200


def test_wrong_tokens_are_limited_by_address_and_do_not_lock_out_the_right_one(send, monkeypatch):
    monkeypatch.setattr(endpoint, "WRONG_TOKENS_A_MINUTE", Limit("few-wrong", times=2, seconds=60))
    assert [send(ROW, bearer="desk_wrong").status_code for _ in range(3)] == [401, 401, 429]
    assert send(ROW).status_code == 200


def test_of_two_requests_at_once_both_are_answered(send, monkeypatch):
    """What another request has written between looking and writing is known at the second look."""
    send(ROW)
    known, looks = importing._known, []

    def sees_nothing_at_first(waiting, source):
        looks.append(1)
        return known(waiting, source) if len(looks) > 1 else {}

    monkeypatch.setattr(importing, "_known", sees_nothing_at_first)
    answer = send({"contacts": [ROW, ROW | {"external_id": "2"}]})
    assert (answer.json()["new"], answer.json()["known"], len(looks)) == (1, 1, 2)
    assert Contact.objects.count() == 2


def test_a_batch_costs_the_same_with_2_and_with_20(send):
    send({"contacts": [ROW]})
    counts = []
    for size in (2, 20):
        with CaptureQueriesContext(connection) as captured:
            send({"contacts": [ROW | {"external_id": f"{size}-{number}"} for number in range(size)]})
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_examples_of_the_documentation_are_taken(send):
    text = (Path(settings.BASE_DIR) / "docs" / "receiving-contacts.md").read_text(encoding="utf-8")
    bodies = re.findall(r"-d '([^']+)'", text)
    assert [send(body).json() | {"status": "in"} for body in bodies] == [
        {"new": number, "known": 0, "differing": [], "refused": [], "status": "in"} for number in (1, 2)
    ]
    told = set(re.findall(r"^\| (\d{3}) \|", text, flags=re.MULTILINE))
    assert told == {"200", "400", "401", "403", "405", "413", "415", "422", "429"}


def test_an_owner_opens_access_sees_the_token_once_and_revokes_it(as_user, olga, send):
    client = as_user(olga)
    page = client.post("/admin/contact_imports/desks/", {"source": "new-desk"})
    token = re.search(r'value="(desk_[^"]+)"', page.content.decode()).group(1)
    assert "no-store" in page.headers["Cache-Control"]
    assert token not in client.get("/admin/contact_imports/desks/").content.decode()
    assert send(ROW, bearer=token).status_code == 200
    assert Contact.objects.get().source == "new-desk"
    access = DeskToken.objects.get(source="new-desk")
    client.post(f"/admin/contact_imports/desks/{access.pk}/revoke/")
    assert send(ROW, bearer=token).status_code == 403
    assert "Revoked" in client.get("/admin/contact_imports/desks/").content.decode()


@pytest.mark.parametrize("source", ["site", "", "two words", "x" * 41])
def test_a_desk_needs_a_name_of_its_own(as_user, olga, source):
    answer = as_user(olga).post("/admin/contact_imports/desks/", {"source": source})
    assert 'role="alert"' in answer.content.decode()
    assert not DeskToken.objects.exists()


@pytest.mark.parametrize(
    ("who", "may"), [(None, False), ("ana", False), ("ben", False), ("chi", False), ("mo", False), ("olga", True)]
)
def test_only_owners_open_and_revoke_access(request, as_user, token, who, may):
    client = as_user(request.getfixturevalue(who) if who else None)
    access = DeskToken.objects.get()
    assert (client.get("/admin/contact_imports/desks/").status_code == 200) is may
    client.post("/admin/contact_imports/desks/", {"source": "mine"})
    assert DeskToken.objects.filter(source="mine").exists() is may
    client.post(f"/admin/contact_imports/desks/{access.pk}/revoke/")
    access.refresh_from_db()
    assert (access.revoked_at is not None) is may


def test_the_list_of_desks_costs_the_same_with_2_and_with_20(as_user, olga, fixed_queries):
    client = as_user(olga)
    counts = []
    for number in range(20):
        open_access(source=f"desk-{number}", by=olga)
        if number in (1, 19):
            counts.append(fixed_queries(lambda: client.get("/admin/contact_imports/desks/")))
    assert counts[0] == counts[1]
