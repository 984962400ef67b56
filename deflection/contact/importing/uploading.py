"""What a person does with a file of contacts: bring it, map it, have it checked and imported, throw it away."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deflection.contact.importing.columns import ColumnMap
from deflection.contact.importing.files import LARGEST_FILE, PART, Measured, text_of
from deflection.contact.importing.mapping import to_json
from deflection.contact.importing.sampling import sample_of
from deflection.models import ContactImport, ContactImportNote, ContactImportPart, ContactMap
from deflection.recording.jsonl import Refused
from kbsite.accounts.models import User

KEEP_FILE = timedelta(days=1)
State = ContactImport.State


@transaction.atomic
def keep_file(*, pieces: Iterable[bytes], size: int, name: str, encoding: str, by: User) -> ContactImport:
    """Keep the file in parts until it is imported, for a day at most. Raises Refused for what is no table of rows."""
    if size > LARGEST_FILE:
        raise Refused(_("The file is larger than 20 MB. Bring it in parts, or import it with the command."))
    now = timezone.now()
    one = ContactImport.objects.create(
        made_by=by, made_at=now, touched_at=now, file_name=_harmless_name(name), file_format=ContactImport.Format.CSV, lines=0
    )
    text = Measured(text_of(pieces, encoding))
    for number, part in enumerate(_parts(text)):
        ContactImportPart.objects.create(contact_import=one, number=number, content=part.encode())
    if not text.start:
        raise Refused(_("The file is empty."))
    if text.start == "[":
        raise Refused(_("This is one JSON list. JSON Lines are read: one object a line, without a list around them."))
    one.file_format = ContactImport.Format.JSON_LINES if text.start == "{" else ContactImport.Format.CSV
    one.lines = text.lines
    one.save(update_fields=["file_format", "lines"])
    if not sample_of(one).rows:
        raise Refused(_("The file has no rows that can be read."))
    return one


def _parts(text: Iterable[str]) -> Iterable[str]:
    waiting: list[str] = []
    length = 0
    for piece in text:
        waiting.append(piece)
        length += len(piece)
        if length >= PART:
            yield "".join(waiting)
            waiting, length = [], 0
    if length:
        yield "".join(waiting)


def _harmless_name(name: str) -> str:
    """Only ever shown, never a path."""
    return (
        re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", name.replace("\\", "/").rpartition("/")[2])[-120:] or "contacts"
    )


@transaction.atomic
def map_file(*, contact_import: ContactImport, source: str, columns: ColumnMap) -> None:
    """Keep how the file becomes ours; what an earlier map has found is void."""
    _forget_findings(contact_import)
    _change(contact_import, from_states=_WAITING, state=State.MAPPING, source=source, mapping=to_json(columns))


@transaction.atomic
def check_file(*, contact_import: ContactImport) -> None:
    """Have every line checked and counted, without writing a contact; the worker does it."""
    _forget_findings(contact_import)
    _change(contact_import, from_states=_WAITING, state=State.CHECKING, **_NOTHING_COUNTED)


@transaction.atomic
def import_file(*, contact_import: ContactImport, covered_from: datetime, covered_until: datetime) -> None:
    """Have the checked file taken in; the worker does it. Within the covered time the file tells of every contact."""
    if covered_until <= covered_from:
        raise Refused(_("The end lies before the beginning."))
    _forget_findings(contact_import)
    _change(
        contact_import,
        from_states=(State.CHECKED,),
        state=State.IMPORTING,
        covered_from=covered_from,
        covered_until=covered_until,
        **_NOTHING_COUNTED,
    )


@transaction.atomic
def discard_file(*, contact_import: ContactImport) -> None:
    """Delete the file and what was found in it. Not while it is being imported: half a file would look like fewer contacts."""
    _change(contact_import, from_states=(*_WAITING, State.CHECKING), state=State.DISCARDED, has_file=False)
    forget_file(contact_import)


def forget_file(contact_import: ContactImport) -> None:
    ContactImportPart.objects.filter(contact_import=contact_import).delete()
    _forget_findings(contact_import)


def save_map(*, name: str, source: str, columns: ColumnMap) -> None:
    ContactMap.objects.update_or_create(name=name, defaults={"source": source, "mapping": to_json(columns)})


def delete_map(*, contact_map: ContactMap) -> None:
    """What was imported with it stays."""
    contact_map.delete()


_WAITING = (State.MAPPING, State.CHECKED, State.FAILED)
_NOTHING_COUNTED = {
    "lines_done": 0,
    "new": 0,
    "known": 0,
    "differing": 0,
    "refused": 0,
    "first_ts": None,
    "last_ts": None,
    "channels": [],
    "weeks": {},
}


def _change(contact_import: ContactImport, *, from_states: tuple[str, ...], **values: object) -> None:
    # Of two people who click at once one is told; the other's click holds.
    changed = ContactImport.objects.filter(pk=contact_import.pk, state__in=from_states, has_file=True).update(
        touched_at=timezone.now(), **values
    )
    if not changed:
        raise Refused(_("The file is being read just now, or it is not here any more."))
    contact_import.refresh_from_db()


def _forget_findings(contact_import: ContactImport) -> None:
    ContactImportNote.objects.filter(contact_import=contact_import).delete()
