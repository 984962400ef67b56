import datetime

import pytest
from django.utils import timezone

from kbsite.notifications.forgetting import forget_old_mail
from kbsite.notifications.models import MailJob, Notice
from kbsite.notifications.notices import mark_all_read, notify

pytestmark = pytest.mark.django_db


def after(days: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=days)


@pytest.mark.parametrize(("state", "is_kept"), [("sent", False), ("failed", True), ("waiting", True), ("sending", True)])
def test_only_sent_mail_is_forgotten(queue, state, is_kept):
    queue("k1")
    MailJob.objects.update(state=state)
    forget_old_mail(now=after(29))
    assert MailJob.objects.exists()
    forget_old_mail(now=after(31))
    assert MailJob.objects.exists() is is_kept


def test_read_notices_are_forgotten_and_unread_ones_kept(ana):
    notify(user=ana, kind="reply", key="reply:1", text="Read", url="/a/")
    mark_all_read(user=ana)
    notify(user=ana, kind="reply", key="reply:2", text="Unread", url="/a/")
    forget_old_mail(now=after(181))
    assert [notice.text for notice in Notice.objects.all()] == ["Unread"]
