"""The store of index files: how often readers look, who may publish, what a silent disk may do."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kbsite.jobs import registered_jobs
from kbsite.search import indexing, querying, registry
from kbsite.search.documents import save_documents
from kbsite.search.indexes import documents_index
from kbsite.search.models import Change, Document, IndexManifest
from kbsite.search.store import IndexUnavailable, checksums, index_store
from kbsite.search.store.errors import IndexOvertaken
from kbsite.search.store.folders import folder_path, search_root
from kbsite.settings import base

# Files are the embedded engine's.
pytestmark = pytest.mark.engine("whoosh")


class Clock:
    """Stands still until told."""

    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch, settings):
    settings.SEARCH_REFRESH_SECONDS = 1.0
    standing = Clock()
    monkeypatch.setattr(index_store, "time", standing)
    monkeypatch.setattr(checksums, "time", standing)
    return standing


def find(terms="printer"):
    return querying.search(user=AnonymousUser(), terms=terms, language="en")


def looks_for_the_manifest(ask) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return sum("search_indexmanifest" in query["sql"] for query in captured)


def test_an_edit_is_found_within_three_seconds(notes, indexed, clock):
    """Worst case: the edit just misses a tick of the indexer, and the reader looked just before the commit."""
    notes.write("Scanner")
    indexed()
    find()
    edited_at = clock.now
    notes.write("Printer")
    tick = next(job for job in registered_jobs() if job.name == "search-index")
    clock.now = edited_at + tick.every_seconds
    find()
    assert tick.run() == 1
    assert find().total == 0
    clock.now += base.SEARCH_REFRESH_SECONDS
    assert find().total == 1
    # A second remains for the commit itself and whatever else the worker is doing.
    assert clock.now - edited_at <= 2.0


def test_readers_look_for_a_newer_index_at_most_once_a_second(notes, indexed, clock):
    notes.write("Printer")
    indexed()
    assert looks_for_the_manifest(find) == 1
    clock.now += 0.99
    assert looks_for_the_manifest(find) == 0
    clock.now += 0.02
    assert looks_for_the_manifest(find) == 1


def test_without_an_index_nobody_waits_for_another_attempt_to_open_it(notes, indexed, clock, monkeypatch):
    notes.write("Printer")
    indexed()
    (folder_path(IndexManifest.objects.get().folder) / "_MAIN_2.toc").unlink()
    opened = []
    monkeypatch.setattr(
        documents_index, "_open", lambda manifest, really=documents_index._open: opened.append(1) or really(manifest)
    )
    for _ in range(5):
        assert find().is_degraded
    assert len(opened) == 1
    indexing.heal()
    clock.now += 1.0
    assert not find().is_degraded


def test_while_one_reader_opens_a_newer_index_the_others_go_on_with_theirs(notes, indexed, clock, monkeypatch):
    notes.write("Printer")
    indexed()
    earlier = documents_index.snapshot()
    clock.now += 2.0
    with documents_index._lock:
        assert documents_index.snapshot() is earlier


def test_a_file_that_went_away_while_opening_means_a_newer_state(notes, indexed, monkeypatch):
    """Another process publishes twice between our reading of the manifest and of its files."""
    notes.write("Printer")
    indexed()
    stale = IndexManifest.objects.get()
    notes.write("Printer two")
    indexed()
    notes.write("Printer three")
    indexed()
    documents_index.forget()
    answers = [stale]
    really = documents_index._manifest
    monkeypatch.setattr(documents_index, "_manifest", lambda: answers.pop() if answers else really())
    page = find()
    assert (page.total, page.is_degraded) == (3, False)
    assert not answers


def test_a_writer_that_was_overtaken_publishes_nothing_and_keeps_its_rows(notes, indexed):
    """Somebody removed the lock file, so two processes wrote at once: the second must not wipe out what the first published."""
    indexed()

    def publish_and_forget_the_rows(commit):
        with transaction.atomic():
            Change.objects.all().delete()
            commit.publish()

    with documents_index.writing() as write:
        slow = write(lambda writer: None)
        notes.write("Printer")
        (search_root() / "documents.lock").unlink()
        assert indexing.drain() == 1
        notes.write("Scanner")
        with pytest.raises(IndexOvertaken):
            publish_and_forget_the_rows(slow)
    assert find().total == 1
    assert Change.objects.count() == 1


def test_a_disk_that_rots_silently_is_noticed_within_a_minute(notes, indexed, clock):
    notes.write("Printer")
    indexed()
    documents_index.check()
    # What was read before is known; content that changed without moving size or time is what this pretends.
    known = dict(checksums._known)
    checksums._known.update({key: ("0" * 64, when) for key, (_, when) in known.items()})
    with pytest.raises(IndexUnavailable):
        documents_index.check()
    clock.now += checksums.KNOWN_SECONDS + 1
    documents_index.check()


def test_a_busy_database_is_no_document_s_fault(notes, indexed, monkeypatch):
    indexed()
    notes.write("Printer")
    with monkeypatch.context() as broken:
        broken.setattr(indexing, "save_documents", lambda **_: (_ for _ in ()).throw(OperationalError("database is locked")))
        for _ in range(indexing.MAX_ATTEMPTS + 1):
            with pytest.raises(OperationalError):
                indexing.drain()
    assert Change.objects.get().attempts == 0
    indexed()
    assert find().total == 1


def test_a_rebuild_does_not_store_an_earlier_state_over_a_later_one(notes, indexed, monkeypatch):
    """A change that comes while a rebuild builds waits for it, in whatever order the two would have written."""
    number = notes.write("Printer")
    indexed()

    def change_and_drain_before_storing(**said):
        notes.change(number, title="Scanner")
        assert indexing.drain() == 0
        return save_documents(**said)

    monkeypatch.setattr(indexing, "save_documents", change_and_drain_before_storing)
    indexing.rebuild_documents()
    monkeypatch.undo()
    indexed()
    assert Document.objects.get().title == "Scanner"
    assert find("scanner").total == 1


def test_a_rebuild_keeps_what_came_into_being_meanwhile(notes, indexed, monkeypatch):
    notes.write("Printer")
    notes.write("Printer two")
    indexed()
    read_before_the_second = replace(registry.get_kind("note"), all_ids=lambda: [1])
    with monkeypatch.context() as at_first:
        at_first.setitem(registry._kinds, "note", read_before_the_second)
        indexing.rebuild_documents()
    assert Document.objects.count() == 2
