"""A site in a folder of its own, and processes forked from one that has already started.

Proofs about search need dozens of processes and hundreds of restarts. Django's start costs seconds of CPU, a fork none; what is
forked is the ordinary worker and the ordinary views, with a real SQLite file and real index files.
"""

from __future__ import annotations

import importlib
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
# What the promise says: the index equals the database within this time.
SETTLE_SECONDS = 60.0
WORDS = ("printer", "paper", "toner", "network", "cable", "signal", "meeting", "room", "screen", "keyboard", "password", "phone")


def run_in_bed(module: str, rounds: int, seed: int) -> dict:
    """Run `prove(rounds, rng)` of a module in a process that has a site; returns what it returns."""
    with tempfile.TemporaryDirectory(prefix="kbsite-proof-") as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}},
            "DJANGO_SETTINGS_MODULE": "tests.prove._settings",
            "DATA_DIR": folder,
            "SITE_URL": "http://127.0.0.1:8000",
            "LOG_LEVEL": "CRITICAL",  # damage is logged with its trace, hundreds of times here
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.prove._bed", module, str(rounds), str(seed)],
            cwd=BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            return {"failures": [f"the proof ended with {done.returncode}: {done.stdout[-2000:]}"]}
        return json.loads(done.stdout.strip().splitlines()[-1])


def main(module: str, rounds: str, seed: str) -> None:
    import django

    django.setup()
    from kbsite.search.warming import warm

    proof = importlib.import_module(module)
    if getattr(proof, "HAS_SITE", True):
        _migrate()
        # Dictionaries are read once, before any process is forked.
        warm()
    result = proof.prove(int(rounds), random.Random(int(seed)))
    sys.stdout.write(json.dumps(result) + "\n")


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection

    from tests.migrated_database import start_from_kept_copy

    start_from_kept_copy(Path(connection.settings_dict["NAME"]))
    call_command("migrate", verbosity=0)


class Child:
    """A forked process. What `function` returns comes back through `result()`; `kill()` is kill -9."""

    def __init__(self, function: Callable, *arguments: object) -> None:
        from django.db import connections

        # A connection must not be shared by two processes; each opens its own.
        connections.close_all()
        context = multiprocessing.get_context("fork")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_run, args=(function, theirs, arguments), daemon=True)
        self._process.start()
        theirs.close()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def result(self, seconds: float = SETTLE_SECONDS):
        if not self.pipe.poll(seconds):
            self.kill()
            raise TimeoutError(f"a process said nothing for {seconds} s")
        said, trouble = self.pipe.recv()
        self._process.join()
        if trouble:
            raise RuntimeError(trouble)
        return said


def _run(function: Callable, pipe, arguments: tuple) -> None:
    from kbsite.search.engine.choosing import engine

    engine().forget()
    try:
        pipe.send((function(*arguments), ""))
    except BaseException:
        pipe.send((None, traceback.format_exc()))
        raise


def start_worker() -> Child:
    """The worker as `make run` starts it, all jobs of all rooms."""
    return Child(_work)


def _work() -> None:
    from django.core.management import call_command

    with open(os.devnull, "w") as nowhere:
        call_command("run_worker", stdout=nowhere)


def make_topics(number: int, *, board_slug: str = "remote"):
    """A board, an agent who writes, and topics with a few dozen words each."""
    from django.contrib.auth.models import Group

    from forum.arranging import save_board
    from forum.models import Board
    from forum.posting import start_topic
    from kbsite.accounts.models import User
    from kbsite.accounts.roles import Role

    ben = User.objects.create_user(username="ben", email="ben@lumo.example", password="a long enough word", display_name="Ben")
    ben.groups.set(Group.objects.filter(name=Role.AGENT))
    board = save_board(board=Board(slug=board_slug, title_en="Remote work"))
    topics = [
        start_topic(
            board=board,
            by=ben,
            title=f"Question {WORDS[index % len(WORDS)]} fixed{index}z",
            source=" ".join(WORDS[(index * step) % len(WORDS)] for step in range(1, 25)) + f" body{index}z.",
            language="en",
            tags=[WORDS[index % 5]],
        )
        for index in range(number)
    ]
    return ben, board, topics


def token(*numbers: int) -> str:
    """A word that stands nowhere else. With digits, so that no language takes it for an inflection of another one."""
    return f"tok{'q'.join(map(str, numbers))}z"


def settle(seconds: float = SETTLE_SECONDS) -> tuple[float, list[str]]:
    """Wait for the ordinary worker until the index equals the database. Returns the seconds it took and what still differs."""
    started = time.monotonic()
    while True:
        found = differences()
        passed = time.monotonic() - started
        if not found or passed > seconds:
            return passed, found
        time.sleep(0.05)


def differences() -> list[str]:
    """Where the rooms' truth, the document rows and the published index differ, word for word. Cheap looks come first."""
    from kbsite.search.documents import hash_of
    from kbsite.search.indexes import documents_index
    from kbsite.search.models import Change, Document
    from kbsite.search.registry import all_kinds
    from kbsite.search.schema import document_key, index_fields
    from kbsite.search.store import IndexUnavailable

    waiting = Change.objects.exclude(kind__startswith="model:").count()
    if waiting:
        return [f"{waiting} changes wait"]
    try:
        documents_index.check()
        documents_index.forget()
        held = _read_whole(documents_index.snapshot().reader)
    except IndexUnavailable as error:
        return [str(error)]
    rows = list(Document.objects.all())
    stored = {(row.kind, row.object_id): row.text_hash for row in rows}
    truth = {(kind.name, item.object_id): hash_of(item) for kind in all_kinds() for item in kind.build(list(kind.all_ids()))}
    found = [f"row and truth differ: {key}" for key in truth.keys() | stored.keys() if truth.get(key) != stored.get(key)]
    expected = {
        document_key(row.kind, row.object_id): {
            (name, word): float(count)
            for name, value in index_fields(row).items()
            if isinstance(value, dict)
            for word, count in value.items()
        }
        for row in rows
    }
    found += [f"index and row differ: {key}" for key in expected.keys() | held.keys() if expected.get(key) != held.get(key)]
    return found


def _read_whole(reader) -> dict[str, dict[tuple[str, str], float]]:
    """Every living document of an index by key: (field, word) -> count. Reads with Whoosh alone, none of our engine."""
    documents: dict[int, dict[tuple[str, str], float]] = {}
    for name, raw in reader.all_terms():
        matcher = reader.postings(name, raw)
        while matcher.is_active():
            documents.setdefault(matcher.id(), {})[name, raw.decode()] = matcher.weight()
            matcher.next()
    by_key: dict[str, dict[tuple[str, str], float]] = {}
    for number, words in documents.items():
        key = next(word for name, word in words if name == "key")
        if key in by_key:
            by_key[key] = {("twice in the index", key): float(number)}
        else:
            by_key[key] = words
    return by_key


if __name__ == "__main__":
    main(*sys.argv[1:])
