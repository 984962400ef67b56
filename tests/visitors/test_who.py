import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import RequestFactory

from kbsite.visitors import visits, wishes
from kbsite.visitors.who import ActorClass, Consent, begin_visit, visitor_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def ask(user=None, agent=FIREFOX, cookies=None, **headers):
    request = RequestFactory(headers={"User-Agent": agent, **headers}).get("/")
    request.user = user or AnonymousUser()
    request.COOKIES.update(cookies or {})
    return request


def test_nobody_is_followed_by_default():
    visitor = visitor_of(ask())
    assert visitor.actor_class == ActorClass.PERSON
    assert visitor.consent == Consent.NONE
    assert (visitor.person_key, visitor.visit_key) == (None, None)
    assert visitor.memory_key
    assert not visitor.has_refused


def test_a_form_begins_a_visit_that_the_next_page_continues():
    first = begin_visit(ask())
    assert first.consent == Consent.SESSION
    following = visitor_of(ask(cookies={visits.COOKIE: first.visit_key}))
    assert following.visit_key == first.visit_key
    assert following.person_key is None


def test_a_visit_ends_after_half_an_hour_without_a_page():
    key = begin_visit(ask()).visit_key
    cache.delete(f"visit:{key}")  # what the cache does by itself after VISIT_GAP_SECONDS
    assert visitor_of(ask(cookies={visits.COOKIE: key})).visit_key is None


def test_an_invented_visit_cookie_joins_nothing():
    assert visitor_of(ask(cookies={visits.COOKIE: "0" * 32})).visit_key is None


def test_signed_in_person_has_one_key_over_visits(ana, dov):
    first, second = visitor_of(ask(ana)), visitor_of(ask(ana))
    assert first.consent == Consent.FULL
    assert first.person_key == second.person_key != visitor_of(ask(dov)).person_key
    assert str(ana.pk) != first.person_key


@pytest.mark.parametrize("signal", [{"Sec-GPC": "1"}, {"DNT": "1"}])
def test_a_browser_signal_outweighs_sign_in_agreement_and_forms(ana, signal):
    agreed = {wishes.COOKIE: f"yes.{'a' * 32}.{wishes._today().isoformat()}"}
    for request in (ask(ana, **signal), ask(cookies=agreed, **signal), ask(**signal)):
        visitor = begin_visit(request)
        assert visitor.has_refused
        assert (visitor.person_key, visitor.visit_key, visitor.memory_key) == (None, None, None)


def test_an_account_that_said_no_is_not_followed(ana):
    ana.may_be_measured = False
    assert visitor_of(ask(ana)).has_refused


def test_agreement_holds_14_days_whatever_the_browser_sends():
    assert visitor_of(ask(cookies={wishes.COOKIE: f"yes.{'a' * 32}.{wishes._today().isoformat()}"})).person_key
    assert visitor_of(ask(cookies={wishes.COOKIE: f"yes.{'a' * 32}.2020-01-01"})).person_key is None


@pytest.mark.parametrize("who", ["ben", "chi", "mo", "olga"])
def test_everybody_who_works_here_is_staff_without_keys(who, request):
    visitor = begin_visit(ask(request.getfixturevalue(who)))
    assert visitor.actor_class == ActorClass.STAFF
    assert (visitor.person_key, visitor.visit_key, visitor.memory_key) == (None, None, None)


def test_a_robot_has_no_keys():
    visitor = begin_visit(ask(agent="curl/8"))
    assert visitor.actor_class == ActorClass.BOT
    assert (visitor.person_key, visitor.visit_key, visitor.memory_key) == (None, None, None)
