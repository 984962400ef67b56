"""A whole visit with Sec-GPC: 1, twice: nothing that is stored joins the two."""

import re

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from deflection.models import Event
from forum.models import Board
from forum.posting import start_topic
from kbsite.visitors import visits, wishes
from tests.articles.conftest import make_article, make_section
from tests.deflection.conftest import FIREFOX

pytestmark = pytest.mark.django_db
KEY_LIKE = re.compile(r"^[0-9a-zA-Z_-]{16,}$")
# Names of content stand in every row about it and say nothing about a visitor.
NOT_ABOUT_VISITORS = {"content_uuid", "came_from_uuid", "translation_key", "key", "external_id"}


@pytest.fixture
def site(ana):
    article = make_article("VPN drops after an hour", parent=make_section("Network"))
    board = Board.objects.create(title_en="Devices", slug="devices", effective_audience="public")
    topic = start_topic(board=board, by=ana, title="VPN drops on trains", source="In every tunnel.")
    return article, topic


def visitor(client_class, **signal):
    client = client_class()
    client.defaults.update({"HTTP_USER_AGENT": FIREFOX} | signal)
    return client


def one_visit(client, article):
    """Follow every link of the site from its home page, search, vote and open the form."""
    waiting, seen = ["/", "/search/?q=vpn", "/contact/", "/privacy/"], set()
    while waiting and len(seen) < 60:
        address = waiting.pop(0).split("#")[0]
        if address in seen or "logout" in address:
            continue
        seen.add(address)
        answer = client.get(address, follow=True)
        assert answer.status_code < 500, address
        if "html" in answer.get("Content-Type", ""):
            waiting += [one for one in re.findall(r'href="(/[^"/][^"]*|/)"', answer.content.decode()) if "/static/" not in one]
    client.post(reverse("articles:vote", args=[article.pk]), {"answer": "yes"})
    token = re.search(r'id="page-token" value="([^"]+)"', client.get(article.url).content.decode())
    client.post("/m/", {"t": token[1].replace("&amp;", "&"), "d": "60", "s": "90"})
    return seen


def rows():
    return {
        (model._meta.label, row.pk): row
        for model in apps.get_models()
        if model._meta.app_label in {"deflection", "articles", "forum", "search", "visitors", "sessions", "notifications"}
        for row in model._default_manager.all()
    }


def keys_in(row):
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if isinstance(field, models.CharField) and field.attname not in NOT_ABOUT_VISITORS
    }
    return {value for value in values.values() if isinstance(value, str) and KEY_LIKE.match(value)}


def test_two_visits_with_the_signal_share_no_key_in_any_row(client, site):
    article, _topic = site
    new_keys = []
    for _visit in range(2):
        before = set(rows())
        person = visitor(type(client), HTTP_SEC_GPC="1")
        pages = one_visit(person, article)
        assert len(pages) >= 8
        assert not {visits.COOKIE, wishes.COOKIE} & set(person.cookies)
        fresh = [row for name, row in rows().items() if name not in before]
        new_keys.append(set().union(*(keys_in(row) for row in fresh)) if fresh else set())
    assert new_keys[0] & new_keys[1] == set()
    votes = Event.objects.all()
    assert [(one.type, one.person_key, one.visit_key) for one in votes] == [("vote", "", "")] * 2


def test_the_same_crawl_without_the_signal_is_joined_by_its_vote(client, site):
    """The test above could not fail if the crawl reached nothing: here it does."""
    article, _topic = site
    one_visit(visitor(type(client)), article)
    kinds = set(Event.objects.values_list("type", flat=True))
    assert {"view", "vote", "qualified_read"} <= kinds
    keys = set(Event.objects.exclude(visit_key="").values_list("visit_key", flat=True))
    assert len(keys) == 1
