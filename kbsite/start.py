"""`make run`: prepare what is missing, start the web server and the worker, tell where to look, stop both together.

One machine, one data folder, no other service. Everything is done by manage.py commands that also stand in docs/operating.md.
"""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from kbsite.demo.loading import PASSWORD

BASE_DIR = Path(__file__).resolve().parents[1]
THREADS = 8  # requests at the same time in the one web process; its memory is then also the shared cache
START_TIMEOUT_SECONDS = 60


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def manage(*arguments: str) -> None:
    """Run a manage.py command; its failure ends the start with its own message."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=BASE_DIR, check=True)  # noqa: S603


def data_dir() -> Path:
    return Path(os.environ.get("DATA_DIR") or BASE_DIR / "data").expanduser().resolve()


def static_fingerprint() -> str:
    """Changes when a static file of ours, a template or the lock file changes."""
    digest = hashlib.sha256((BASE_DIR / "requirements" / "run.txt").read_bytes())
    for path in sorted((BASE_DIR / "kbsite" / "static").rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(BASE_DIR)} {path.stat().st_mtime_ns} {path.stat().st_size}\n".encode())
    return digest.hexdigest()


def collect_static_files() -> None:
    stamp = data_dir() / "static" / ".fingerprint"
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint:
        return
    say("Collecting style sheets, scripts and icons ...")
    manage("collectstatic", "--noinput", "--verbosity", "0")
    stamp.write_text(fingerprint, encoding="utf-8")


def load_demo_once() -> None:
    """The demo comes with the first start only: who has removed it does not get it back."""
    marker = data_dir() / "demo-loaded"
    if marker.exists() or os.environ.get("DEMO", "yes").lower() in {"no", "0", "false", "off"}:
        return
    say("Loading the demo: an invented company, 90 days of visits and contacts ...")
    manage("load_demo")
    marker.write_text("The demo was loaded once. `manage.py remove_demo` removes it.\n", encoding="utf-8")


def port_is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def wait_until_answering(address: str, server: "subprocess.Popen[bytes]") -> bool:
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:  # noqa: S310  (our own address)
                if answer.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def welcome(address: str) -> str:
    return f"""
  The help site is at  {address}/
  Stop it with Ctrl+C.

  Demo accounts (password: {PASSWORD})
    ana@lumo.example    customer      ben@lumo.example   agent
    chi@lumo.example    editor        mo@lumo.example    moderator
    olga@lumo.example   service owner

  Worth opening
    {address}/                     the start page, in English; /fi/ and /sv/ beside it
    {address}/search/?q=vpn        search over articles and topics
    {address}/community/           the forum
    {address}/contact/             the contact form: type a subject and see
    {address}/reports/             the report (sign in as olga)

  This is a demo. How to run it for real: docs/operating.md
"""


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbsite.settings.development")
    host = os.environ.get("HOST", "127.0.0.1")
    port = int(os.environ.get("PORT", "8000"))
    os.environ.setdefault("SITE_URL", f"http://{host}:{port}")
    os.environ.setdefault("SUPPORT_PHONE", "+358 9 000 0000")  # nobody's number; it shows where yours would stand
    if not port_is_free(host, port):
        say(f"Port {port} is in use. Choose another one: make run PORT={port + 1}")
        return 1
    data_dir().mkdir(parents=True, exist_ok=True, mode=0o700)
    manage("migrate", "--noinput", "--verbosity", "0")
    collect_static_files()
    load_demo_once()
    server = subprocess.Popen(  # noqa: S603
        [
            *(sys.executable, "-m", "gunicorn", "kbsite.wsgi", "--bind", f"{host}:{port}"),
            *("--worker-class", "gthread", "--workers", "1", "--threads", str(THREADS), "--log-level", "warning"),
        ],
        cwd=BASE_DIR,
    )
    worker = subprocess.Popen([sys.executable, "manage.py", "run_worker"], cwd=BASE_DIR)  # noqa: S603
    return keep_running(f"http://{host}:{port}", server, worker)


def keep_running(address: str, server: "subprocess.Popen[bytes]", worker: "subprocess.Popen[bytes]") -> int:
    """Wait for Ctrl+C or the end of either process, then stop both."""
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if wait_until_answering(address, server):
        say(welcome(address))
    try:
        while not stopping and server.poll() is None and worker.poll() is None:
            time.sleep(0.2)
    finally:
        for process in (server, worker):
            if process.poll() is None:
                process.terminate()
        for process in (server, worker):
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
    if not stopping:
        say("One of the two processes ended by itself; the lines above tell why. Both are stopped.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
