import logging
import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from kbsite.jobs import Job, registered_jobs

log = logging.getLogger(__name__)

# Seconds between two looks at the clock; search must find an edit within three.
TICK = 0.25
# A failing job waits ever longer, up to a minute, so that one broken mail server does not fill the log.
MAX_BACKOFF_SECONDS = 60.0


class Command(BaseCommand):
    help = "Runs the background jobs (index, mail, tasks, measurement) until it is stopped; --once does each one time."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--once", action="store_true", help="run every job one time and end")
        parser.add_argument("--hurry", type=float, default=1.0, metavar="N", help="divide every pause by N (for tests)")

    def handle(self, *args, once: bool = False, hurry: float = 1.0, **options) -> None:
        jobs = registered_jobs()
        if once:
            for job in jobs:
                job.run()
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        due = {job.name: 0.0 for job in jobs}
        failures = dict.fromkeys(due, 0)
        self.stdout.write(f"worker: {len(jobs)} jobs")
        while not stop.is_set():
            for job in jobs:
                if stop.is_set():
                    break
                if time.monotonic() >= due[job.name]:
                    due[job.name] = time.monotonic() + self._run(job, failures) / hurry
            stop.wait(TICK)

    def _run(self, job: Job, failures: dict[str, int]) -> float:
        """Run one job; returns the seconds until it is due again. One poisoned job never stops the others."""
        try:
            job.run()
        except Exception:  # noqa: BLE001  (the boundary of the worker: told, counted, tried again)
            failures[job.name] += 1
            log.exception("job %s failed %d times in a row", job.name, failures[job.name])
            return min(MAX_BACKOFF_SECONDS, job.every_seconds * 2 ** min(failures[job.name], 10))
        finally:
            close_old_connections()
        failures[job.name] = 0
        return job.every_seconds
