"""The mails about an account: in the language of the page, under the site's name, without the random handle."""

import pytest
from django.conf import settings
from django.core import mail

pytestmark = pytest.mark.django_db


def sent(client, address, prefix="/fi"):
    client.post(f"{prefix}/account/password/reset/", {"email": address})
    assert len(mail.outbox) == 1
    return mail.outbox[0]


def test_a_forgotten_password_is_answered_in_the_language_of_the_page(client, ana):
    told = sent(client, ana.email)
    assert told.subject == "Valitse uusi salasana"
    assert told.body.startswith("Hei,\n\njoku, luultavasti sinä itse, pyysi uutta salasanaa")
    assert "http://testserver/fi/account/password/reset/key/" in told.body
    assert told.body.rstrip().endswith(f"-- \n{settings.SITE_NAME}")


def test_an_address_without_an_account_is_told_so(client):
    told = sent(client, "nobody@lumo.example")
    assert told.subject == "Osoitteella ei ole tiliä"
    assert "nobody@lumo.example" in told.body
    assert "http://testserver/fi/account/signup/" in told.body


def test_signing_up_asks_to_confirm_the_address_and_shows_no_handle(client, django_user_model):
    client.post("/account/signup/", {"email": "new@lumo.example", "display_name": "Noor", "password1": "a long enough word"})
    told = mail.outbox[0]
    assert told.subject == "Confirm your address"
    assert "http://testserver/account/confirm-email/" in told.body
    assert django_user_model.objects.get(email="new@lumo.example").username not in told.body


def test_signing_up_twice_leads_to_a_new_password_instead(client, ana):
    client.post("/fi/account/signup/", {"email": ana.email, "display_name": "Ana", "password1": "a long enough word"})
    assert mail.outbox[0].subject == "Sinulla on jo tili"
    assert "http://testserver/fi/account/password/reset/" in mail.outbox[0].body
