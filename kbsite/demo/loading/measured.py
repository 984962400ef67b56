"""Lumo's recurring issues, and the simulated weeks through the public imports."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from deflection.contact.importing.columns import ColumnMap
from deflection.contact.importing.contacts import import_contacts
from deflection.contact.solving import answer_solved
from deflection.issues.importing import import_issues
from deflection.models import Contact, Resolution, SolvedAnswer, SolvedQuestion
from deflection.recording.importing import import_events
from deflection.recording.jsonl import ImportCounts
from kbsite.demo.content import rows_of
from kbsite.demo.loading import SOURCE
from kbsite.demo.truth import World

References = Mapping[str, str]


def load_issues(*, midnight: datetime, references: References) -> list[str]:
    lines = []
    for row in rows_of("issues.jsonl"):
        if "content" in row:
            row["content"] = references[row["content"]]
            row["valid_from"] = (midnight - timedelta(days=row.pop("valid_from_days_ago"))).isoformat()
        lines.append(json.dumps(row, ensure_ascii=False))
    return _refusals("issue", import_issues(lines, source=SOURCE))


def load_world(world: World, *, references: References) -> list[str]:
    events = import_events((json.dumps(_here(event, references)) for event in world.events), source=SOURCE)
    contacts = ImportCounts()
    import_contacts(iter(enumerate(world.contacts, start=1)), contacts, source=SOURCE, columns=ColumnMap())
    load_solved_answers(world)
    return _refusals("event", events) + _refusals("contact", contacts)


def _here(event: dict[str, Any], references: References) -> dict[str, Any]:
    """The event with this site's keys in place of the names in the demo's files."""
    event = dict(event)
    if event.get("content"):
        event["content"] = references[event["content"]]
    contents = event.get("payload", {}).get("contents")
    if contents:
        event["payload"] = event["payload"] | {"contents": [references[content] for content in contents]}
    return event


def load_solved_answers(world: World) -> None:
    """What customers answered about imported contacts; a contact that has an answer already keeps it."""
    contacts = {
        (contact.channel, contact.external_id): contact
        for contact in Contact.objects.filter(source=SOURCE, resolutions__isnull=True)
    }
    for answer in world.solved_answers:
        contact = contacts.get((answer.channel, answer.external_id))
        if contact is not None and not answer.answer:
            Resolution.objects.create(contact=contact, question=SolvedQuestion.CONTACT_MAIL, asked_at=answer.answered_at)
        elif contact is not None:
            answer_solved(contact=contact, answer=SolvedAnswer(answer.answer), at=answer.answered_at)


def _refusals(what: str, counts: ImportCounts) -> list[str]:
    return [f"{what} line {number}: {reason}" for number, reason in counts.refused]
