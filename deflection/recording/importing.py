"""Events and issues that somebody else recorded (docs/events.md: interchange). Repeating an import changes nothing."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from deflection.content import ContentReference, parse_content
from deflection.models import ActorClass, Consent, Event, ForeignContent, RecurringIssue
from deflection.recording.catalogue import UnknownEvent, check_event
from deflection.recording.jsonl import ImportCounts, Refused, check_fields, moment, objects_of, short_text
from deflection.recording.masking import masked_terms

BATCH_ROWS = 500
FIELDS = {"id", "ts", "person", "visit", "type", "content", "issue", "language", "actor", "consent", "payload"}
REQUIRED = {"id", "ts", "type"}


def imported_key(name: str) -> str:
    """The key of a person or visit that a feed calls by an opaque name; events and contacts of the feeds share it."""
    return hashlib.sha256(f"import:{name}".encode()).hexdigest()[:32] if name else ""


def import_events(lines: Iterable[str], *, source: str) -> ImportCounts:
    """One event a line; idempotent on (source, id)."""
    if source == "site":
        raise ValueError("“site” is what this site records itself; name the feed otherwise")
    counts = ImportCounts()
    issues = dict(RecurringIssue.objects.values_list("slug", "id"))
    batch: dict[str, tuple[Event, ContentReference | None]] = {}
    for number, row in objects_of(lines, counts):
        try:
            event, reference = _event_of(row, source=source, issues=issues)
        except (Refused, UnknownEvent, ValueError) as error:
            counts.refused.append((number, str(error)))
            continue
        if event.external_id in batch:
            counts.known += 1
            continue
        batch[event.external_id] = (event, reference)
        if len(batch) >= BATCH_ROWS:
            _write(batch, source, counts)
    _write(batch, source, counts)
    return counts


def _write(batch: dict[str, tuple[Event, ContentReference | None]], source: str, counts: ImportCounts) -> None:
    with transaction.atomic():
        known = set(Event.objects.filter(source=source, external_id__in=batch).values_list("external_id", flat=True))
        fresh = [pair for external_id, pair in batch.items() if external_id not in known]
        name_foreign_content(reference for _event, reference in fresh if reference)
        # Conflicts: another import of the same file at the same time.
        Event.objects.bulk_create([event for event, _reference in fresh], ignore_conflicts=True)
    counts.new += len(fresh)
    counts.known += len(batch) - len(fresh)
    batch.clear()


def name_foreign_content(references: Iterable[ContentReference]) -> None:
    """Remember what a feed calls content that is not of this site."""
    ForeignContent.objects.bulk_create(
        [
            ForeignContent(content_kind=one.kind, content_uuid=one.key, name=one.foreign_name)
            for one in {reference.key: reference for reference in references if reference.foreign_name}.values()
        ],
        ignore_conflicts=True,
    )


def _event_of(row: dict[str, Any], *, source: str, issues: dict[str, int]) -> tuple[Event, ContentReference | None]:
    check_fields(row, FIELDS, REQUIRED)
    content = short_text(row.get("content"), "content", 220)
    payload = row.get("payload") or {}
    if not isinstance(payload, dict):
        raise Refused("payload must be an object")
    type_name = short_text(row["type"], "type", 32)
    check_event(type_name=type_name, content=content, payload=payload)
    if "terms" in payload:
        payload = payload | {"terms": masked_terms(payload["terms"])}
    reference = parse_content(content) if content else None
    issue = short_text(row.get("issue"), "issue", 80)
    if issue and issue not in issues:
        raise Refused(f"unknown issue {issue!r}: import the issues first")
    actor = row.get("actor") or ActorClass.PERSON.value
    if actor not in ActorClass.values:
        raise Refused(f"actor must be one of {', '.join(ActorClass.values)}, not {actor!r}")
    person = short_text(row.get("person"), "person", 200)
    visit = short_text(row.get("visit"), "visit", 200)
    default_consent = Consent.FULL if person else Consent.SESSION if visit else Consent.NONE
    consent = row.get("consent") or default_consent.value
    if consent not in Consent.values:
        raise Refused(f"consent must be one of {', '.join(Consent.values)}, not {consent!r}")
    if consent == Consent.NONE and (person or visit):
        raise Refused("an event without consent must carry neither person nor visit")
    ts = moment(row["ts"], "ts")
    if ts > timezone.now():
        raise Refused(f"ts lies in the future: {row['ts']!r}")
    event = Event(
        ts=ts,
        person_key=imported_key(person),
        visit_key=imported_key(visit),
        type=type_name,
        content_kind=reference.kind if reference else "",
        content_uuid=reference.key if reference else None,
        issue_id=issues.get(issue),
        language=short_text(row.get("language"), "language", 5),
        payload=payload,
        actor_class=actor,
        consent=consent,
        source=source,
        external_id=short_text(row["id"], "id", 80),
    )
    return event, reference
