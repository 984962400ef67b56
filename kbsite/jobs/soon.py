"""Work that follows a request by seconds: a thread of this process, started by the first who needs it."""

import threading
from collections.abc import Callable

from django.db import connection


class SoonAfter:
    """Runs `work` once, `seconds` after the first start; an idle process does nothing.

    What arrives while `work` runs starts the next one. A killed process loses what it had not done: for decoration only.
    """

    def __init__(self, *, seconds: float, work: Callable[[], object]) -> None:
        self._seconds = seconds
        self._work = work
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def start(self) -> None:
        """Returns at once; one timer at a time."""
        with self._lock:
            # A forked process inherits the object but not its thread.
            if self._timer is not None and self._timer.is_alive():
                return
            self._timer = threading.Timer(self._seconds, self._run)
            self._timer.daemon = True
            self._timer.start()

    def _run(self) -> None:
        with self._lock:
            self._timer = None
        try:
            self._work()
        finally:
            connection.close()
