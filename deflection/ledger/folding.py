"""The incremental fold: new rows, and rows that have changed, become episodes. Cost follows them, not the history.

What is new names people; all that is known of these people is folded anew by the same pure rules (`episodes.fold`), and what
differs from the stored episodes is written. So any split and order of the same rows ends in the same ledger, and folding
something twice changes nothing. Episodes, lines and the position move in one transaction: a killed fold has not happened.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from deflection.ledger.episodes import fold
from deflection.ledger.facts import Episode, LeftOut
from deflection.ledger.neighbours import Keys, Neighbourhood, keyed, neighbourhood, parts
from deflection.ledger.posting import post
from deflection.ledger.reading import read_issues
from deflection.ledger.stored import KeptEpisode, digest_of, episodes_of, exposure_rows_of, row_of
from deflection.models import (
    Contact,
    ContactIssue,
    Event,
    FoldedEpisode,
    FoldedExposure,
    LedgerChange,
    LedgerPosition,
    LeftOutEvent,
    RecurringIssue,
)

ROWS_A_FOLD = 5_000
CHANGES_A_FOLD = 2_000
# PostgreSQL gives out numbers before rows are visible: a younger row may be seen before an older one. Our transactions that
# write events last milliseconds; ten seconds leave room for a stalled one. SQLite has one writer and no such gap.
SAFETY_LAG = timedelta(seconds=10)
# Why an event of a followed person is in no episode. The other reasons stand in the event itself.
KEPT_REASONS = (LeftOut.TOO_MANY, LeftOut.BOUNCE, LeftOut.POGO, LeftOut.NO_BEACON)


def fold_waiting() -> int:
    """Worker job: one bounded batch. Returns how many rows were taken."""
    if not _is_anything_waiting():
        return 0
    return fold_batch(now=timezone.now())


def fold_everything(*, now: datetime | None = None, rows: int = ROWS_A_FOLD) -> int:
    """All that waits, batch by batch."""
    total = 0
    while taken := fold_batch(now=now or timezone.now(), rows=rows, lag=timedelta(0)):
        total += taken
    return total


def _is_anything_waiting() -> bool:
    position = LedgerPosition.objects.filter(pk=1).first() or LedgerPosition()
    return (
        Event.objects.filter(id__gt=position.event_id).exists()
        or Contact.objects.filter(id__gt=position.contact_id).exists()
        or LedgerChange.objects.exists()
    )


@transaction.atomic
def fold_batch(*, now: datetime, rows: int = ROWS_A_FOLD, lag: timedelta | None = None) -> int:
    """The oldest new events, contacts and changes; all of it or nothing."""
    position = locked_position()
    batch = _next_batch(position, now=now, rows=rows, lag=lag)
    if not batch.taken:
        return 0
    refold(batch.keys, now=now)
    position.event_id, position.contact_id, position.folded_at = batch.last_event_id, batch.last_contact_id, now
    position.save()
    LedgerChange.objects.filter(pk__in=batch.changes).delete()
    return batch.taken


def locked_position() -> LedgerPosition:
    """The one row, held until the end of the transaction: fold, maturing and checks follow one another."""
    LedgerPosition.objects.get_or_create(pk=1)
    return LedgerPosition.objects.select_for_update().get(pk=1)


@dataclass(frozen=True)
class _Batch:
    keys: Keys
    taken: int
    last_event_id: int
    last_contact_id: int
    changes: list[int]


def _next_batch(position: LedgerPosition, *, now: datetime, rows: int, lag: timedelta | None) -> _Batch:
    if lag is None:
        lag = SAFETY_LAG if connection.vendor == "postgresql" else timedelta(0)
    keys, taken = Keys(), 0
    last_event, last_contact = position.event_id, position.contact_id
    events = Event.objects.filter(id__gt=last_event).order_by("id")
    for number, received_at, actor, person, visit in events.values_list("id", "received_at", "actor_class", *_EVENT_KEYS)[:rows]:
        # Not skipped but waited for: what comes after it waits too.
        if lag and received_at > now - lag:
            break
        if actor == "person":
            keys.add(person=person, visit=visit)
        last_event, taken = number, taken + 1
    contacts = Contact.objects.filter(id__gt=last_contact).order_by("id").values_list("id", *_CONTACT_KEYS)
    for number, person, visit, address in contacts[:rows]:
        keys.add(person=person, visit=visit, address=address)
        last_contact, taken = number, taken + 1
    changes = list(LedgerChange.objects.order_by("id")[:CHANGES_A_FOLD])
    _keys_of_changes(changes, keys)
    return _Batch(keys, taken + len(changes), last_event, last_contact, [change.pk for change in changes])


_EVENT_KEYS = ("person_key", "visit_key")
_CONTACT_KEYS = ("person_key", "visit_key", "email_key")


def _keys_of_changes(changes: Iterable[LedgerChange], keys: Keys) -> None:
    contacts = {change.contact_id for change in changes if change.contact_id}
    if moved := {change.issue_id for change in changes if change.issue_id}:
        contacts.update(ContactIssue.objects.filter(issue__in=_with_parts(moved)).values_list("contact_id", flat=True).distinct())
    for person, visit, address in Contact.objects.filter(pk__in=contacts).values_list(*_CONTACT_KEYS):
        keys.add(person=person, visit=visit, address=address)
    for follower in FoldedEpisode.objects.filter(contact_id__in=contacts).values_list("follower", flat=True):
        add_follower(keys, follower)
    for change in changes:
        if change.content_uuid:
            reads = Event.objects.filter(content_kind=change.content_kind, content_uuid=change.content_uuid, ts__gte=change.since)
            for person, visit in reads.values_list("person_key", "visit_key").distinct():
                keys.add(person=person, visit=visit)


def add_follower(keys: Keys, follower: str) -> None:
    if follower.startswith("p:"):
        keys.add(person=follower[2:])
    elif follower:
        keys.add(visit=follower[2:])


def _with_parts(issues: set[int]) -> set[int]:
    parents = dict(RecurringIssue.objects.values_list("id", "parent_id"))
    found = set(issues)
    while more := {number for number, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def refold(keys: Keys, *, now: datetime) -> None:
    """Bring the stored episodes of these people to what the rows say. Call it in a transaction that holds the position."""
    links = read_issues().links
    hood = neighbourhood(keys, links)
    stored = _stored_of(hood)
    kept = _whose_events_are_gone(stored, hood)
    kept_events = {number for row in kept for number in row.event_ids}
    candidates = [KeptEpisode(episode) for episode in episodes_of(kept)]
    folded = fold(
        [event for event in hood.events if event.id not in kept_events], hood.contacts, links, as_of=now, kept=candidates
    )
    episodes = {episode.key: episode for episode in folded.episodes}
    for row in kept:
        _end_kept(row, folded.linked_kept.get(row.key), hood, now=now)
    stored |= {row.key: row for row in _by_keys(set(episodes) - set(stored))}
    kept_keys = {row.key for row in kept}
    _write(episodes, {key: row for key, row in stored.items() if key not in kept_keys}, now=now)
    _write_left_out(hood, folded.left_out_events, kept_events)


def _stored_of(hood: Neighbourhood) -> dict[str, FoldedEpisode]:
    episodes = FoldedEpisode.objects.all()
    return {row.key: row for some in parts(hood.followers) for row in keyed(episodes, "follower", some)}


def _by_keys(keys: set[str]) -> list[FoldedEpisode]:
    return [row for some in parts(keys) for row in FoldedEpisode.objects.filter(key__in=some)]


def _whose_events_are_gone(stored: dict[str, FoldedEpisode], hood: Neighbourhood) -> list[FoldedEpisode]:
    """Retention erased some of their events, or the key that joined them: what was known then is known better than now."""
    present = {event.id for event in hood.events}
    missing = {row.key: set(row.event_ids) - present for row in stored.values()}
    return [stored[key] for key, numbers in sorted(missing.items()) if numbers]


def _end_kept(row: FoldedEpisode, contact_id: int | None, hood: Neighbourhood, *, now: datetime) -> None:
    """A kept episode changes by contacts only. A contact that is still there but links no more is taken back."""
    known = {contact.id for contact in hood.contacts}
    if contact_id is None and row.contact_id not in known:
        contact_id = row.contact_id  # its contact is gone as well: it did end the episode
    if contact_id != row.contact_id:
        (episode,) = episodes_of([row])
        ended = Episode(**(vars(episode) | {"contact_id": contact_id}))
        fresh = row_of(ended, as_of=now)
        fresh.save()
        post([fresh], at=now)


def _write(episodes: dict[str, Episode], stored: dict[str, FoldedEpisode], *, now: datetime) -> None:
    vanished = [row for key, row in stored.items() if key not in episodes]
    changed = [
        episode for key, episode in sorted(episodes.items()) if key not in stored or stored[key].digest != digest_of(episode)
    ]
    outdated = [episode.key for episode in changed if episode.key in stored]
    rows = [row_of(episode, as_of=now) for episode in changed]
    # Before the rows go: reversals look up what the episodes extended.
    post([], at=now, vanished=vanished)
    for some in parts([*outdated, *(row.key for row in vanished)]):
        FoldedExposure.objects.filter(episode__in=some).delete()
        FoldedEpisode.objects.filter(key__in=some).delete()
    FoldedEpisode.objects.bulk_create(rows, batch_size=500)
    FoldedExposure.objects.bulk_create(
        [exposure for episode in changed for exposure in exposure_rows_of(episode)], batch_size=500
    )
    post(rows, at=now)


def _write_left_out(hood: Neighbourhood, left_out: Mapping[LeftOut, tuple[int, ...]], kept_events: set[int]) -> None:
    wanted = {number: reason.value for reason in KEPT_REASONS for number in left_out.get(reason, ())}
    times = {event.id: event.ts for event in hood.events if event.id not in kept_events}
    stored: dict[int, str] = {}
    numbers = sorted(times)
    for start in range(0, len(numbers), 400):
        some = numbers[start : start + 400]
        stored.update(LeftOutEvent.objects.filter(event_id__in=some).values_list("event_id", "reason"))
    gone = [number for number, reason in stored.items() if wanted.get(number) != reason]
    for start in range(0, len(gone), 400):
        LeftOutEvent.objects.filter(event_id__in=gone[start : start + 400]).delete()
    LeftOutEvent.objects.bulk_create(
        [
            LeftOutEvent(event_id=number, ts=times[number], reason=reason)
            for number, reason in wanted.items()
            if stored.get(number) != reason
        ],
        batch_size=500,
    )
