"""Jobs that belong to no room: Wagtail's task queue, scheduled publishing, expired sessions."""

from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from kbsite.jobs import register_job

TASKS_AT_ONCE = 25


def run_queued_tasks() -> int:
    """Work off the task queue of django-tasks (Wagtail's reference index, renditions, file deletion)."""
    waiting = DBTaskResult.objects.ready().count()
    if waiting:
        # Bounded: after an import thousands wait, and mail and index must not wait for all of them.
        call_command("db_worker", batch=True, max_tasks=TASKS_AT_ONCE, startup_delay=False, reload=False, verbosity=0)
    return waiting


def publish_scheduled_pages() -> int:
    """Publish and expire what editors have scheduled; exact to the minute."""
    call_command("publish_scheduled", verbosity=0)
    return 0


def clear_expired_sessions() -> int:
    call_command("clearsessions")
    return 0


def register_standing_jobs() -> None:
    register_job("queued-tasks", every_seconds=2.0, run=run_queued_tasks)
    register_job("scheduled-publishing", every_seconds=60.0, run=publish_scheduled_pages)
    register_job("expired-sessions", every_seconds=86_400.0, run=clear_expired_sessions)
