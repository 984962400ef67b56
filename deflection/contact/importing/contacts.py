"""Contacts of another desk: facts for measurement, and a subject line when the file has one. No address is stored."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from deflection.contact.importing.columns import FIELDS, ColumnMap
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
from deflection.recording.jsonl import ImportCounts, Refused, check_fields, moment, short_text
from kbsite.visitors.keys import email_keys

BATCH_ROWS = 500
REQUIRED = {"external_id", "ts", "channel"}
LONGEST_SUBJECT = 2000  # characters accepted; 150 are kept
MOST_MINUTES = Decimal(99_999)
LANGUAGES = {code for code, _name in settings.LANGUAGES}


@dataclass(frozen=True, slots=True)
class ImportedContact:
    """One checked line."""

    contact: Contact
    issue_ids: tuple[int, ...]
    subject: str
    reopened_of: str

    @property
    def key(self) -> tuple[str, str]:
        return self.contact.channel, self.contact.external_id


def import_contacts(
    rows: Iterator[tuple[int, dict[str, Any]]],
    counts: ImportCounts,
    *,
    source: str,
    columns: ColumnMap,
    zone: ZoneInfo | None = None,
    is_dry_run: bool = False,
) -> None:
    """Take in numbered rows; idempotent on (channel, external_id) of the source. `zone` is for times that have none.

    Written in batches: a killed import is finished by running it again. A dry run writes nothing and counts the same.
    """
    if source == "site":
        raise ValueError("“site” is the name of this site's own contacts; call the source something else")
    batch: dict[tuple[str, str], ImportedContact] = {}
    issues = dict(RecurringIssue.objects.values_list("slug", "id"))
    earlier: set[str] = set()  # ids of this file so far: a dry run has no rows to look a reopened one up in
    for number, foreign in rows:
        try:
            one = _contact_of(columns.apply(foreign), source=source, issues=issues, zone=zone)
            if one.reopened_of and one.reopened_of not in earlier and not _is_known(source, one.reopened_of):
                raise Refused(f"reopened_of {one.reopened_of!r} is in no line above and not known")
        except Refused as refusal:
            counts.refused.append((number, str(refusal)))
            continue
        earlier.add(one.contact.external_id)
        if one.key in batch:
            counts.known += 1
            continue
        batch[one.key] = one
        if len(batch) >= BATCH_ROWS:
            _write(batch, source, counts, is_dry_run=is_dry_run)
    _write(batch, source, counts, is_dry_run=is_dry_run)


def _is_known(source: str, external_id: str) -> bool:
    return Contact.objects.filter(source=source, external_id=external_id).exists()


def _write(batch: dict[tuple[str, str], ImportedContact], source: str, counts: ImportCounts, *, is_dry_run: bool) -> None:
    with transaction.atomic():
        known = set(
            Contact.objects.filter(source=source, external_id__in=[external_id for _channel, external_id in batch]).values_list(
                "channel", "external_id"
            )
        )
        fresh = [one for key, one in batch.items() if key not in known]
        if not is_dry_run:
            _write_fresh(fresh, source)
    counts.new += len(fresh)
    counts.known += len(batch) - len(fresh)
    batch.clear()


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


def _contact_of(row: dict[str, Any], *, source: str, issues: dict[str, int], zone: ZoneInfo | None) -> ImportedContact:
    check_fields(row, set(FIELDS), REQUIRED)
    ts = _time(row["ts"], zone)
    if ts > timezone.now():
        raise Refused(f"ts lies in the future: {row['ts']!r}")
    language = short_text(row.get("language"), "language", 5) or settings.LANGUAGE_CODE
    if language not in LANGUAGES:
        raise Refused(f"language must be one of {', '.join(sorted(LANGUAGES))}, not {language!r}")
    person = short_text(row.get("person"), "person", 200)
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
        external_id=short_text(row["external_id"], "external_id", 120),
    )
    subject = " ".join(short_text(row.get("subject"), "subject", LONGEST_SUBJECT).split())
    reopened_of = short_text(row.get("reopened_of"), "reopened_of", 120)
    if reopened_of == contact.external_id:
        raise Refused("a contact cannot reopen itself")
    return ImportedContact(contact, _issue_ids(row.get("issue"), issues), subject, reopened_of)


def _time(value: object, zone: ZoneInfo | None) -> datetime:
    if isinstance(value, str) and zone is not None:
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError as error:
            raise Refused(f"ts must be an ISO 8601 time, not {value!r}") from error
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)
    return moment(value, "ts")


def _one_of(value: object, name: str, allowed: list[str]) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise Refused(f"{name} must be one of {', '.join(allowed)}, not {value!r} (--map-value {name}:FROM=TO)")
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
        raise Refused(f"agent_minutes must be a number, not {value!r}") from error
    if not minutes.is_finite() or not 0 <= minutes <= MOST_MINUTES:
        raise Refused(f"agent_minutes must be from 0 to {MOST_MINUTES}, not {value!r}")
    return round(minutes, 1)


def _issue_ids(value: object, issues: dict[str, int]) -> tuple[int, ...]:
    """None, one slug, several with semicolons between them, or a list of slugs."""
    slugs: Iterable[object] = value if isinstance(value, list) else short_text(value, "issue", 800).split(";")
    ids: dict[int, None] = {}
    for slug in slugs:
        name = short_text(slug, "issue", 80).strip()
        if name and name not in issues:
            raise Refused(f"unknown issue {name!r}: import the issues first")
        if name:
            ids[issues[name]] = None
    return tuple(ids)
