"""The worker's side of uploaded files: a second of work at a time, so that mail and search never wait for a long file."""

import logging
import time
from collections import Counter
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from deflection.contact.importing.contacts import Batch, Done, import_contacts
from deflection.contact.importing.covering import record_coverage
from deflection.contact.importing.files import rows_in
from deflection.contact.importing.mapping import from_json
from deflection.contact.importing.uploading import KEEP_FILE, forget_file
from deflection.models import ContactImport, ContactImportNote, ContactImportPart
from deflection.recording.jsonl import ImportCounts

STEP_SECONDS = 1.0
MOST_NOTES = 10_000  # refused lines whose reason is kept; all are counted
LONGEST_REASON = 300
State = ContactImport.State
log = logging.getLogger(__name__)


def advance_imports() -> int:
    """Worker job: go on with the oldest file that waits, for about a second. Killed, it goes on after the last batch."""
    one = ContactImport.objects.filter(state__in=[State.CHECKING, State.IMPORTING]).order_by("touched_at", "pk").first()
    if one is None:
        return 0
    try:
        return _advance(one)
    except (ValueError, IntegrityError):
        # Tried again it would fail again, and hold up the files behind it.
        log.exception("import %d of contacts stopped", one.pk)
        ContactImport.objects.filter(pk=one.pk).update(state=State.FAILED)
        return 0


def _advance(one: ContactImport) -> int:
    ends = time.monotonic() + STEP_SECONDS
    progress = _Progress(one)

    def goes_on(batch: Batch) -> bool:
        return progress.keep(batch) and time.monotonic() < ends

    is_whole = import_contacts(
        rows_in(one, progress.counts),
        progress.counts,
        source=one.source,
        columns=from_json(one.mapping),
        is_dry_run=one.state == State.CHECKING,
        done=progress.done,
        goes_on=goes_on,
    )
    if is_whole:
        _finish(one)
    return progress.batches


class _Progress:
    """What this step found, added to what the steps before it have stored."""

    def __init__(self, one: ContactImport) -> None:
        refused = ContactImportNote.objects.filter(contact_import=one, is_refused=True).values_list("line", flat=True)
        self.done = Done(line=one.lines_done, refused=frozenset(refused) if one.lines_done else frozenset())
        self.counts = ImportCounts()
        self.batches = 0
        self._one = one
        self._before = {name: getattr(one, name) for name in ("new", "known", "refused", "differing")}
        self._notes = ContactImportNote.objects.filter(contact_import=one).count()
        self._kept = {True: 0, False: 0}

    def keep(self, batch: Batch) -> bool:
        """In the batch's own transaction: a killed step has counted exactly what it has written. No when somebody stopped it."""
        # The reader tells again of broken lines that an earlier step has told of.
        self.counts.refused = [told for told in self.counts.refused if told[0] > self.done.line]
        self._write_notes(self.counts.refused, is_refused=True)
        self._write_notes(self.counts.differing, is_refused=False)
        one, counts = self._one, self.counts
        one.lines_done = batch.line
        one.new = self._before["new"] + counts.new
        one.known = self._before["known"] + counts.known
        one.refused = self._before["refused"] + len(counts.refused)
        one.differing = self._before["differing"] + len(counts.differing)
        one.first_ts = min((ts for ts in (one.first_ts, batch.first_ts) if ts), default=None)
        one.last_ts = max((ts for ts in (one.last_ts, batch.last_ts) if ts), default=None)
        one.channels = sorted({*one.channels, *batch.channels})
        one.weeks = dict(sorted((Counter(one.weeks) + batch.weeks).items()))
        self.batches += 1
        fields = ("lines_done", "new", "known", "refused", "differing", "first_ts", "last_ts", "channels", "weeks")
        values = {name: getattr(one, name) for name in fields}
        return bool(ContactImport.objects.filter(pk=one.pk, state=one.state).update(**values))

    def _write_notes(self, told: list[tuple[int, str]], *, is_refused: bool) -> None:
        fresh = told[self._kept[is_refused] :][: max(0, MOST_NOTES - self._notes)]
        ContactImportNote.objects.bulk_create(
            ContactImportNote(contact_import=self._one, line=line, reason=reason[:LONGEST_REASON], is_refused=is_refused)
            for line, reason in fresh
        )
        self._notes += len(fresh)
        self._kept[is_refused] = len(told)


@transaction.atomic
def _finish(one: ContactImport) -> None:
    now = timezone.now()
    if one.state == State.CHECKING:
        ContactImport.objects.filter(pk=one.pk, state=State.CHECKING).update(state=State.CHECKED, touched_at=now)
        return
    record_coverage(source=one.source, channels=one.channels, since=one.covered_from, until=one.covered_until)
    ContactImportPart.objects.filter(contact_import=one).delete()
    ContactImport.objects.filter(pk=one.pk).update(state=State.DONE, has_file=False, finished_at=now, touched_at=now)


@transaction.atomic
def forget_old_files(now: datetime | None = None) -> int:
    """Worker job: a day after the last act of a person the file goes, and with it what was said of its lines."""
    over = ContactImport.objects.filter(touched_at__lt=(now or timezone.now()) - KEEP_FILE)
    abandoned = list(over.filter(has_file=True)[:20])
    for one in abandoned:
        forget_file(one)
        ContactImport.objects.filter(pk=one.pk).update(has_file=False, state=State.DISCARDED)
    ContactImportNote.objects.filter(contact_import__in=over).delete()
    return len(abandoned)
