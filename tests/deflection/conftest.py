"""Readers with a browser, and short ways to make rows of measurement."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from deflection.ledger.folding import fold_everything
from deflection.ledger.maturing import mature_everything
from deflection.models import Contact, Event, RecurringIssue

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
ARTICLE = uuid.UUID("11111111-1111-4111-8111-111111111111")
OTHER_ARTICLE = uuid.UUID("22222222-2222-4222-8222-222222222222")
TOPIC = uuid.UUID("33333333-3333-4333-8333-333333333333")
# A Monday, so that weeks in tests are easy to count.
MONDAY = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
READ = {"dwell_s": 60, "scroll": 0.9, "words": 100}
# The month around it, and a day on which all its episodes are ripe.
FIRST, AFTER = date(2026, 9, 1), date(2026, 10, 1)
LATER = MONDAY + timedelta(days=60)


def catch_up() -> None:
    """The ledger as the worker leaves it on that day."""
    fold_everything(now=LATER)
    mature_everything(now=LATER)


@pytest.fixture
def ask():
    """`ask(user=ana, cookies={...}, **{"Sec-GPC": "1"})`: a request as a browser sends it."""

    def request(user=None, *, cookies=None, agent=FIREFOX, **headers):
        made = RequestFactory(headers={"User-Agent": agent, **headers}).get("/")
        made.user = user or AnonymousUser()
        made.COOKIES.update(cookies or {})
        return made

    return request


@pytest.fixture
def reader(client):
    """An anonymous client with an ordinary browser; the test client's empty agent would be a robot."""
    client.defaults["HTTP_USER_AGENT"] = FIREFOX
    return client


@pytest.fixture
def vpn(db) -> RecurringIssue:
    return RecurringIssue.objects.create(slug="vpn-drops", title="VPN ends after an hour")


@pytest.fixture
def make_event(db):
    def make(type_name="view", *, person="p1", minutes=0.0, content=ARTICLE, kind="article", **fields):
        defaults = {"consent": "full", "payload": {}}
        return Event.objects.create(
            ts=MONDAY + timedelta(minutes=minutes),
            type=type_name,
            person_key=person,
            content_kind=kind if content else "",
            content_uuid=content,
            **(defaults | fields),
        )

    return make


@pytest.fixture
def make_contact(db):
    made = iter(range(10_000, 99_999))

    def make(*, person="p1", minutes=0.0, issues=(), **fields):
        defaults = {"kind": "problem", "channel": "form"}
        contact = Contact.objects.create(
            reference=f"LK-{next(made)}", ts=MONDAY + timedelta(minutes=minutes), person_key=person, **(defaults | fields)
        )
        for issue in issues:
            contact.issue_links.create(issue=issue)
        return contact

    return make


@pytest.fixture
def asked_month(make_event, make_contact, vpn):
    """200 readers of two needs, 60 of them asked at random: 30 yes, 20 no (8 of whom contact), 10 only looking."""
    mail = RecurringIssue.objects.create(slug="mail", title="Mail is late")
    since = MONDAY - timedelta(days=90)
    vpn.content_links.create(content_kind="article", content_uuid=ARTICLE, valid_from=since)
    mail.content_links.create(content_kind="article", content_uuid=OTHER_ARTICLE, valid_from=since)
    for number in range(200):
        person, minutes = f"p{number}", 20 * number
        content = ARTICLE if number % 3 else OTHER_ARTICLE
        make_event("qualified_read", person=person, minutes=minutes, content=content, payload=READ, language="en")
        if number < 60:
            answer = "yes" if number < 30 else "no" if number < 50 else "browsing"
            make_event(
                "prompt_answer", person=person, minutes=minutes + 2, content=content, language="en", payload={"answer": answer}
            )
        if 30 <= number < 38 or 100 <= number < 105:
            make_contact(person=person, minutes=minutes + 60, channel="form" if number % 2 else "phone", agent_minutes=10)
    make_contact(person="", channel="phone", minutes=900)
    catch_up()
