"""kill -9 of an import at random moments, and its repetition: the same state as an import that was never disturbed.

Each round begins with an empty site, articles and topics in turn: 20 kills each. Imports the demo's articles and topics many
times over under other ids; IMPORT_ARTICLES and IMPORT_TOPICS name other files. Sites are folders without servers, and their
state is read from the database file, so that a round costs two starts of Python.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from tests.flows.running_site import BASE_DIR
from tests.migrated_database import start_from_kept_copy

TITLE = "A killed import, repeated, ends in the same state"
ROUNDS = 40
# Enough to be killed in; a sample only shows that the proof works.
COPIES, COPIES_OF_SAMPLE = 12, 2
CONTENT = BASE_DIR / "kbsite" / "demo" / "content"
# Python and Django start for this share of an import, at the least; nothing can be lost before.
START_SHARE = 0.3
STATE = {
    "articles": """
        SELECT i.external_id, i.language, i.row_hash, i.linked_hash, p.title, p.live, p.path, p.url_path, a.summary, a.body,
          i.revision_id = p.latest_revision_id AND p.latest_revision_id = p.live_revision_id,
          (SELECT count(*) FROM wagtailcore_revision r WHERE r.object_id = CAST(p.id AS TEXT)),
          (SELECT count(*) FROM articles_articletag t WHERE t.content_object_id = p.id),
          (SELECT group_concat(q.translation_key) FROM articles_relatedarticle l JOIN wagtailcore_page q ON q.id = l.article_id
            WHERE l.page_id = p.id)
        FROM articles_importedarticle i JOIN wagtailcore_page p ON p.id = i.page_id
          JOIN articles_articlepage a ON a.page_ptr_id = p.id
        WHERE i.source = 'proof' ORDER BY i.external_id, i.language""",
    "pages": "SELECT path, url_path, numchild, translation_key FROM wagtailcore_page WHERE depth > 1 ORDER BY path",
    "posts": """
        SELECT i.external_id, t.title, t.accepted_count, p.number, p.html, p.created_at
        FROM forum_importedtopic i JOIN forum_topic t ON t.id = i.topic_id JOIN forum_post p ON p.topic_id = t.id
        WHERE i.source = 'proof' ORDER BY i.external_id, p.number""",
}


class Site:
    """A folder with a database; commands are run on it."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "site.sqlite3"
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        settings = {"DJANGO_SETTINGS_MODULE": "kbsite.settings.development", "LOG_LEVEL": "WARNING"}
        self.environment = {**kept, **settings, "DATA_DIR": str(folder)}

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", *arguments]
        silent = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=BASE_DIR, env=self.environment, stdout=silent, stderr=silent, start_new_session=True)

    def run(self, *arguments: str) -> float:
        """Seconds that it took."""
        started = time.monotonic()
        if self.start(*arguments).wait():
            raise RuntimeError(f"manage.py {' '.join(arguments)} failed")
        return time.monotonic() - started

    def state(self) -> dict[str, object]:
        """How many rows there are, and a hash over all that they say."""
        digest, counts = hashlib.sha256(), {}
        with closing(sqlite3.connect(self.database)) as database:
            for name, query in STATE.items():
                rows = database.execute(query).fetchall()
                digest.update(repr(rows).encode())
                counts[name] = len(rows)
        return {**counts, "hash": digest.hexdigest()}


def files(folder: Path, copies: int) -> dict[str, Path]:
    """Command -> file."""
    made = {}
    for command, name, variable in (
        ("import_articles", "articles.jsonl", "IMPORT_ARTICLES"),
        ("import_topics", "topics.jsonl", "IMPORT_TOPICS"),
    ):
        given = os.environ.get(variable)
        path = Path(given) if given else folder / name
        if not given:
            path.write_text("".join(_copies(CONTENT / name, copies)), encoding="utf-8")
        made[command] = path
    return made


def _copies(source: Path, copies: int):
    for line in source.read_text(encoding="utf-8").splitlines():
        for copy in range(copies):
            row = json.loads(line)
            row["id"] = f"{row['id']}-{copy}"
            row["title"] = f"{row['title']} {copy}"
            if "days_ago" in row:
                # Fixed dates, so that two runs on two moments are comparable.
                row["created"] = "2026-01-05T08:00:00+00:00"
                del row["days_ago"]
                for answer in row["answers"]:
                    del answer["days_ago"]
                    answer["created"] = "2026-01-06T08:00:00+00:00"
                    answer["id"] = f"{answer['id']}-{copy}"
            yield json.dumps(row, ensure_ascii=False) + "\n"


def run(rounds: int, seed: int) -> dict:
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="kbsite-proof-") as scratch:
        folder = Path(scratch)
        commands = [
            (name, str(path), "--source", "proof")
            for name, path in files(folder, COPIES if rounds >= ROUNDS else COPIES_OF_SAMPLE).items()
        ]
        (folder / "empty").mkdir()
        empty = Site(folder / "empty")
        start_from_kept_copy(empty.database)
        empty.run("migrate", "--noinput", "--verbosity", "0")
        expected, seconds = {}, {}
        for command in commands:
            whole = _copy_of(empty, folder / "whole")
            seconds[command] = whole.run(*command)
            expected[command] = whole.state()
        kills: dict[str, int] = {command[0]: 0 for command in commands}
        failures: list[str] = []
        number = -1
        # On a busy machine an import may be over before its kill: rounds go on, within reason, until both were cut.
        while number + 1 < rounds or (not all(kills.values()) and number < rounds + 20):
            number += 1
            command = commands[number % 2]
            broken = _copy_of(empty, folder / "broken")
            process = broken.start(*command)
            time.sleep(rng.uniform(START_SHARE, 0.9) * seconds[command])
            kills[command[0]] += process.poll() is None
            _kill(process)
            broken.run(*command)
            found = broken.state()
            if found != expected[command]:
                failures.append(f"round {number}, {command[0]}: after the kill {found}, undisturbed {expected[command]}")
        # The last one once more.
        broken.run(*command)
        if broken.state() != expected[command]:
            failures.append("a repetition changed what was there")
        if not all(kills.values()):
            failures.append("no import was still running when it was to be killed: the proof proved nothing")
        return {"kills_in_midst": kills, "state": {command[0]: expected[command] for command in commands}, "failures": failures}


def _copy_of(site: Site, folder: Path) -> Site:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(site.database.parent, folder)
    return Site(folder)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
