import datetime
import smtplib

import pytest
from django.utils import timezone

from kbsite.notifications import sending
from kbsite.notifications.models import MailJob
from kbsite.notifications.retrying import retry_mail
from kbsite.notifications.sending import LEASE, MAX_ATTEMPTS, send_due_mail

pytestmark = pytest.mark.django_db
LATER = datetime.timedelta(days=1)


def later(days: int = 1) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=days)


def test_mail_reaches_the_server_once(queue, sink):
    job = queue("k1", subject="Näin se käy", words="Hyvää päivää")
    assert send_due_mail() == 1
    assert send_due_mail() == 0
    (mail,) = sink.received
    job.refresh_from_db()
    assert job.state == MailJob.State.SENT
    assert mail["Message-ID"] == job.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] == "ana@lumo.example"
    assert "Hyvää päivää" in mail.get_payload(decode=True).decode()


def test_mail_is_kept_while_the_server_is_down_and_sent_when_it_is_back(queue, smtp_settings, monkeypatch):
    queue("k1")
    queue("k2")
    assert send_due_mail() == 0  # nothing listens on the port
    assert set(MailJob.objects.values_list("state", flat=True)) == {MailJob.State.WAITING}
    assert MailJob.objects.get(key="k1").attempts == 1
    # The second mail waits too, but was not tried: the outage cost it nothing.
    assert MailJob.objects.get(key="k2").attempts == 0
    assert MailJob.objects.get(key="k2").next_try_at > timezone.now()
    smtp_settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due_mail(now=later()) == 2


@pytest.mark.parametrize("answer", ["451 try again", "421 busy"])
def test_a_temporary_no_is_tried_again(queue, sink, answer):
    job = queue("k1")
    sink.data_answer = answer
    assert send_due_mail() == 0
    job.refresh_from_db()
    assert job.state == MailJob.State.WAITING
    assert job.next_try_at > timezone.now()
    assert answer[:3] in job.last_error
    sink.data_answer = "250 OK"
    assert send_due_mail(now=later()) == 1
    assert len(sink.received) == 1


def test_a_server_that_hangs_up_loses_nothing(queue, sink):
    job = queue("k1")
    sink.hang_up = True
    assert send_due_mail() == 0
    job.refresh_from_db()
    assert job.state == MailJob.State.WAITING
    sink.hang_up = False
    assert send_due_mail(now=later()) == 1
    assert [mail["Message-ID"] for mail in sink.received] == [job.message_id]


def test_a_refused_address_is_given_up_with_its_reason_and_does_not_stop_the_others(queue, sink):
    sink.refused_addresses = {"nobody@lumo.example"}
    refused = queue("k1", to="nobody@lumo.example")
    queue("k2")
    assert send_due_mail() == 1
    refused.refresh_from_db()
    assert refused.state == MailJob.State.FAILED
    assert "no such mailbox" in refused.last_error
    assert send_due_mail(now=later()) == 0


def test_a_greylisted_address_is_tried_again(queue, sink):
    sink.rcpt_answer = "450 come back later"
    job = queue("k1")
    assert send_due_mail() == 0
    job.refresh_from_db()
    assert job.state == MailJob.State.WAITING


def test_a_worker_killed_between_sending_and_marking_can_only_repeat_the_same_message_id(queue, sink, monkeypatch):
    job = queue("k1")

    def killed(job):
        raise SystemExit

    monkeypatch.setattr(sending, "_mark_sent", killed)
    with pytest.raises(SystemExit):
        send_due_mail()
    monkeypatch.undo()
    job.refresh_from_db()
    assert job.state == MailJob.State.SENDING
    assert send_due_mail() == 0  # the lease still holds: another worker may be busy with it
    assert send_due_mail(now=timezone.now() + LEASE) == 1
    assert [mail["Message-ID"] for mail in sink.received] == [job.message_id, job.message_id]


def test_two_workers_cannot_claim_one_mail(queue):
    job = queue("k1")
    now = timezone.now()
    assert sending._claim(job.pk, now) is not None
    assert sending._claim(job.pk, now) is None


def test_a_mail_that_fails_for_three_days_becomes_a_dead_letter_and_can_be_sent_again(queue, sink):
    job = queue("k1")
    sink.data_answer = "451 try again"
    for day in range(MAX_ATTEMPTS):
        send_due_mail(now=later(day))
    job.refresh_from_db()
    assert (job.state, job.attempts) == (MailJob.State.FAILED, MAX_ATTEMPTS)
    assert send_due_mail(now=later(100)) == 0
    assert retry_mail(job=job) is True
    assert retry_mail(job=job) is False
    sink.data_answer = "250 OK"
    assert send_due_mail(now=timezone.now()) == 1


def test_waits_grow_and_stay_within_six_hours():
    waits = [sending._wait_after(attempt).total_seconds() for attempt in range(1, MAX_ATTEMPTS + 1)]
    assert 48 <= waits[0] <= 72
    assert 96 <= waits[1] <= 144
    assert all(seconds <= sending.LONGEST_WAIT_SECONDS * 1.2 for seconds in waits)
    assert waits[-1] >= sending.LONGEST_WAIT_SECONDS * 0.8


def test_one_poisoned_mail_does_not_stop_the_others(queue, sink, monkeypatch):
    poisoned = queue("k1")
    queue("k2")
    deliver = sending._deliver

    def fail_on_poison(job, connection):
        if job.pk == poisoned.pk:
            raise UnicodeError("cannot be encoded")
        deliver(job, connection)

    monkeypatch.setattr(sending, "_deliver", fail_on_poison)
    assert send_due_mail() == 1
    poisoned.refresh_from_db()
    assert poisoned.state == MailJob.State.WAITING
    assert "cannot be encoded" in poisoned.last_error


def test_wrong_credentials_postpone_all_mail_and_refuse_none(queue, settings, monkeypatch):
    queue("k1")
    queue("k2")

    def refuse(self, messages):
        raise smtplib.SMTPAuthenticationError(535, b"wrong password")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    assert send_due_mail() == 0
    assert set(MailJob.objects.values_list("state", flat=True)) == {MailJob.State.WAITING}


def test_oldest_mail_goes_first_and_a_run_is_bounded(queue, sink):
    for number in range(sending.BATCH + 3):
        queue(f"k{number}", subject=f"mail {number}")
    assert send_due_mail() == sending.BATCH
    assert sink.received[0]["Subject"] == "mail 0"
    assert send_due_mail() == 3
