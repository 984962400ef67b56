"""The address goes when it has done its work, when its reader says so, and in any case after a while."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from articles.models import ArticleVote, FixRequest
from kbsite.notifications.asking import BUDGET
from kbsite.notifications.forgetting import forget_mail, sent_keys

# Long enough for a mail that is read after the weekend; an address that nobody confirms may belong to somebody else.
KEEP_UNCONFIRMED = timedelta(days=7)
# What nobody has fixed in half a year nobody waits for any more.
KEEP_WAITING = timedelta(days=180)
# A mail that the server refuses waits that long for a person to look at it.
KEEP_UNSENT = timedelta(days=14)
# Without address or key: the link in the mail still takes the second answer.
KEEP_TOLD = timedelta(days=90)
BATCH = 500


def mail_keys(requests: Iterable[FixRequest]) -> list[str]:
    return [key for one in requests for key in (f"fix-confirm:{one.pk}", told_key(one))]


def told_key(request: FixRequest) -> str:
    return f"fix-told:{request.pk}"


@transaction.atomic
def forget_requests(requests: Iterable[FixRequest]) -> int:
    """Delete the requests and the mails that hold their address."""
    gone = list(requests)
    forget_mail(mail_keys(gone))
    FixRequest.objects.filter(pk__in=[one.pk for one in gone]).delete()
    return len(gone)


def forget_requests_of(vote: ArticleVote) -> None:
    """The reader has changed their mind: nothing is to be told any more."""
    still_open = FixRequest.objects.open().filter(vote=vote)
    if still_open.exists():
        forget_requests(still_open)


@transaction.atomic
def forget_addresses(now: datetime | None = None) -> int:
    """Worker job: erase what has done its work, delete what is past its time; at most a batch of each."""
    now = now or timezone.now()
    rows = FixRequest.objects.select_for_update()
    too_old = [
        *rows.filter(confirmed_at__isnull=True, asked_at__lt=now - KEEP_UNCONFIRMED)[:BATCH],
        *rows.waiting().filter(confirmed_at__lt=now - KEEP_WAITING)[:BATCH],
        *rows.filter(told_at__lt=now - KEEP_TOLD)[:BATCH],
    ]
    forget_requests(too_old)
    told = list(rows.filter(told_at__isnull=False).exclude(email="")[:BATCH])
    sent = sent_keys([told_key(one) for one in told])
    done = [one for one in told if told_key(one) in sent or one.told_at < now - KEEP_UNSENT]
    forget_mail(mail_keys(done))
    FixRequest.objects.filter(pk__in=[one.pk for one in done]).update(email="")
    # Whom we have asked lately matters for the budget and for nothing else.
    FixRequest.objects.filter(told_at__lt=now - BUDGET).exclude(email_key="").update(email_key="")
    return len(too_old) + len(done)
