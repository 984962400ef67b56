"""Change rows, the one indexer, and what a kill may do to it."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from kbsite.search import indexing, querying, registry
from kbsite.search.changes import mark_changed
from kbsite.search.engine.choosing import engine
from kbsite.search.indexes import documents_index
from kbsite.search.models import Change, Document, IndexManifest
from kbsite.search.registry import SearchKind, register_kind, unregister_kind
from kbsite.search.statistics import index_state
from kbsite.search.store import IndexWriterBusy
from kbsite.search.store.folders import folder_path


def found(terms: str) -> list[str]:
    page = querying.search(user=AnonymousUser(), terms=terms, language="en")
    assert not page.is_degraded
    return [hit.title for hit in page.hits]


def test_an_edit_replaces_what_was_indexed(notes, indexed):
    number = notes.write("Printer")
    indexed()
    notes.change(number, title="Scanner")
    indexed()
    assert found("scanner") == ["Scanner"]
    assert found("printer") == []


def test_a_rolled_back_change_leaves_no_trace(notes, indexed):
    indexed()

    def fail_after_writing():
        with transaction.atomic():
            notes.write("Printer")
            raise RuntimeError("the verb failed")

    with pytest.raises(RuntimeError):
        fail_after_writing()
    assert not Change.objects.exists()


def test_repeated_changes_of_one_object_are_one_document(notes, indexed):
    number = notes.write("Printer")
    for _ in range(5):
        mark_changed(kind="note", ids=[number])
    indexed()
    assert found("printer") == ["Printer"]
    assert (Document.objects.count(), index_state().indexed, Change.objects.count()) == (1, 1, 0)


def test_a_change_that_arrives_while_the_indexer_works_is_not_lost(notes, indexed, monkeypatch):
    indexed()
    number = notes.write("Printer")
    build = notes.build

    def build_and_be_overtaken(ids):
        built = build(ids)
        monkeypatch.setattr(notes, "build", build)
        notes.change(number, title="Scanner")
        return built

    monkeypatch.setattr(notes, "build", build_and_be_overtaken)
    unregister_kind("note")
    register_kind(
        SearchKind(
            name="note",
            label="Note",
            build=lambda ids: notes.build(ids),
            all_ids=notes.all_ids,
            visible_ids=notes.visible_ids,
        )
    )
    assert indexing.drain() == 1
    assert Change.objects.count() == 1
    indexed()
    assert found("scanner") == ["Scanner"]


@pytest.mark.parametrize("moment", ["after the rows", "before the manifest", "after the manifest"])
def test_a_kill_at_any_moment_only_causes_repetition(notes, indexed, monkeypatch, moment, search_engine):
    indexed()
    notes.write("Printer")

    class Killed(BaseException):
        """Not an Exception: nothing may catch it, as nothing catches kill -9."""

    def die(*args, **kwargs):
        raise Killed

    if moment == "after the rows":
        monkeypatch.setattr(indexing, "_publish", die)
    elif moment == "before the manifest":
        publish = "store.index_store.Commit.publish" if search_engine == "whoosh" else "models.IndexManifest.save"
        monkeypatch.setattr(f"kbsite.search.{publish}", die)
    else:
        monkeypatch.setattr(type(Change.objects.all()), "delete", die)
    with pytest.raises(Killed):
        indexing.drain()
    monkeypatch.undo()
    engine().forget()
    assert Change.objects.count() == 1
    assert found("printer") == []
    indexed()
    assert found("printer") == ["Printer"]
    assert (index_state().indexed, Change.objects.count()) == (1, 0)


@pytest.mark.engine("whoosh")
def test_files_of_a_killed_writer_are_cleared_away(notes, indexed, settings):
    notes.write("Printer")
    indexed()
    folder = documents_index_folder()
    (folder / "MAIN_orphan.pst").write_bytes(b"half a segment")
    (folder / "_MAIN_99.toc").write_bytes(b"not ours, and newer than ours")
    notes.write("Scanner")
    indexed()
    assert {path.name for path in folder.iterdir()} >= set(IndexManifest.objects.get(name="documents").files)
    assert not (folder / "_MAIN_99.toc").exists()
    assert found("scanner") == ["Scanner"]


def test_one_document_that_cannot_be_built_does_not_hold_up_the_others(notes, indexed):
    indexed()
    good, bad = notes.write("Printer"), notes.write("Scanner")
    notes.unbuildable = {bad}
    for _ in range(indexing.MAX_ATTEMPTS + 2):
        indexing.drain()
    assert found("printer") == ["Printer"]
    row = Change.objects.get()
    assert (row.object_id, row.attempts) == (str(bad), indexing.MAX_ATTEMPTS)
    assert "cannot be read" in row.error
    assert index_state().given_up == 1
    assert good != bad


@pytest.mark.engine("whoosh")
def test_a_second_indexer_waits_its_turn_and_loses_nothing(notes, indexed):
    indexed()
    notes.write("Printer")
    with documents_index.writing():
        assert indexing.drain() == 0
        with pytest.raises(IndexWriterBusy):
            indexing.rebuild_text_index()
    assert Change.objects.count() == 1
    indexed()
    assert found("printer") == ["Printer"]


@pytest.mark.engine("whoosh")
def test_many_small_commits_do_not_pile_up_segments(notes, indexed):
    indexed()
    for number in range(30):
        notes.write(f"Printer {number}")
        indexed()
    segments = [name for name in IndexManifest.objects.get(name="documents").files if name.endswith(".trm")]
    assert len(segments) <= 9
    assert querying.search(user=AnonymousUser(), terms="printer", language="en").total == 30


def test_a_rebuild_gives_the_same_answers(notes, indexed):
    for title in ("Printer jam", "Printer toner", "Scanner"):
        notes.write(title)
    notes.delete(notes.write("Printer of old"))
    indexed()
    before = found("printer")
    assert indexing.rebuild() == 3
    assert found("printer") == before
    assert len(before) == 2


def test_a_rebuild_is_done_with_what_waited_before_it(notes):
    notes.write("Printer")
    bad = notes.write("Scanner")
    notes.unbuildable = {bad}
    indexing.rebuild()
    row = Change.objects.get()
    assert (row.object_id, row.attempts) == (str(bad), 1)
    assert found("printer") == ["Printer"]


def test_an_index_built_by_another_version_is_rebuilt(notes, indexed):
    notes.write("Printer")
    indexed()
    IndexManifest.objects.update(schema_hash="of another time")
    assert indexing.heal()
    assert found("printer") == ["Printer"]


def documents_index_folder():
    return folder_path(IndexManifest.objects.get(name="documents").folder)


def test_documents_are_built_outside_any_transaction(notes, indexed, monkeypatch):
    """On SQLite a transaction keeps every other writer of the site waiting, and a batch takes seconds to build."""
    indexed()
    notes.write("Printer")
    depth, seen, build = len(connection.savepoint_ids), [], notes.build

    def build_and_look(ids):
        seen.append(len(connection.savepoint_ids))
        return build(ids)

    with monkeypatch.context() as watched:
        watched.setitem(registry._kinds, "note", replace(registry.get_kind("note"), build=build_and_look))
        indexing.drain()
    assert seen == [depth]
