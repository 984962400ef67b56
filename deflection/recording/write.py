"""The one way into the events. Never raises into a page, never writes in a page's transaction."""

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from deflection.content import parse_content
from deflection.models import CountReason, Event
from deflection.recording import buffer
from deflection.recording.catalogue import EventType, Keyless, UnknownEvent, check_event
from deflection.recording.masking import masked_terms
from kbsite.visitors.who import ActorClass, Visitor

log = logging.getLogger(__name__)


def record(
    type_name: str,
    *,
    visitor: Visitor,
    content: str = "",
    revision: int | None = None,
    issue_id: int | None = None,
    language: str = "",
    payload: Mapping[str, Any] | None = None,
    ts: datetime | None = None,
    once: str = "",
) -> None:
    """Note that something happened, as far as this visitor may be followed.

    `content` is "article:<uuid>" or "topic:<uuid>". `once` names an event that may exist a single time ("contact:LK-7F3K2").
    Staff, robots and keyless lookers leave no row. A wrong event is logged, not raised: no page fails for a measurement.
    """
    try:
        payload = dict(payload or {})
        if "terms" in payload:
            payload["terms"] = masked_terms(payload["terms"])
        event_type = check_event(type_name=type_name, content=content, payload=payload)
        if not _is_kept(event_type, visitor):
            return
        event = _event(event_type, visitor, content, revision, issue_id, language, payload, ts, once)
        links = {visitor.previous_person_key: visitor.person_key} if visitor.previous_person_key and visitor.person_key else {}
        if not event_type.is_lasting:
            buffer.add(events=[event], key_links=links)
        elif connection.in_atomic_block and not settings.MEASURE_AT_ONCE:
            # After the act is safe, in a transaction of our own. What a kill loses here, reconciliation finds.
            transaction.on_commit(partial(_write_now, event, links), robust=True)
        else:
            _write_now(event, links)
    except (UnknownEvent, ValueError, TypeError, DatabaseError):
        log.exception("measurement: %s was not recorded", type_name)


def count(reason: CountReason, *, content: str = "", ts: datetime | None = None, number: int = 1) -> None:
    """Add to a daily sum (negative: take back). No key of anybody."""
    try:
        day = timezone.localdate(ts)
        if content:
            reference = parse_content(content)
            one = buffer.Sum(day, reason.value, reference.kind, reference.key)
        else:
            one = buffer.Sum(day, reason.value)
        sums: Counter[buffer.Sum] = Counter()
        sums[one] = number
        buffer.add(sums=sums)
    except (ValueError, DatabaseError):
        log.exception("measurement: a daily sum of %s was not counted", reason)


def _is_kept(event_type: EventType, visitor: Visitor) -> bool:
    if visitor.actor_class != ActorClass.PERSON:
        return False
    return visitor.is_followed or event_type.keyless == Keyless.KEPT


def _event(
    event_type: EventType,
    visitor: Visitor,
    content: str,
    revision: int | None,
    issue_id: int | None,
    language: str,
    payload: dict[str, Any],
    ts: datetime | None,
    once: str,
) -> Event:
    reference = parse_content(content) if content else None
    now = timezone.now()
    return Event(
        # A clock that runs ahead must not put an event after the contact it led to.
        ts=min(ts, now) if ts else now,
        received_at=now,
        person_key=visitor.person_key or "",
        visit_key=visitor.visit_key or "",
        type=event_type.name,
        content_kind=reference.kind if reference else "",
        content_uuid=reference.key if reference else None,
        content_revision=revision,
        issue_id=issue_id,
        language=language[:5],
        payload=payload,
        actor_class=visitor.actor_class.value,
        consent=visitor.consent.value,
        external_id=once,
    )


def _write_now(event: Event, links: dict[str, str]) -> None:
    batch = buffer.Waiting(events=[event], key_links=links)
    try:
        buffer.write(batch)
    except DatabaseError:
        log.exception("measurement: %s waits for the database", event.type)
        buffer.add(events=[event], key_links=links)
