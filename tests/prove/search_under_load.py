"""Eight processes write and eight read for a minute, beside the ordinary worker, over one SQLite file and one index folder.

No acknowledged write may be missing from the index at the end, and no reader may be shown an error or miss what nobody changed.
"""

import os
import time

from tests.prove._bed import Child, make_topics, run_in_bed, settle, start_worker, token

TITLE = "Eight write and eight read: no update is lost, no reader sees an error"
# Seconds. CI runs a twentieth.
ROUNDS = 60
WRITERS = READERS = 8
TOPICS_EACH = 6
# What the page says while the database answers.
DEGRADED = "Search is being put in order"


def run(rounds: int, seed: int) -> dict:
    return run_in_bed("tests.prove.search_under_load", rounds, seed)


def prove(seconds: int, rng) -> dict:
    ben, board, topics = make_topics(WRITERS * TOPICS_EACH + READERS)
    unchanged = topics[WRITERS * TOPICS_EACH :]
    worker = start_worker()
    settle()
    seeds = [rng.getrandbits(32) for _ in range(WRITERS)]
    writers = [
        Child(write, number, [topic.pk for topic in topics[number * TOPICS_EACH :][:TOPICS_EACH]], ben.pk, seconds, seeds[number])
        for number in range(WRITERS)
    ]
    readers = [Child(read, number, unchanged[number].title, seconds) for number in range(READERS)]
    written = [child.result(seconds + 120) for child in writers]
    seen = [child.result(seconds + 120) for child in readers]
    took, differing = settle()
    worker.kill()
    failures = [f"after {took:.0f} s: {what}" for what in differing[:5]]
    failures += [f"writer: {error}" for one in written for error in one["errors"][:3]]
    failures += [f"reader: {error}" for one in seen for error in one["errors"][:3]]
    lost = [said for one in written for said in lost_words(one["last"], one["replaced"])]
    failures += [f"lost update: {said}" for said in lost[:5]]
    writes, reads = sum(one["writes"] for one in written), sum(one["reads"] for one in seen)
    if writes < WRITERS or reads < READERS:
        failures.append(f"only {writes} writes and {reads} reads happened: the proof proved nothing")
    return {
        "writers": WRITERS,
        "readers": READERS,
        "writes_acknowledged": writes,
        "reads_answered": reads,
        "reads_from_the_database": sum(one["degraded"] for one in seen),
        "lost_updates": len(lost),
        "errors_shown": sum(len(one["errors"]) for one in seen),
        "caught_up_after_seconds": round(took, 1),
        "failures": failures,
    }


def write(number: int, topic_ids: list[int], user_id: int, seconds: int, seed: int) -> dict:
    """Retitle and answer own topics; every title and every answer holds a word that stands nowhere else."""
    import random

    from forum.models import Post, Topic
    from forum.posting import edit_post, reply_to_topic
    from kbsite.accounts.models import User

    rng = random.Random(seed)
    ben = User.objects.get(pk=user_id)
    last: dict[int, list[str]] = {pk: [] for pk in topic_ids}
    replaced: list[str] = []
    titles: dict[int, str] = {}
    errors, writes = [], 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pk, said = rng.choice(topic_ids), token(number, writes)
        try:
            if rng.random() < 0.5:
                post = Post.objects.get(topic=pk, number=1)
                edit_post(post=post, by=ben, title=f"Retitled {said}", source=f"Edited {writes} {number}")
                replaced.extend(filter(None, [titles.get(pk)]))
                titles[pk] = said
            else:
                reply_to_topic(topic=Topic.objects.get(pk=pk), by=ben, source=f"An answer {said}.")
                last[pk].append(said)
            writes += 1
        except Exception as error:  # noqa: BLE001 - whatever a person would see as a failed write
            errors.append(f"{type(error).__name__}: {error}")
        time.sleep(rng.uniform(0, 0.1))
    for pk, said in titles.items():
        last[pk].append(said)
    return {"last": last, "replaced": replaced, "writes": writes, "errors": errors}


def read(number: int, unchanged_title: str, seconds: int) -> dict:
    """Search pages and suggestions as a browser gets them; what nobody changes must be in every answer."""
    from django.test import Client

    browser = Client(HTTP_HOST="127.0.0.1", REMOTE_ADDR=f"10.1.{number}.{os.getpid() % 250}")
    unique = unchanged_title.split()[-1]
    errors, reads, degraded = [], 0, 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        page = browser.get("/search/", {"q": unique})
        html = page.content.decode()
        degraded += DEGRADED in html
        if page.status_code != 200 or f"1 result for “{unique}”" not in html:
            errors.append(f"{page.status_code} without {unique!r}")
        # A fast typist, once in a while; more is refused, and rightly.
        if reads % 10 == 0 and browser.get("/search/suggest/", {"q": unique[:7]}).status_code != 200:
            errors.append("suggestions were refused")
        if browser.get("/search/", {"q": "retitled answer printer"}).status_code != 200:
            errors.append("a page with many changing results failed")
        reads += 2
    return {"errors": errors, "reads": reads, "degraded": degraded}


def lost_words(last: dict[int, list[str]], replaced: list[str]) -> list[str]:
    """Words of acknowledged writes that are not found at their topic, and replaced ones that still are."""
    from django.contrib.auth.models import AnonymousUser

    from kbsite.search import querying

    def ids(word: str) -> list[int]:
        return [hit.object_id for hit in querying.search(user=AnonymousUser(), terms=word, language="en").hits]

    lost = [f"{word} of topic {pk}" for pk, words in last.items() for word in words if ids(word) != [pk]]
    return lost + [f"{word} is still found" for word in replaced if ids(word)]
