"""kill -9 of fold and maturing: forks a process that works in small batches, and kills it, again and again."""

import json
import os
import random
import signal
import time
from datetime import UTC, datetime, timedelta

from django.db import connections
from django.db.models import Count, Max

from deflection.contact.importing.columns import ColumnMap
from deflection.contact.importing.contacts import import_contacts
from deflection.issues.importing import import_issues
from deflection.ledger.changes import mark_contacts_changed
from deflection.ledger.folding import fold_batch, fold_everything
from deflection.ledger.hashing import ledger_hash
from deflection.ledger.maturing import mature_batch, mature_everything
from deflection.ledger.rebuilding import start_ledger_over
from deflection.models import Contact, Event, FoldedEpisode, LedgerLine, LedgerPosition
from deflection.recording.importing import import_events
from deflection.recording.jsonl import ImportCounts
from kbsite.demo.content import rows_of
from kbsite.demo.world import simulate_world

END_OF_WORLD = datetime(2026, 9, 1, tzinfo=UTC)
DAYS = 30


def prove(rounds: int, rng: random.Random) -> dict:
    """Kills `rounds` processes that were at work; the ledger is looked at after each and compared at the end."""
    take_in_a_world()
    newest = Event.objects.aggregate(newest=Max("ts"))["newest"]
    end = newest + timedelta(days=12)
    fold_everything(now=end)
    mature_everything(now=end)
    expected = ledger_hash()
    start_ledger_over()
    contacts = list(Contact.objects.values_list("id", flat=True))
    failures: list[str] = []
    seen = {"in_the_midst": 0, "begun_again": 0, "after_folding": 0, "after_posting": 0}
    while seen["in_the_midst"] < rounds:
        # Time goes on from kill to kill, so that episodes ripen in between.
        clock = newest + (end - newest) * seen["in_the_midst"] / rounds
        if is_nothing_left(clock):
            start_ledger_over()
            seen["begun_again"] += 1
        mark_contacts_changed(rng.sample(contacts, 5))
        before = told()
        if killed_after(rng.uniform(0.02, 1.0), clock, rows=rng.randrange(5, 60)):
            seen["in_the_midst"] += 1
            after = told()
            seen["after_folding"] += after["event"] != before["event"]
            seen["after_posting"] += after["lines"] != before["lines"]
            failures += what_is_half_done()
    fold_everything(now=end)
    mature_everything(now=end)
    failures += what_is_half_done()
    if ledger_hash() != expected:
        failures.append(f"after the kills the ledger is {ledger_hash()}, undisturbed {expected}")
    if not seen["after_folding"]:
        failures.append("no fold got anywhere before it was killed: the proof proved nothing")
    return {"kills": seen, "events": Event.objects.count(), "episodes": told()["episodes"], "failures": failures}


def take_in_a_world() -> None:
    """The demo's people without its pages: names of contents that this site does not have are welcome in a feed."""
    since = (END_OF_WORLD - timedelta(days=400)).isoformat()
    rows = list(rows_of("issues.jsonl"))
    for row in rows:
        if "content" in row:
            del row["valid_from_days_ago"]
            row["valid_from"] = since
    world = simulate_world(now=END_OF_WORLD, days=DAYS)
    counts = [
        import_issues((json.dumps(row) for row in rows), source="proof"),
        import_events((json.dumps(event) for event in world.events), source="proof"),
    ]
    contacts = ImportCounts()
    import_contacts(iter(enumerate(world.contacts, start=1)), contacts, source="proof", columns=ColumnMap())
    if refused := [one.refused[:3] for one in (*counts, contacts) if one.refused]:
        raise RuntimeError(f"the world was refused: {refused}")


def killed_after(seconds: float, clock, *, rows: int) -> bool:
    """Whether the process was still at work when it was killed."""
    connections.close_all()  # a connection must not live in two processes
    child = os.fork()
    if child == 0:
        # Both kinds of work by turns, so that a kill meets either.
        while fold_batch(now=clock, rows=rows, lag=timedelta(0)) + mature_batch(now=clock, rows=rows):
            pass
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def is_nothing_left(clock) -> bool:
    folded = LedgerPosition.objects.filter(pk=1).values_list("event_id", flat=True).first() or 0
    return not Event.objects.filter(id__gt=folded).exists() and not FoldedEpisode.objects.filter(due_at__lte=clock).exists()


def told() -> dict[str, int]:
    return {
        "event": LedgerPosition.objects.filter(pk=1).values_list("event_id", flat=True).first() or 0,
        "lines": LedgerLine.objects.count(),
        "episodes": FoldedEpisode.objects.count(),
    }


def what_is_half_done() -> list[str]:
    """A matured episode has exactly its one line in force, any other none; each episode has its reads."""
    found = []
    in_force = dict(LedgerLine.objects.filter(amount=1, reversed_by__isnull=True).values_list("episode_key", "state"))
    matured = dict(FoldedEpisode.objects.filter(due_at__isnull=True).values_list("key", "state"))
    if in_force != matured:
        found.append(f"{len(set(in_force.items()) ^ set(matured.items()))} lines do not fit their episodes")
    doubled = LedgerLine.objects.filter(amount=1, reversed_by__isnull=True).values("episode_key").annotate(n=Count("id"))
    if twice := doubled.filter(n__gt=1).count():
        found.append(f"{twice} episodes have two lines in force")
    if bare := FoldedEpisode.objects.filter(exposures__isnull=True).count():
        found.append(f"{bare} episodes have no reads")
    return found
