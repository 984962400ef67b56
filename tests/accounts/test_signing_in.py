"""Sign-up, verification, sign-in and reset, as a person goes through them."""

import re

import pytest
from django.core import mail

from kbsite.accounts.models import User

pytestmark = pytest.mark.django_db


def sign_up(client, email="new@lumo.example"):
    return client.post("/account/signup/", {"display_name": "Noor", "email": email, "password1": "a long enough word"})


def test_a_new_person_verifies_the_address_and_signs_in(client):
    assert sign_up(client).status_code == 302
    assert len(mail.outbox) == 1
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body).group(1)
    assert client.get(link).status_code == 200
    client.post(link)
    answer = client.post("/account/login/", {"login": "new@lumo.example", "password": "a long enough word"})
    assert answer.status_code == 302
    user = User.objects.get(email="new@lumo.example")
    assert user.public_name == "Noor"
    assert [group.name for group in user.groups.all()] == ["Customers"]
    assert "new" not in user.username


def test_nobody_signs_in_before_the_address_is_verified(client):
    sign_up(client)
    answer = client.post("/account/login/", {"login": "new@lumo.example", "password": "a long enough word"})
    assert "confirm-email" in answer.headers["Location"]
    assert "_auth_user_id" not in client.session


def test_sign_up_does_not_tell_who_has_an_account(client, ana):
    known = sign_up(client, email=ana.email)
    unknown = sign_up(type(client)(), email="nobody@lumo.example")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])


def test_addresses_differing_in_case_are_one_account(client, ana):
    sign_up(client, email=ana.email.upper())
    assert User.objects.filter(email__iexact=ana.email).count() == 1


def test_a_wrong_password_is_told_beside_the_field_and_keeps_the_address(client, ana):
    answer = client.post("/account/login/", {"login": ana.email, "password": "not this one"})
    page = answer.content.decode()
    assert 'id="error-summary"' in page
    assert f'value="{ana.email}"' in page


def test_the_admin_has_no_sign_in_of_its_own(client):
    answer = client.get("/admin/login/?next=/admin/")
    assert answer.headers["Location"].startswith("/account/login/")


def test_sign_out_needs_a_post(as_user, ana):
    client = as_user(ana)
    client.get("/account/logout/")
    assert "_auth_user_id" in client.session
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session
