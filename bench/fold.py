"""How fast events become episodes, beside a bare bulk insert of the same rows; and whether a long history makes a new day dearer.

For SQLite and PostgreSQL, in databases of their own. BENCH_PEOPLE: people a day (default 100, about 370 events).
CPU seconds are those of this process; PostgreSQL works beside it, so wall seconds are told as well.
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bench import _readers
from bench._databases import in_each_database, set_up

# Days of history. After forty every kind of work that a day brings has begun: a fold looks 30 days back, episodes have ripened.
SHORT, LONG = 40, 400
MEASURED = 5  # days at either length, of which the median counts


def main() -> None:
    in_each_database("bench.fold")


@dataclass(frozen=True)
class Spent:
    wall: float
    cpu: float


def spent_by(act: Callable[[], object]) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


def measure() -> None:
    from django.db import connection

    from deflection.ledger.folding import fold_everything
    from deflection.ledger.maturing import mature_everything
    from deflection.models import Contact, Event, FoldedEpisode

    readers = _readers.Readers(int(os.environ.get("BENCH_PEOPLE", "100")))
    _readers.make_issues()

    def take_in(day: int) -> tuple[int, Spent, Spent]:
        events, contacts = readers.day(day)
        Contact.objects.bulk_create(contacts, batch_size=500)
        inserted = spent_by(lambda: Event.objects.bulk_create(events, batch_size=500))
        now = _readers.BEGINNING + timedelta(days=day + 1)

        def fold() -> None:
            fold_everything(now=now)
            mature_everything(now=now)

        return len(events), inserted, spent_by(fold)

    days = []
    for day in range(LONG + MEASURED):
        if connection.vendor == "postgresql" and day in (SHORT, LONG):
            # What autovacuum does in a running site.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        days.append(take_in(day))
    early, late = days[SHORT : SHORT + MEASURED], days[LONG : LONG + MEASURED]
    for label, of in (("wall", lambda one: one.wall), ("CPU", lambda one: one.cpu)):
        events = sum(count for count, _, _ in late)
        insert, folded = sum(of(one) for _, one, _ in late), sum(of(one) for _, _, one in late)
        print(
            f"{label:>4}: fold {events / folded:,.0f} events/s, bare bulk insert {events / insert:,.0f} events/s"
            f" ({insert / folded:.2f} of it)"
        )
        few, many = (statistics.median(of(one) / count for count, _, one in some) for some in (early, late))
        print(f"{label:>4}: a new day after {LONG} days / after {SHORT} days: {many / few:.2f} (goal 1.05)")
    print(f"{Event.objects.count():,} events, {FoldedEpisode.objects.count():,} episodes", flush=True)


if __name__ == "__main__":
    set_up()
    measure()
