"""kill -9 of an import at random moments, and its repetition: the same state as an import that was never disturbed.

Imports the demo's articles and topics many times over under other ids; IMPORT_ARTICLES and IMPORT_TOPICS name other files.
"""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.flows.running_site import BASE_DIR, RunningSite

TITLE = "A killed import, repeated, ends in the same state"
ROUNDS = 10
COPIES = 12
CONTENT = BASE_DIR / "kbsite" / "demo" / "content"
TELL_STATE = """
import hashlib, json
from articles.models import ArticlePage, ImportedArticle
from forum.models import ImportedTopic, Post
from kbsite.search.models import Document
digest = hashlib.sha256()
for one in ImportedArticle.objects.filter(source="proof").select_related("page").order_by("external_id", "language"):
    digest.update(repr((one.external_id, one.language, one.row_hash, one.page.title, one.page.live, str(one.page.body))).encode())
for one in ImportedTopic.objects.filter(source="proof").select_related("topic").order_by("external_id"):
    posts = list(Post.objects.filter(topic=one.topic).order_by("number").values_list("number", "html", "created_at"))
    digest.update(repr((one.external_id, one.topic.title, one.topic.accepted_count, posts)).encode())
print(json.dumps({"articles": ArticlePage.objects.count(), "topics": ImportedTopic.objects.count(), "hash": digest.hexdigest()}))
"""


def files(folder: Path) -> dict[str, Path]:
    """Command -> file."""
    made = {}
    for command, name, variable in (
        ("import_articles", "articles.jsonl", "IMPORT_ARTICLES"),
        ("import_topics", "topics.jsonl", "IMPORT_TOPICS"),
    ):
        given = os.environ.get(variable)
        path = Path(given) if given else folder / name
        if not given:
            path.write_text("".join(_copies(CONTENT / name)), encoding="utf-8")
        made[command] = path
    return made


def _copies(source: Path):
    for line in source.read_text(encoding="utf-8").splitlines():
        for copy in range(COPIES):
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


def told(site: RunningSite) -> dict:
    return json.loads(site.manage("shell", "-v", "0", "-c", TELL_STATE).strip().splitlines()[-1])


def command_of(name: str, path: Path) -> list[str]:
    return [name, str(path), "--source", "proof"]


def run(rounds: int, seed: int) -> dict:
    rng = random.Random(seed)
    whole = RunningSite(demo=False)
    broken = RunningSite(demo=False)
    try:
        paths = files(Path(whole.folder.name))
        seconds = {}
        for name, path in paths.items():
            started = time.monotonic()
            whole.manage(*command_of(name, path))
            seconds[name] = time.monotonic() - started
        kills = 0
        number = -1
        # On a busy machine an import may be over before its kill: rounds go on, within reason, until one was cut.
        while number + 1 < rounds or (not kills and number < rounds + 20):
            number += 1
            name = list(paths)[number % 2]
            process = subprocess.Popen(
                [sys.executable, "manage.py", *command_of(name, paths[name])],
                cwd=BASE_DIR,
                env=broken.environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            # Not before the start of Python and Django, where nothing could be lost.
            time.sleep(rng.uniform(min(2.0, seconds[name] * 0.3), seconds[name] * 0.6))
            kills += process.poll() is None
            broken.kill(process)
        for name, path in paths.items():
            broken.manage(*command_of(name, path))
        expected, found = told(whole), told(broken)
        for name, path in paths.items():
            broken.manage(*command_of(name, path))
        again = told(broken)
        failures = []
        if expected != found:
            failures.append(f"after the kills {found}, undisturbed {expected}")
        if again != found:
            failures.append(f"a repetition changed {found} to {again}")
        if not kills:
            failures.append("no import was still running when it was to be killed: the proof proved nothing")
        return {"kills_in_midst": kills, "state": found, "failures": failures}
    finally:
        whole.stop()
        broken.stop()
