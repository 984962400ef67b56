"""What the one worker process does again and again: rooms register, `manage.py run_worker` runs.

A job is a function without arguments that does a bounded batch of idempotent work and returns how many things it did.
What must not be lost is a row in the database; a job only sweeps such rows, so a killed worker loses nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """One kind of recurring work."""

    name: str
    every_seconds: float
    run: Callable[[], int]


_jobs: dict[str, Job] = {}


def register_job(name: str, *, every_seconds: float, run: Callable[[], int]) -> None:
    """Announce a job; called from AppConfig.ready. A second registration of a name replaces the first."""
    _jobs[name] = Job(name=name, every_seconds=every_seconds, run=run)


def registered_jobs() -> list[Job]:
    return list(_jobs.values())
