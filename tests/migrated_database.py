"""A migrated SQLite database is kept between runs: migrating costs every test process about eight seconds of CPU.

Kept under a name that changes with any migration of any installed app, so that it can only ever be the right one; `migrate` runs
over it all the same and finds nothing left to do.
"""

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.sqlite3.creation import DatabaseCreation

# Where pytest keeps what `config.cache.mkdir("migrated")` names.
CACHE = Path(__file__).resolve().parents[1] / ".pytest_cache" / "d" / "migrated"


def migrations_fingerprint() -> str:
    """SHA-256 over the name and content of every migration, and Django's version."""
    digest = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        folder = Path(app.path) / "migrations"
        for file in sorted(folder.glob("*.py")):
            digest.update(f"{app.label}/{file.name}".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:24]


def start_from_kept_copy(database: Path) -> None:
    """Gives a new site the migrated database of an earlier run, when there is one; its own `migrate` does what is missing."""
    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbsite.settings.test")
        django.setup()
    kept = kept_in(CACHE)
    if kept.exists() and not database.exists():
        shutil.copy(kept, database)


def kept_in(cache_folder: Path) -> Path:
    return cache_folder / f"{migrations_fingerprint()}.sqlite3"


def fill_from_kept_copy(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Test databases made after this start as the kept copy, when there is one. PostgreSQL is left alone."""
    kept = kept_in(cache_folder)
    if connection.vendor != "sqlite" or not kept.exists():
        return
    create = DatabaseCreation._create_test_db

    def create_filled(creation, *args, **kwargs):
        name = create(creation, *args, **kwargs)
        creation.connection.close()
        creation.connection.settings_dict["NAME"] = name
        creation.connection.ensure_connection()
        with closing(sqlite3.connect(kept)) as source:
            source.backup(creation.connection.connection)
        return name

    monkeypatch.setattr(DatabaseCreation, "_create_test_db", create_filled)


def keep_copy(cache_folder: Path) -> None:
    """Leaves a copy of the freshly migrated database behind for the next run; copies of other migrations go."""
    kept = kept_in(cache_folder)
    if connection.vendor != "sqlite" or kept.exists():
        return
    # Several processes may come here at once: each writes a file of its own, and the last rename wins with equal content.
    mine = kept.with_suffix(f".{os.getpid()}")
    connection.ensure_connection()
    with closing(sqlite3.connect(mine)) as target:
        connection.connection.backup(target)
    for old in cache_folder.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    os.replace(mine, kept)
