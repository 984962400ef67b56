"""The worker's mail job: what is due is claimed, sent and marked, one row at a time.

A worker may die between sending and marking. The row's lease then ends and the mail goes out again with the same Message-ID:
nothing is lost, and a mail program that gets both shows one.
"""

import datetime
import random
import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models
from django.utils import timezone

from kbsite.notifications.models import MailJob

BATCH = 20  # mails a run: the same worker also keeps the search index fresh
# How long a mail belongs to the worker that took it. A killed worker's mail goes out that much later; with several workers and
# a server that hangs for longer, a mail may leave twice, with one Message-ID.
LEASE = datetime.timedelta(seconds=60)
FIRST_WAIT_SECONDS = 60
LONGEST_WAIT_SECONDS = 6 * 3600
MAX_ATTEMPTS = 20  # about three days with the waits above; then it is a dead letter that a person must look at
JITTER = 0.2  # share of the wait; so that all mail of an outage does not come back at the same second


class _ServerDownError(Exception):
    """Nothing wrong with this mail: the server could not be reached or hung up."""


class _RefusedForeverError(Exception):
    """The server said no to this mail and will say so again."""


def send_due_mail(now: datetime.datetime | None = None) -> int:
    """Send what is due, oldest first, at most a batch; returns how many were accepted by the mail server."""
    now = now or timezone.now()
    due = MailJob.objects.filter(state__in=[MailJob.State.WAITING, MailJob.State.SENDING], next_try_at__lte=now).order_by(
        "next_try_at", "id"
    )
    ids = list(due.values_list("id", flat=True)[:BATCH])
    if not ids:
        return 0
    sent = 0
    connection = get_connection()
    try:
        for job_id in ids:
            job = _claim(job_id, now)
            if job is None:
                continue  # another worker was faster
            try:
                _deliver(job, connection)
            except _ServerDownError as error:
                wait = _wait_after(job.attempts)
                _try_later(job, error, now + wait)
                # Every other mail would hang on the same server; they wait the same time without using up an attempt.
                due.filter(state=MailJob.State.WAITING).update(next_try_at=now + wait)
                break
            except _RefusedForeverError as error:
                _give_up(job, error)
            except Exception as error:  # noqa: BLE001  (one poisoned mail must not stop the others; the reason is kept)
                _try_later(job, error, now + _wait_after(job.attempts))
            else:
                _mark_sent(job)
                sent += 1
    finally:
        connection.close()
    return sent


def _claim(job_id: int, now: datetime.datetime) -> MailJob | None:
    """Take the mail for this worker until the lease ends. The conditional update decides between two workers."""
    claimed = MailJob.objects.filter(
        pk=job_id, state__in=[MailJob.State.WAITING, MailJob.State.SENDING], next_try_at__lte=now
    ).update(state=MailJob.State.SENDING, next_try_at=now + LEASE, attempts=models.F("attempts") + 1)
    return MailJob.objects.get(pk=job_id) if claimed else None


def _deliver(job: MailJob, connection: BaseEmailBackend) -> None:
    message = EmailMultiAlternatives(
        subject=job.subject,
        body=job.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[job.to],
        connection=connection,
        # Auto-Submitted keeps holiday answers and mail loops away (RFC 3834).
        headers={
            "Auto-Submitted": "auto-generated",
            "Content-Language": job.language,
            **job.headers,
            "Message-ID": job.message_id,
        },
    )
    if job.html:
        message.attach_alternative(job.html, "text/html")
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        if all(500 <= code < 600 for code, _reason in error.recipients.values()):
            raise _RefusedForeverError(str(error)) from error
        raise
    except smtplib.SMTPDataError as error:
        if 500 <= error.smtp_code < 600:
            raise _RefusedForeverError(str(error)) from error
        raise
    except smtplib.SMTPNotSupportedError as error:  # an address that this server cannot carry
        raise _RefusedForeverError(str(error)) from error
    except smtplib.SMTPResponseException as error:
        # Not about this mail: a busy greeting (4xx), wrong credentials or a refused sender (5xx) meet every mail alike.
        raise _ServerDownError(str(error)) from error
    except OSError as error:  # refused, timed out, hung up (smtplib's own errors are OSErrors too)
        raise _ServerDownError(str(error) or type(error).__name__) from error


def _wait_after(attempts: int) -> datetime.timedelta:
    """One minute, two, four … up to six hours, each a little off so that mails spread out."""
    seconds = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (attempts - 1))
    return datetime.timedelta(seconds=seconds * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311  (spread, no secret)


def _try_later(job: MailJob, error: Exception, next_try_at: datetime.datetime) -> None:
    if job.attempts >= MAX_ATTEMPTS:
        _give_up(job, error)
        return
    MailJob.objects.filter(pk=job.pk).update(state=MailJob.State.WAITING, next_try_at=next_try_at, last_error=_reason(error))


def _give_up(job: MailJob, error: Exception) -> None:
    MailJob.objects.filter(pk=job.pk).update(state=MailJob.State.FAILED, last_error=_reason(error))


def _mark_sent(job: MailJob) -> None:
    MailJob.objects.filter(pk=job.pk).update(state=MailJob.State.SENT, sent_at=timezone.now(), last_error="")


def _reason(error: Exception) -> str:
    return f"{type(error).__name__.strip('_')}: {error}"[:500]
