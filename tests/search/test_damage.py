"""Index files are pickles: whatever is not exactly what we wrote is never opened, and search answers all the while."""

import os
import pickle
import shutil
import stat

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command

from kbsite.search import indexing, querying
from kbsite.search.indexes import documents_index
from kbsite.search.models import IndexManifest
from kbsite.search.store.folders import folder_path, search_root

# Files are the embedded engine's.
pytestmark = pytest.mark.engine("whoosh")


class RunsWhenOpened:
    """A pickle that leaves a mark when somebody loads it."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return (os.mkdir, (str(self.mark),))


def folder():
    return folder_path(IndexManifest.objects.get(name="documents").folder)


def file_of(ending: str):
    return next(path for path in folder().iterdir() if path.name.endswith(ending))


def flip_a_byte(tmp_path):
    path = file_of(".pst")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def truncate(tmp_path):
    path = file_of(".pst")
    path.write_bytes(path.read_bytes()[:100])


def delete_a_segment(tmp_path):
    file_of(".pst").unlink()


def delete_the_folder(tmp_path):
    shutil.rmtree(folder())


def tamper_with_the_table_of_contents(tmp_path):
    file_of(".toc").write_bytes(pickle.dumps(RunsWhenOpened(tmp_path / "code-ran")))


def tamper_with_a_segment(tmp_path):
    file_of(".pst").write_bytes(pickle.dumps(RunsWhenOpened(tmp_path / "code-ran")))


def put_a_link_in_its_place(tmp_path):
    path = file_of(".pst")
    (tmp_path / "elsewhere").write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")


def put_a_pipe_in_its_place(tmp_path):
    path = file_of(".pst")
    path.unlink()
    os.mkfifo(path)


def put_a_folder_in_its_place(tmp_path):
    path = file_of(".pst")
    path.unlink()
    path.mkdir()


def swap_two_files(tmp_path):
    one, other = file_of(".pst"), file_of(".trm")
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)


def put_a_file_in_the_folder_s_place(tmp_path):
    shutil.rmtree(folder().parent)
    (search_root() / documents_index.schema_hash[:16]).write_bytes(b"not a folder")


def lead_the_folder_elsewhere(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    shutil.move(folder().parent, elsewhere)
    (search_root() / documents_index.schema_hash[:16]).symlink_to(elsewhere)


def put_a_file_in_the_root_s_place(tmp_path):
    root = search_root()
    shutil.rmtree(root)
    root.write_bytes(b"not a folder")


def put_a_folder_in_the_lock_s_place(tmp_path):
    delete_the_folder(tmp_path)
    lock = search_root() / "documents.lock"
    lock.unlink()
    lock.mkdir()


def empty_everything(tmp_path):
    for path in folder().iterdir():
        path.write_bytes(b"")


DAMAGES = [
    flip_a_byte,
    truncate,
    delete_a_segment,
    delete_the_folder,
    tamper_with_the_table_of_contents,
    tamper_with_a_segment,
    put_a_link_in_its_place,
    put_a_pipe_in_its_place,
    put_a_folder_in_its_place,
    swap_two_files,
    put_a_file_in_the_folder_s_place,
    lead_the_folder_elsewhere,
    put_a_file_in_the_root_s_place,
    put_a_folder_in_the_lock_s_place,
    empty_everything,
]


@pytest.fixture
def printer(notes, indexed):
    notes.write("Printer")
    indexed()


def ask():
    return querying.search(user=AnonymousUser(), terms="printer", language="en")


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "not yet open"])
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_index_answers_from_the_database_and_heals(printer, tmp_path, damage, is_open):
    if is_open:
        ask()
    else:
        documents_index.forget()
    damage(tmp_path)
    documents_index.forget()
    degraded = ask()
    assert [hit.title for hit in degraded.hits] == ["Printer"]
    assert degraded.is_degraded
    assert indexing.heal()
    healed = ask()
    assert [hit.title for hit in healed.hits] == ["Printer"]
    assert not healed.is_degraded
    assert not (tmp_path / "code-ran").exists()


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_under_an_open_index_changes_no_answer_and_runs_no_code(notes, indexed, tmp_path, damage):
    """Posting lists are unpickled when a question needs them: what was verified must be what is read, however late."""
    notes.write("Printer")
    notes.write("Scanner")
    indexed()
    querying.search(user=AnonymousUser(), terms="scanner", language="en")
    damage(tmp_path)
    open_still = ask()
    assert [hit.title for hit in open_still.hits] == ["Printer"]
    assert not open_still.is_degraded
    assert indexing.heal()
    assert [hit.title for hit in ask().hits] == ["Printer"]
    assert not (tmp_path / "code-ran").exists()


def test_nothing_is_removed_through_a_link(printer, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "documents-of-somebody").mkdir(parents=True)
    (search_root() / "link").symlink_to(elsewhere)
    indexing.rebuild_text_index()
    assert (elsewhere / "documents-of-somebody").is_dir()


def test_a_foreign_newer_table_of_contents_is_not_opened(printer, tmp_path):
    (folder() / "_MAIN_7777.toc").write_bytes(pickle.dumps(RunsWhenOpened(tmp_path / "code-ran")))
    documents_index.forget()
    assert not ask().is_degraded
    assert not (tmp_path / "code-ran").exists()


def test_a_manifest_that_points_outside_the_folder_is_not_followed(printer, tmp_path):
    IndexManifest.objects.update(folder="../../etc")
    documents_index.forget()
    assert ask().is_degraded
    assert indexing.heal()
    assert not ask().is_degraded


def test_a_damaged_folder_is_kept_aside_for_a_person_to_look_at(printer, tmp_path):
    flip_a_byte(tmp_path)
    indexing.heal()
    aside = list((search_root() / "aside").iterdir())
    assert len(aside) == 1


def test_the_folder_is_closed_to_others(printer):
    for path in (search_root(), folder().parent, folder()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in folder().iterdir() if path.suffix != ".toc")


def test_the_commands_tell_and_repair(printer, tmp_path, capsys):
    call_command("rebuild_index")
    call_command("check_index")
    assert "the index is whole" in capsys.readouterr().out
    flip_a_byte(tmp_path)
    with pytest.raises(CommandError, match="differs"):
        call_command("check_index")
    call_command("check_index", "--repair")
    call_command("check_index")
    call_command("search_stats", "--json")
    assert '"documents": 1, "indexed": 1' in capsys.readouterr().out
