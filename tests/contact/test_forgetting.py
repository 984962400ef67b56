import datetime

import pytest
from django.utils import timezone

from deflection.contact.forgetting import forget_old_words
from deflection.models import Contact, ContactMessage, ContactReading, Correspondence

pytestmark = pytest.mark.django_db


def test_words_of_finished_contacts_go_after_two_years_and_the_facts_stay(answered, contact_of):
    answered()
    contact_of(None, subject="Still open")
    assert forget_old_words(now=timezone.now() + datetime.timedelta(days=729)) == 0
    assert forget_old_words(now=timezone.now() + datetime.timedelta(days=731)) == 1
    assert Contact.objects.count() == 2
    assert Correspondence.objects.get().subject == "Still open"
    assert ContactMessage.objects.count() == 1
    assert not ContactReading.objects.exists()


def test_a_contact_without_words_is_not_on_any_page(as_user, ana, ben, answered):
    contact = answered(ana)
    forget_old_words(now=timezone.now() + datetime.timedelta(days=731))
    assert as_user(ana).get(f"/contact/c/{contact.reference}/").status_code == 404
    assert as_user(ana).get("/contact/mine/").status_code == 200
    assert as_user(ben).get(f"/contact/desk/{contact.reference}/").status_code == 404
    assert as_user(ben).get("/contact/desk/?view=answered").status_code == 200
