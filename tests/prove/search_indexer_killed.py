"""kill -9 of the indexer at random moments: the ordinary worker, started again, makes the index equal to the database.

Each round changes, hides and shows topics, starts a worker, kills it somewhere in its work (in some rounds while it builds the
whole index anew), starts the next one and compares every word of every document.
"""

import shutil
import time

from tests.prove._bed import SETTLE_SECONDS, make_topics, run_in_bed, settle, start_worker, token

TITLE = "kill -9 of the indexer: the index equals the database within a minute"
ROUNDS = 200
TOPICS = 60


def run(rounds: int, seed: int) -> dict:
    return run_in_bed("tests.prove.search_indexer_killed", rounds, seed)


def prove(rounds: int, rng) -> dict:
    from kbsite.search.models import Change

    _, _, topics = make_topics(TOPICS)
    worker = start_worker()
    settle()
    worker.kill()
    # How long a worker's first look takes from its start to an index that is caught up: kills fall into that time.
    change(rng, topics, 0)
    worker = start_worker()
    span, _ = settle()
    worker.kill()
    failures, slowest, in_midst, rebuilding = [], 0.0, 0, 0
    for number in range(1, rounds + 1):
        if number % 5 == 0:
            remove_the_index()
            rebuilding += 1
        change(rng, topics, number)
        worker = start_worker()
        time.sleep(rng.uniform(0, span * 1.1))
        worker.kill()
        in_midst += Change.objects.exclude(kind__startswith="model:").exists()
        worker = start_worker()
        took, differing = settle(SETTLE_SECONDS)
        worker.kill()
        slowest = max(slowest, took)
        if differing:
            failures.append(f"round {number}: after {took:.0f} s {differing[0]} ({len(differing)} in all)")
    if not in_midst:
        failures.append("no kill came before the work was done: the proof proved nothing")
    return {
        "kills": rounds,
        "kills_with_work_undone": in_midst,
        "kills_while_building_anew": rebuilding,
        "slowest_recovery_seconds": round(slowest, 1),
        "failures": failures,
    }


def change(rng, topics: list, number: int) -> None:
    """What verbs write, for many topics at once: the change and its row, in one transaction."""
    from django.db import transaction

    from forum.models import Topic
    from kbsite.search.changes import mark_changed

    chosen = rng.sample(topics, rng.randint(1, TOPICS // 2))
    with transaction.atomic():
        for topic in chosen:
            Topic.objects.filter(pk=topic.pk).update(
                title=f"Changed {token(number, topic.pk)}", state=rng.choice(["open", "needs_info"])
            )
        hidden = [topic.pk for topic in chosen if rng.random() < 0.2]
        Topic.objects.filter(pk__in=[topic.pk for topic in chosen]).update(is_hidden=False, hide_reason="")
        Topic.objects.filter(pk__in=hidden).update(is_hidden=True, hide_reason="proof")
        mark_changed(kind="topic", ids=[topic.pk for topic in chosen])


def remove_the_index() -> None:
    from kbsite.search.indexes import documents_index
    from kbsite.search.models import IndexManifest
    from kbsite.search.store.folders import folder_path

    shutil.rmtree(folder_path(IndexManifest.objects.get(name=documents_index.name).folder))
