"""The worker runs what the rooms registered, and one broken job does not stop the others."""

import pytest
from django.core.management import call_command

from kbsite import jobs
from kbsite.jobs.management.commands.run_worker import MAX_BACKOFF_SECONDS, Command


@pytest.fixture
def only_our_jobs(monkeypatch):
    monkeypatch.setattr(jobs, "_jobs", {})


def test_each_job_runs_once_with_once(only_our_jobs):
    seen = []
    jobs.register_job("a", every_seconds=1, run=lambda: seen.append("a") or 1)
    jobs.register_job("b", every_seconds=1, run=lambda: seen.append("b") or 1)
    call_command("run_worker", "--once")
    assert seen == ["a", "b"]


def test_a_second_registration_replaces_the_first(only_our_jobs):
    jobs.register_job("a", every_seconds=1, run=lambda: 1)
    jobs.register_job("a", every_seconds=5, run=lambda: 2)
    assert [(job.name, job.every_seconds) for job in jobs.registered_jobs()] == [("a", 5)]


@pytest.mark.django_db(transaction=True)
def test_a_failing_job_waits_ever_longer_up_to_a_minute(caplog):
    def broken() -> int:
        raise OSError("no mail server")

    failures = {"mail": 0}
    job = jobs.Job(name="mail", every_seconds=2.0, run=broken)
    waits = [Command()._run(job, failures) for _ in range(7)]
    assert waits == sorted(waits)
    assert waits[0] == 4.0
    assert waits[-1] == MAX_BACKOFF_SECONDS
    assert "job mail failed 7 times in a row" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_job_that_works_again_is_due_at_its_own_pace():
    failures = {"mail": 3}
    assert Command()._run(jobs.Job(name="mail", every_seconds=2.0, run=lambda: 1), failures) == 2.0
    assert failures == {"mail": 0}


@pytest.mark.django_db
def test_the_jobs_of_a_real_site_run_on_an_empty_database():
    call_command("run_worker", "--once")
