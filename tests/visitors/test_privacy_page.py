import pytest
from django.urls import reverse

from kbsite.visitors import visits, wishes

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def reader(client):
    client.defaults["HTTP_USER_AGENT"] = FIREFOX
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/fi", "/sv"])
def test_reading_the_page_sets_no_measuring_cookie(reader, prefix):
    response = reader.get(f"{prefix}/privacy/")
    assert response.status_code == 200
    assert not {wishes.COOKIE, visits.COOKIE} & set(response.cookies)


@pytest.mark.django_db
def test_objection_without_an_account_holds_and_is_renewed(reader):
    reader.post(reverse("visitors:choose"), {"decision": "object"})
    assert b"You have said no" in reader.get("/privacy/").content
    reader.cookies[wishes.COOKIE] = "no.2026-01-01"
    assert wishes.COOKIE in reader.get("/privacy/").cookies


@pytest.mark.django_db
def test_agreement_can_be_withdrawn(reader):
    reader.post(reverse("visitors:choose"), {"decision": "agree"})
    assert b"remembered for 14 days." in reader.get("/privacy/").content
    reader.post(reverse("visitors:choose"), {"decision": "withdraw"})
    assert b"You are not followed" in reader.get("/privacy/").content


def test_objection_of_a_signed_in_person_is_kept_with_the_account(as_user, ana):
    as_user(ana).post(reverse("visitors:choose"), {"decision": "object"})
    ana.refresh_from_db()
    assert ana.may_be_measured is False
    as_user(ana).post(reverse("visitors:choose"), {"decision": "withdraw"})
    ana.refresh_from_db()
    assert ana.may_be_measured is True


@pytest.mark.django_db
def test_a_get_changes_nothing(reader):
    assert reader.get(reverse("visitors:choose"), {"decision": "agree"}).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_the_way_back_leads_only_into_this_site(reader, target):
    response = reader.post(reverse("visitors:choose"), {"decision": "agree", "next": target})
    assert response["Location"] == reverse("visitors:privacy")


@pytest.mark.django_db
def test_the_way_back_leads_to_the_page_of_the_question(reader):
    response = reader.post(reverse("visitors:choose"), {"decision": "agree", "next": "/community/"})
    assert response["Location"] == "/community/"
