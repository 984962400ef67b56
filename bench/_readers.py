"""Made-up readers for measuring, the same on every machine: what they read, answer and ask, as rows of events.

A day has a fixed number of people; every fifth of them was here within the last five days. So a later day differs from an
earlier one only by how much lies behind it.
"""

import random
import uuid
from datetime import UTC, datetime, timedelta

BEGINNING = datetime(2026, 6, 1, tzinfo=UTC)
CONTENTS, ISSUES = 500, 200
RETURNING, WITHIN_DAYS = 0.2, 5


def content_key(number: int) -> uuid.UUID:
    return uuid.UUID(int=(0xA000 << 112) + number)


def make_issues(issues: int = ISSUES, contents: int = CONTENTS) -> list[int]:
    """Issues with their contents, spread evenly; ids of the issues."""
    from deflection.models import ContentIssue, RecurringIssue

    made = RecurringIssue.objects.bulk_create([RecurringIssue(slug=f"i{n}", title=f"Issue {n}") for n in range(issues)])
    ids = sorted(RecurringIssue.objects.filter(slug__in=[one.slug for one in made]).values_list("id", flat=True))
    since = BEGINNING - timedelta(days=900)
    ContentIssue.objects.bulk_create(
        [
            ContentIssue(content_kind="article", content_uuid=content_key(n), issue_id=ids[n % issues], valid_from=since)
            for n in range(contents)
        ],
        batch_size=500,
    )
    return ids


class Readers:
    """Events and contacts of one day after the other."""

    def __init__(self, people_a_day: int) -> None:
        self.people_a_day = people_a_day

    def day(self, number: int) -> tuple[list, list]:
        """Unsaved events and contacts of this day."""
        from deflection.models import Contact, Event

        chance = random.Random(1_000 + number)
        events, contacts = [], []
        for place in range(self.people_a_day):
            born = number
            if chance.random() < RETURNING and number:
                born = number - chance.randint(1, min(WITHIN_DAYS, number))
            person = uuid.uuid5(
                uuid.NAMESPACE_OID, f"{born}.{chance.randrange(self.people_a_day) if born != number else place}"
            ).hex
            moment = BEGINNING + timedelta(days=number, seconds=chance.randrange(80_000))
            for _page in range(chance.choice((1, 1, 2, 3))):
                content = content_key(int(CONTENTS * chance.random() ** 2))
                told = {"content_kind": "article", "content_uuid": content, "language": "en", "person_key": person}
                told |= {"visit_key": f"{number}.{person}"[:32], "consent": "full"}
                dwell = chance.expovariate(1 / 60)
                read = {"dwell_s": round(dwell, 1), "scroll": round(chance.random(), 2), "words": 300}
                events.append(Event(ts=moment, received_at=moment, type="view", payload={}, **told))
                moment += timedelta(seconds=dwell)
                kind = "qualified_read" if dwell > 20 else "short_read"
                events.append(Event(ts=moment, received_at=moment, type=kind, payload=read, **told))
                if chance.random() < 0.05:
                    answer = chance.choice(("yes", "yes", "no", "browsing"))
                    asked = {"type": "prompt_answer", "payload": {"answer": answer}}
                    events.append(Event(ts=moment, received_at=moment, **asked, **told))
                moment += timedelta(seconds=chance.randrange(5, 300))
            if chance.random() < 0.04:
                contacts.append(
                    Contact(
                        reference=f"B{number}-{place}",
                        ts=moment + timedelta(hours=1),
                        person_key=person,
                        kind="problem",
                        channel="form",
                    )
                )
        events.sort(key=lambda event: event.ts)
        return events, contacts
