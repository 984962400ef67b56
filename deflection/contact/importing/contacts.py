"""Contacts of another desk: facts for measurement, and a subject line when the file has one. No address is stored."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from deflection.contact.importing.columns import FIELDS, TIME_FORMATS, ColumnMap
from deflection.contact.references import ALPHABET
from deflection.ledger.changes import mark_contacts_changed
from deflection.models import (
    Contact,
    ContactChannel,
    ContactIssue,
    ContactKind,
    ContactState,
    Correspondence,
    RecurringIssue,
    WaitingFor,
)
from deflection.recording.importing import imported_key
from deflection.recording.jsonl import ImportCounts, Refused, check_fields, moment, quoted, short_text
from kbsite.visitors.keys import email_keys

BATCH_ROWS = 500
REQUIRED = {"external_id", "ts", "channel"}
LONGEST_SUBJECT = 2000  # characters accepted; 150 are kept
ATTEMPTS = 3  # when somebody else takes in the same contacts at the same moment
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # a desk's export that tells of earlier contacts has a broken column
MOST_MINUTES = Decimal(99_999)
LANGUAGES = {code for code, _name in settings.LANGUAGES}


@dataclass(frozen=True, slots=True)
class ImportedContact:
    """One checked line."""

    line: int
    contact: Contact
    issue_ids: tuple[int, ...]
    subject: str
    reopened_of: str

    @property
    def key(self) -> tuple[str, str]:
        return self.contact.channel, self.contact.external_id


@dataclass(frozen=True)
class Done:
    """How far an earlier step through the same file came: rows up to this line are only remembered."""

    line: int = 0
    refused: frozenset[int] = frozenset()


NOTHING_DONE = Done()


@dataclass
class Batch:
    """What one batch of a file told, for whoever shows progress."""

    line: int = 0  # the last row that was read
    first_ts: datetime | None = None
    last_ts: datetime | None = None
    channels: set[str] = field(default_factory=set)
    weeks: Counter[str] = field(default_factory=Counter)  # by the Monday that a contact's week begins with


def import_contacts(
    rows: Iterator[tuple[int, dict[str, Any]]],
    counts: ImportCounts,
    *,
    source: str,
    columns: ColumnMap,
    is_dry_run: bool = False,
    done: Done = NOTHING_DONE,
    goes_on: Callable[[Batch], bool] = lambda batch: True,
) -> bool:
    """Take in numbered rows; idempotent on (channel, external_id) of the source. Returns whether the end was reached.

    Written in batches: a killed import is finished by running it again. A dry run writes nothing and counts the same.
    `goes_on` is called in the transaction of each batch and ends the step by answering no.
    """
    if source == "site":
        raise ValueError("“site” is the name of this site's own contacts; call the source something else")
    issues = dict(RecurringIssue.objects.values_list("slug", "id"))
    waiting: dict[tuple[str, str], ImportedContact] = {}
    # Of this file so far: a dry run has no rows to look a repeated or a reopened one up in.
    seen: set[tuple[str, str]] = set()
    earlier: set[str] = set()
    batch, taken = Batch(line=done.line), 0
    for number, foreign in rows:
        if number <= done.line:
            if number not in done.refused:
                row = columns.apply(foreign)
                seen.add((str(row.get("channel")), _identifier(row.get("external_id"), "external_id")))
                earlier.add(_identifier(row.get("external_id"), "external_id"))
            continue
        batch.line, taken = number, taken + 1
        try:
            one = _contact_of(number, columns.apply(foreign), source=source, issues=issues, columns=columns)
            if one.reopened_of and one.reopened_of not in earlier and not _is_known(source, one.reopened_of):
                raise Refused(f"reopened_of {quoted(one.reopened_of)} is in no line above and not known")
        except Refused as refusal:
            counts.refused.append((number, str(refusal)))
        else:
            _note(batch, one.contact)
            earlier.add(one.contact.external_id)
            if one.key in seen:
                counts.known += 1
            else:
                seen.add(one.key)
                waiting[one.key] = one
        if taken >= BATCH_ROWS:
            if not _write(waiting, batch, counts, goes_on, source=source, is_dry_run=is_dry_run):
                return False
            batch, taken = Batch(line=number), 0
    _write(waiting, batch, counts, goes_on, source=source, is_dry_run=is_dry_run)
    return True


def _note(batch: Batch, contact: Contact) -> None:
    batch.first_ts = min(batch.first_ts or contact.ts, contact.ts)
    batch.last_ts = max(batch.last_ts or contact.ts, contact.ts)
    batch.channels.add(contact.channel)
    day = timezone.localdate(contact.ts)
    batch.weeks[(day - timedelta(days=day.weekday())).isoformat()] += 1


def _is_known(source: str, external_id: str) -> bool:
    return Contact.objects.filter(source=source, external_id=external_id).exists()


def _write(
    waiting: dict[tuple[str, str], ImportedContact],
    batch: Batch,
    counts: ImportCounts,
    goes_on: Callable[[Batch], bool],
    *,
    source: str,
    is_dry_run: bool,
) -> bool:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                known = _known(waiting, source)
                fresh = [one for key, one in waiting.items() if key not in known]
                if not is_dry_run:
                    _write_fresh(fresh, source)
                counts.new += len(fresh)
                counts.known += len(known)
                for key, contact in known.items():
                    if names := _differences(waiting[key], contact):
                        counts.differing.append((waiting[key].line, f"known already with another {names}; the first stands"))
                is_wanted = goes_on(batch)
            break
        except IntegrityError:
            # Another import of the same contacts was faster: what it wrote is known now.
            if attempt == ATTEMPTS:
                raise
            for one in waiting.values():
                one.contact.pk = None
    waiting.clear()
    return is_wanted


def _known(waiting: dict[tuple[str, str], ImportedContact], source: str) -> dict[tuple[str, str], Contact]:
    same_ids = Contact.objects.filter(source=source, external_id__in=[external_id for _channel, external_id in waiting])
    known = {(one.channel, one.external_id): one for one in same_ids.prefetch_related("issue_links")}
    return {key: one for key, one in known.items() if key in waiting}


def _differences(one: ImportedContact, known: Contact) -> str:
    """What the file tells otherwise than it is known here. Addresses are not compared: their keys change with time."""
    told = {
        "ts": one.contact.ts != known.ts,
        "kind": one.contact.kind != known.kind,
        "issue": set(one.issue_ids) != {link.issue_id for link in known.issue_links.all()},
        "person": one.contact.person_key != known.person_key,
        "agent_minutes": one.contact.agent_minutes != known.agent_minutes,
    }
    return ", ".join(name for name, is_other in told.items() if is_other)


def _write_fresh(fresh: list[ImportedContact], source: str) -> None:
    # No ignore_conflicts: the keys of the rows are needed below. Of two imports of one file at once the second fails whole
    # batches, and running it again completes it.
    Contact.objects.bulk_create([one.contact for one in fresh])
    ContactIssue.objects.bulk_create(
        [ContactIssue(contact=one.contact, issue_id=issue_id) for one in fresh for issue_id in one.issue_ids]
    )
    Correspondence.objects.bulk_create(
        [
            Correspondence(
                contact=one.contact,
                subject=one.subject[:150],
                waiting_for=WaitingFor.NOBODY,
                last_message_at=one.contact.ts,
            )
            for one in fresh
            if one.subject
        ]
    )
    again = [one for one in fresh if one.reopened_of]
    first = dict(
        Contact.objects.filter(source=source, external_id__in={one.reopened_of for one in again}).values_list("external_id", "pk")
    )
    for one in again:
        one.contact.reopened_of_id = first.get(one.reopened_of)
    Contact.objects.bulk_update([one.contact for one in again], ["reopened_of"])
    # Also for databases that show rows in another order than their numbers.
    mark_contacts_changed(one.contact.pk for one in fresh)


def _contact_of(line: int, row: dict[str, Any], *, source: str, issues: dict[str, int], columns: ColumnMap) -> ImportedContact:
    check_fields(row, set(FIELDS), REQUIRED)
    ts = _time(row["ts"], columns)
    if ts > timezone.now():
        raise Refused(f"ts lies in the future: {quoted(row['ts'])}")
    if ts < EARLIEST:
        raise Refused(f"ts lies before {EARLIEST.year}: {quoted(row['ts'])}")
    language = short_text(row.get("language"), "language", 5) or settings.LANGUAGE_CODE
    if language not in LANGUAGES:
        raise Refused(f"language must be one of {', '.join(sorted(LANGUAGES))}, not {quoted(language)}")
    person = _identifier(row.get("person"), "person", 200)
    contact = Contact(
        # Not looked up like those that are made here: 24^10 random names are enough, and nobody types them.
        reference="IMP-" + "".join(secrets.choice(ALPHABET) for _ in range(10)),
        ts=ts,
        channel=_one_of(row["channel"], "channel", ContactChannel.values),
        kind=_one_of(row.get("kind") or ContactKind.UNCLASSIFIED, "kind", ContactKind.values),
        # What another desk has received is dealt with there.
        state=ContactState.CLOSED,
        language=language,
        person_key=imported_key(person),
        email_key=_email_key(short_text(row.get("email"), "email", 254)),
        agent_minutes=_minutes(row.get("agent_minutes")),
        source=source,
        external_id=_identifier(row["external_id"], "external_id"),
    )
    subject = " ".join(short_text(row.get("subject"), "subject", LONGEST_SUBJECT).split())
    reopened_of = _identifier(row.get("reopened_of"), "reopened_of")
    if reopened_of == contact.external_id:
        raise Refused("a contact cannot reopen itself")
    return ImportedContact(line, contact, _issue_ids(row.get("issue"), issues), subject, reopened_of)


def _identifier(value: object, name: str, longest: int = 120) -> str:
    """Ids are text; other desks' JSON often has them as numbers."""
    return short_text(str(value) if isinstance(value, int) and not isinstance(value, bool) else value, name, longest)


def _time(value: object, columns: ColumnMap) -> datetime:
    if not isinstance(value, str) or (columns.zone is None and not columns.time_format):
        return moment(value, "ts")
    try:
        parsed = datetime.strptime(value, columns.time_format) if columns.time_format else datetime.fromisoformat(value)
    except ValueError as error:
        shape = f"a time like {TIME_FORMATS[columns.time_format]}" if columns.time_format else "an ISO 8601 time"
        raise Refused(f"ts must be {shape}, not {quoted(value)}") from error
    if parsed.tzinfo is None and columns.zone is None:
        raise Refused(f"ts needs a time zone: {quoted(value)}")
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=columns.zone)


def _one_of(value: object, name: str, allowed: list[str]) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise Refused(f"{name} must be one of {', '.join(allowed)}, not {quoted(value)} (--map-value {name}:FROM=TO)")
    return value


def _email_key(address: str) -> str:
    """The address itself goes no further than this function."""
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused("email is no address") from error
    return email_keys(address).current


def _minutes(value: object) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        minutes = Decimal(str(value))
    except InvalidOperation as error:
        raise Refused(f"agent_minutes must be a number, not {quoted(value)}") from error
    if not minutes.is_finite() or not 0 <= minutes <= MOST_MINUTES:
        raise Refused(f"agent_minutes must be from 0 to {MOST_MINUTES}, not {quoted(value)}")
    return round(minutes, 1)


def _issue_ids(value: object, issues: dict[str, int]) -> tuple[int, ...]:
    """None, one slug, several with semicolons between them, or a list of slugs."""
    slugs: Iterable[object] = value if isinstance(value, list) else short_text(value, "issue", 800).split(";")
    ids: dict[int, None] = {}
    for slug in slugs:
        name = short_text(slug, "issue", 80).strip()
        if name and name not in issues:
            raise Refused(f"unknown issue {quoted(name)}: import the issues first")
        if name:
            ids[issues[name]] = None
    return tuple(ids)
