"""Sent mail holds people's words and addresses: it goes when it has done its work."""

import datetime
from collections.abc import Collection

from django.utils import timezone

from kbsite.notifications.models import MailJob, Notice

# Long enough to answer "I never got it", short enough not to become a second archive of everything written.
KEEP_SENT_MAIL = datetime.timedelta(days=30)
KEEP_READ_NOTICES = datetime.timedelta(days=180)
BATCH = 500


def forget_old_mail(now: datetime.datetime | None = None) -> int:
    """Delete sent mail and read notices past their time, at most a batch of each; mail that failed stays for a person."""
    now = now or timezone.now()
    mails = MailJob.objects.filter(state=MailJob.State.SENT, created_at__lt=now - KEEP_SENT_MAIL).values("id")[:BATCH]
    notices = Notice.objects.filter(read_at__isnull=False, created_at__lt=now - KEEP_READ_NOTICES).values("id")[:BATCH]
    gone_mails, _ = MailJob.objects.filter(id__in=[row["id"] for row in mails]).delete()
    gone_notices, _ = Notice.objects.filter(id__in=[row["id"] for row in notices]).delete()
    return gone_mails + gone_notices


def forget_mail(keys: Collection[str]) -> None:
    """Delete these mails whatever their state, in the caller's transaction: for an address that must go before its time."""
    MailJob.objects.filter(key__in=keys).delete()


def sent_keys(keys: Collection[str]) -> set[str]:
    """Which of these mails a mail server has taken."""
    return set(MailJob.objects.filter(key__in=keys, state=MailJob.State.SENT).values_list("key", flat=True))
