"""Everybody whom a change may concern, and all that is known of them: a closed world small enough to fold anew.

Keys lead to each other: an event joins a person and a visit, a contact joins person, address and visit. What is reached from
the given keys is read whole, so that folding it gives what folding everything would give. A person's key lives for 90 days,
so such a world stays small however long the history is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.db.models import Min, Model, QuerySet

from deflection.ledger.facts import Links, SeenContact, SeenEvent
from deflection.ledger.reading import seen_contacts, seen_events
from deflection.models import Contact, Event, FoldedEpisode

# A visit or an address of more people names nobody, and is not followed to all of them.
CROWD = 20
KEYS_AT_ONCE = 400  # of one query; SQLite knows a limit


@dataclass
class Keys:
    """Where to begin, and later everything that was reached."""

    people: set[str] = field(default_factory=set)
    visits: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)

    def add(self, *, person: str = "", visit: str = "", address: str = "") -> None:
        self.people |= {person} - {""}
        self.visits |= {visit} - {""}
        self.addresses |= {address} - {""}

    def minus(self, other: "Keys") -> "Keys":
        return Keys(self.people - other.people, self.visits - other.visits, self.addresses - other.addresses)

    def update(self, other: "Keys") -> None:
        self.people |= other.people
        self.visits |= other.visits
        self.addresses |= other.addresses

    def __bool__(self) -> bool:
        return bool(self.people or self.visits or self.addresses)


@dataclass(frozen=True)
class Neighbourhood:
    """All events and contacts of the reached people and visits; `followers` are those whose episodes it decides."""

    events: list[SeenEvent]
    contacts: list[SeenContact]
    followers: frozenset[str]


def neighbourhood(seeds: Keys, links: Links) -> Neighbourhood:
    """A few queries per round; rounds end when no new key is found (two or three, seldom more)."""
    reached, fresh = Keys(), seeds
    crowded = Keys()
    of_people: list[SeenEvent] = []
    changed = _Changed(links.keys)
    while fresh:
        reached.update(fresh)
        found = Keys()
        of_people.extend(_through_events(fresh, found, crowded))
        _through_contacts(fresh, found, crowded)
        _through_ended_episodes(crowded, found)
        for key in fresh.people | found.people:
            found.people |= changed.others(key)
        for key in fresh.addresses | found.addresses:
            found.addresses |= changed.others(key)
        fresh = found.minus(reached)
    people = {f"p:{newest}" for key in reached.people for newest in (key, *changed.others(key))}
    return Neighbourhood(
        events=sorted(_joined(of_people, _keyless_of(reached), crowded.visits), key=lambda event: event.id),
        contacts=_contacts_of(reached, crowded),
        followers=frozenset(people | {f"v:{key}" for key in reached.visits}),
    )


class _Changed:
    """Old keys and new keys of one person, both ways."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self.beside: dict[str, set[str]] = defaultdict(set)
        for old, new in keys.items():
            self.beside[old].add(new)
            self.beside[new].add(old)

    def others(self, key: str) -> set[str]:
        return self.beside.get(key, set())


Key = TypeVar("Key", int, str)
Row = TypeVar("Row", bound=Model)


def parts(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """Sorted, in portions that one query can take."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), KEYS_AT_ONCE):
        yield ordered[start : start + KEYS_AT_ONCE]


def keyed(rows: QuerySet[Row], column: str, keys: list[str]) -> QuerySet[Row]:
    """Rows with one of these keys, none of which is empty.

    The indexes of keys leave the empty one out, and SQLite takes them only for a question that does so too.
    """
    return rows.filter(**{f"{column}__in": keys}).exclude(**{column: ""})


def _through_events(fresh: Keys, found: Keys, crowded: Keys) -> Iterator[SeenEvent]:
    """All events of these people, and whom their visits lead to."""
    for some in parts(fresh.people):
        for event in seen_events(keyed(_of_people(), "person_key", some)):
            found.add(visit=event.visit_key)
            yield event
    for some in parts(fresh.visits):
        pairs = keyed(_of_people(), "visit_key", some).exclude(person_key="").values_list("visit_key", "person_key")
        _follow(pairs.annotate(first=Min("id")).order_by("first"), found.people, crowded.visits)


def _of_people() -> QuerySet[Event]:
    """Without staff and robots: they are no part of anybody's episode, and their keys lead nowhere."""
    return Event.objects.filter(actor_class="person")


def _through_contacts(fresh: Keys, found: Keys, crowded: Keys) -> None:
    for some in parts(fresh.people):
        of_people = keyed(Contact.objects.all(), "person_key", some)
        for address, visit in of_people.values_list("email_key", "visit_key").distinct():
            found.add(address=address, visit=visit)
    for some in parts(fresh.visits):
        of_visits = keyed(Contact.objects.all(), "visit_key", some)
        pairs = of_visits.exclude(person_key="").values_list("visit_key", "person_key")
        _follow(pairs.annotate(first=Min("id")).order_by("first"), found.people, crowded.visits)
        for address in of_visits.values_list("email_key", flat=True).distinct():
            found.add(address=address)
    for some in parts(fresh.addresses):
        of_address = keyed(Contact.objects.all(), "email_key", some)
        pairs = of_address.exclude(person_key="").values_list("email_key", "person_key")
        _follow(pairs.annotate(first=Min("id")).order_by("first"), found.people, crowded.addresses)
        found.visits.update(of_address.exclude(visit_key="").values_list("visit_key", flat=True).distinct())


def _follow(pairs: Iterable[tuple[str, str, int]], people: set[str], crowded: set[str]) -> None:
    """The first people of each key; beyond them the key is crowded."""
    of_key: dict[str, int] = defaultdict(int)
    for key, person, _first in pairs:
        of_key[key] += 1
        if of_key[key] <= CROWD:
            people.add(person)
        else:
            crowded.add(key)


def _through_ended_episodes(crowded: Keys, found: Keys) -> None:
    """Whose episode a contact of a crowded address had ended, before the address was crowded."""
    for some in parts(crowded.addresses):
        ended = keyed(Contact.objects.filter(person_key=""), "email_key", some).values("id")
        for follower in FoldedEpisode.objects.filter(contact_id__in=ended).values_list("follower", flat=True):
            found.add(**({"person": follower[2:]} if follower.startswith("p:") else {"visit": follower[2:]}))


def _keyless_of(reached: Keys) -> Iterator[SeenEvent]:
    """What was read in these visits before anybody was known. Their people are reached, or one of a crowd and not meant."""
    for some in parts(reached.visits):
        yield from seen_events(keyed(_of_people().filter(person_key=""), "visit_key", some))


def _joined(of_people: Iterable[SeenEvent], keyless: Iterable[SeenEvent], crowded_visits: Collection[str]) -> Iterator[SeenEvent]:
    """A crowded visit joins nobody to anybody."""
    for event in of_people:
        yield replace(event, visit_key="") if event.visit_key in crowded_visits else event
    yield from keyless


def _contacts_of(reached: Keys, crowded: Keys) -> list[SeenContact]:
    found: dict[int, SeenContact] = {}
    for column, keys in (("person_key", reached.people), ("visit_key", reached.visits), ("email_key", reached.addresses)):
        for some in parts(keys):
            found.update((contact.id, contact) for contact in seen_contacts(keyed(Contact.objects.all(), column, some)))
    kept = []
    for contact in found.values():
        if contact.person_key and contact.person_key not in reached.people:
            continue  # one of a crowd: its own world decides it
        visit = "" if contact.person_key and contact.visit_key in crowded.visits else contact.visit_key
        address = "" if contact.email_key in crowded.addresses else contact.email_key
        kept.append(replace(contact, visit_key=visit, email_key=address))
    return sorted(kept, key=lambda contact: contact.id)
