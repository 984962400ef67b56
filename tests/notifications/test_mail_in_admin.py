import pytest

from kbsite.accounts.models import User
from kbsite.notifications.models import MailJob

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead_letter(queue, settings):
    job = queue("k1", subject="A lost letter", words="<script>alert(1)</script>")
    MailJob.objects.update(state=MailJob.State.FAILED, last_error="550 no such mailbox")
    return job


@pytest.fixture
def real_templates(settings, dead_letter):
    """The dead letter needs the test's mail templates; the admin pages need the product's own."""
    from kbsite.settings.test import TEMPLATES

    settings.TEMPLATES = TEMPLATES
    return dead_letter


def test_an_owner_sees_dead_letters_and_sends_one_again(as_user, olga, real_templates):
    client = as_user(olga)
    listing = client.get("/admin/outgoing_mail/?state=failed").content.decode()
    assert "A lost letter" in listing
    page = client.get(f"/admin/outgoing_mail/inspect/{real_templates.pk}/").content.decode()
    assert "no such mailbox" in page
    assert "<script>alert(1)" not in page
    assert f"/admin/outgoing-mail/{real_templates.pk}/retry/" in page
    client.post(f"/admin/outgoing-mail/{real_templates.pk}/retry/")
    assert MailJob.objects.get().state == MailJob.State.WAITING


@pytest.mark.parametrize("name", ["ana", "ben", "chi", "mo"])
def test_others_neither_see_nor_send_mail(request, as_user, real_templates, name):
    client = as_user(request.getfixturevalue(name))
    assert client.get("/admin/outgoing_mail/").status_code == 302
    assert client.get(f"/admin/outgoing_mail/inspect/{real_templates.pk}/").status_code == 302
    client.post(f"/admin/outgoing-mail/{real_templates.pk}/retry/")
    assert MailJob.objects.get().state == MailJob.State.FAILED


def test_even_a_superuser_cannot_write_mail_by_hand(as_user, real_templates):
    root = User.objects.create_superuser(username="root", email="root@lumo.example", password="a long enough word")
    client = as_user(root)
    assert client.get("/admin/outgoing_mail/").status_code == 200
    assert client.get("/admin/outgoing_mail/new/").status_code == 302
    assert client.get(f"/admin/outgoing_mail/edit/{real_templates.pk}/").status_code == 302
    assert client.post(f"/admin/outgoing_mail/delete/{real_templates.pk}/").status_code == 302
    assert MailJob.objects.count() == 1


def test_sending_again_needs_a_post(as_user, olga, real_templates):
    assert as_user(olga).get(f"/admin/outgoing-mail/{real_templates.pk}/retry/").status_code == 405
