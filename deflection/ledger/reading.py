"""From rows to the facts of the episode rules. A fixed number of queries, whatever the number of rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from deflection.ledger.facts import IssueLink, Links, SeenContact, SeenEvent
from deflection.models import Contact, Event, KeyLink, RecurringIssue, content_reference
from kbsite.visitors.keys import has_two_secrets


@dataclass(frozen=True)
class IssueName:
    """What a report says of an issue."""

    slug: str
    title: str
    kind: str
    is_active: bool = True


@dataclass(frozen=True)
class Issues:
    names: Mapping[int, IssueName]
    links: Links


EVENT_COLUMNS = (
    "id",
    "ts",
    "type",
    "person_key",
    "visit_key",
    "content_kind",
    "content_uuid",
    "issue_id",
    "language",
    "actor_class",
    "payload",
)
CONTACT_COLUMNS = (
    "id",
    "ts",
    "channel",
    "kind",
    "person_key",
    "email_key",
    "visit_key",
    "reopened_of_id",
    "merged_into_id",
    "caused_by_disruption_id",
    "source",
    # One row per issue of the contact: joined here, so that no second query is needed.
    "issue_links__issue_id",
)


def seen_events(rows: QuerySet[Event]) -> Iterator[SeenEvent]:
    """The given events in the order of the query; reads nothing into memory at once."""
    for number, ts, type_name, person, visit, kind, key, issue, language, actor, payload in rows.values_list(
        *EVENT_COLUMNS
    ).iterator(chunk_size=5_000):
        yield SeenEvent(number, ts, type_name, person, visit, content_reference(kind, key), issue, language, actor, payload)


def read_events(start: datetime, end: datetime, *, at_most: int) -> list[SeenEvent]:
    """Events of [start, end), oldest first; one more than `at_most` tells that there are too many."""
    return list(seen_events(Event.objects.filter(ts__gte=start, ts__lt=end).order_by("ts", "id")[: at_most + 1]))


def read_contacts(start: datetime, end: datetime, *, at_most: int) -> list[SeenContact]:
    """The latest `at_most` contacts of [start, end), oldest first."""
    rows = Contact.objects.filter(ts__gte=start, ts__lt=end).order_by("-ts", "-id")[: at_most + 1]
    return sorted(seen_contacts(rows), key=lambda one: (one.ts, one.id))


def seen_contacts(contacts: QuerySet[Contact]) -> list[SeenContact]:
    """The given contacts, each once, with all its issues."""
    rows = list(contacts.values_list(*CONTACT_COLUMNS))
    issues: dict[int, set[int]] = {}
    for row in rows:
        issues.setdefault(row[0], set()).update([row[-1]] if row[-1] is not None else [])
    found: dict[int, SeenContact] = {}
    for number, ts, channel, kind, person, email, visit, reopened, merged, disruption, source, _issue in rows:
        found[number] = SeenContact(
            id=number,
            ts=ts,
            channel=channel,
            kind=kind,
            issue_ids=frozenset(issues[number]),
            person_key=person,
            email_key=email,
            visit_key=visit,
            same_as=reopened or merged,
            is_caused_by_disruption=disruption is not None,
            source=source,
        )
    return list(found.values())


def read_issues() -> Issues:
    """All issues with their parents and content links, and the keys that one person has had."""
    names: dict[int, IssueName] = {}
    parents: dict[int, int | None] = {}
    contents: list[IssueLink] = []
    rows = RecurringIssue.objects.order_by("id").values_list(
        "id",
        "slug",
        "title",
        "kind",
        "is_active",
        "parent_id",
        "content_links__content_kind",
        "content_links__content_uuid",
        "content_links__valid_from",
        "content_links__valid_to",
    )
    for number, slug, title, kind, is_active, parent, content_kind, content_uuid, since, until in rows:
        names[number] = IssueName(slug, title, kind, is_active)
        parents[number] = parent
        if content_uuid:
            contents.append(IssueLink(content_reference(content_kind, content_uuid), number, since, until))
    # Only in the days after a change of secret are there two keys of one person.
    keys = dict(KeyLink.objects.values_list("old_key", "new_key")) if has_two_secrets() else {}
    return Issues(names, Links(tuple(contents), parents, keys))
