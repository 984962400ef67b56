"""Databases that live as long as one measurement, each measured by a process of its own."""

import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def in_each_database(module: str) -> None:
    """Run `python -m module` in an empty SQLite file, then in an empty PostgreSQL database if there is a server.

    BENCH_DATABASES=postgresql or sqlite takes one of them; BENCH_SERVER_URL names the server (default postgres:///postgres).
    """
    wanted = os.environ.get("BENCH_DATABASES", "sqlite postgresql").split()
    for name, make in (("sqlite", _sqlite), ("postgresql", _postgresql)):
        if name not in wanted:
            continue
        with make() as url, tempfile.TemporaryDirectory(prefix="kbsite-bench-") as folder:
            if not url:
                print("PostgreSQL: skipped, no server answers")
                continue
            environment = {key: value for key, value in os.environ.items() if key != "REDIS_URL"}
            environment |= {"DATABASE_URL": url, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "kbsite.settings.development"}
            print(f"-- {name}", flush=True)
            subprocess.run([sys.executable, "-m", module], cwd=Path(__file__).parents[1], env=environment, check=True)


def set_up() -> None:
    """In the measuring process: Django with all tables, and nothing in them but what migrations write."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="kbsite-bench-") as folder:
        yield f"sqlite:///{folder}/bench.sqlite3"


@contextmanager
def _postgresql() -> Iterator[str]:
    import psycopg

    server = os.environ.get("BENCH_SERVER_URL", "postgres:///postgres")
    name = f"kbsite_bench_{uuid.uuid4().hex[:8]}"
    try:
        connection = psycopg.connect(server, autocommit=True)
    except psycopg.OperationalError:
        yield ""
        return
    with connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
