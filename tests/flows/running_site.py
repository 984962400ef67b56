"""A real site for tests: own data folder, the demo, gunicorn, the worker and an SMTP server, as `make run` starts them."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import closing
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from tests.migrated_database import start_from_kept_copy

BASE_DIR = Path(__file__).resolve().parents[2]
START_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Inbox(Message):
    """An SMTP server that keeps what it accepts."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[EmailMessage] = []

    def prepare_message(self, session, envelope) -> EmailMessage:
        return message_from_bytes(envelope.content, policy=policy.default)

    def handle_message(self, message: EmailMessage) -> None:
        self.messages.append(message)

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if address in (message["To"] or "")]


class RunningSite:
    """Web server and worker as own processes, so that they can be killed as in real life."""

    def __init__(self, *, demo: bool = True, environment: Mapping[str, str] | None = None) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="kbsite-flow-")
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.inbox = Inbox()
        self._mail = Controller(self.inbox, hostname="127.0.0.1", port=free_port())
        self._mail.start()
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}},
            "DJANGO_SETTINGS_MODULE": "kbsite.settings.development",
            "DATA_DIR": self.folder.name,
            "SITE_URL": self.address,
            "EMAIL_URL": f"smtp://127.0.0.1:{self._mail.port}",
            "LOG_LEVEL": "WARNING",
            **(environment or {}),
        }
        self._database = Path(self.folder.name) / "site.sqlite3"
        start_from_kept_copy(self._database)
        self.manage("migrate", "--noinput", "--verbosity", "0")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        if demo:
            self.manage("load_demo")
        self.manage("run_worker", "--once")
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=BASE_DIR, env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
        return done.stdout

    def rows(self, query: str, *values: object) -> list[tuple]:
        """What stands in the site's database now; starting Django for a look costs seconds."""
        with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)) as database:
            return database.execute(query, values).fetchall()

    def start_web(self) -> None:
        self.web = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "kbsite.wsgi", "--bind", f"127.0.0.1:{self.port}"),
                *("--worker-class", "gthread", "--workers", "1", "--threads", "8", "--log-level", "warning"),
            ],
            cwd=BASE_DIR,
            env=self.environment,
            start_new_session=True,
        )
        self.wait_until_ready()

    def start_worker(self) -> None:
        self.worker = subprocess.Popen(
            [sys.executable, "manage.py", "run_worker", "--hurry", "10"],
            cwd=BASE_DIR,
            env=self.environment,
            start_new_session=True,
        )

    def start(self) -> "RunningSite":
        self.start_web()
        self.start_worker()
        return self

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.web is not None and self.web.poll() is not None:
                raise RuntimeError("the web server ended while starting")
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError("the web server did not answer")

    def kill(self, process: "subprocess.Popen[bytes] | None") -> None:
        """kill -9 of a process and its children, at once."""
        if process is not None and process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def stop(self) -> None:
        for process in (self.web, self.worker):
            self.kill(process)
        self._mail.stop()
        self.folder.cleanup()


def wait_for(condition, seconds: float = 15.0, what: str = "the condition"):
    """Poll until `condition()` is truthy and return its value; the worker runs beside us, so something must be waited for."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come true within {seconds} s")
