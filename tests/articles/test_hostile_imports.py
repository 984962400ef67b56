"""Files that are not what they say: refused with a sentence, and nothing read beyond what is needed to say it."""

import io
import json
import os
import stat
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from django.core.management import CommandError, call_command
from wagtail.images import get_image_model

from articles.importing.running import import_articles
from articles.importing.sources.tree import FolderTree, NotReadable, ZipTree
from articles.models import ArticlePage
from tests.articles.test_importing_folders import png

GOOD = "---\ntitle: Good\n---\nWords"


def archive(tmp_path, *entries: tuple[str | zipfile.ZipInfo, str | bytes], method: int = zipfile.ZIP_DEFLATED):
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w", method) as made:
        for name, content in entries:
            made.writestr(name, content)
    return path


def link_entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


NAMES = [
    ("../../etc/out.md", "leads out"),
    ("/etc/out.md", "leads out"),
    ("a/../../out.md", "leads out"),
    ("a/./out.md", "leads out"),
    ("a//out.md", "leads out"),
    ("..\\out.md", "leads out"),
    ("C:/out.md", "leads out"),
    ("C:out.md", "leads out"),
    ("a\nb.md", "no text"),
    ("a\x1bb.md", "no text"),
    ("x" * 600 + ".md", "longer than 500"),
]


@pytest.mark.parametrize(("name", "reason"), NAMES, ids=[repr(name[:20]) for name, _reason in NAMES])
def test_names_that_lead_out_of_an_archive_are_refused(tmp_path, db, name, reason):
    summary = import_articles(archive(tmp_path, (name, GOOD), ("good.md", GOOD)), source="x")
    assert summary.created == 1
    assert [reason in one.reason for one in summary.refused] == [True]


def test_a_name_cut_at_a_nul_is_refused(tmp_path, db):
    path = archive(tmp_path, ("aXb.md", GOOD), ("good.md", GOOD))
    path.write_bytes(path.read_bytes().replace(b"aXb.md", b"a\0b.md"))
    summary = import_articles(path, source="x")
    assert (summary.created, len(summary.refused)) == (1, 1)


def test_links_and_devices_in_archives_are_refused(tmp_path, db):
    pipe = zipfile.ZipInfo("pipe.md")
    pipe.external_attr = stat.S_IFIFO << 16
    summary = import_articles(
        archive(tmp_path, (link_entry("link.md"), "/etc/passwd"), (pipe, ""), ("good.md", GOOD)), source="x"
    )
    assert [str(one) for one in summary.refused] == ["link.md: a link, which is not followed", "pipe.md: not a file"]
    assert summary.created == 1


def test_links_in_folders_are_refused_and_not_followed(tmp_path, db):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "s.md").write_text("# Secret")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.md").write_text("# Good\n\n![x](s.png)")
    (folder / "file.md").symlink_to(tmp_path / "secret" / "s.md")
    (folder / "folder").symlink_to(tmp_path / "secret")
    (folder / "s.png").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.md")
    summary = import_articles(folder, source="x")
    assert sorted(one.where for one in summary.refused) == ["file.md", "folder", "pipe.md", "s.png"]
    assert list(ArticlePage.objects.values_list("title", flat=True)) == ["Good"]
    assert summary.findings["missing image"] == 1


def test_a_file_that_becomes_a_link_meanwhile_is_not_followed(tmp_path):
    (tmp_path / "a.md").write_text("x")
    tree = FolderTree(tmp_path)
    (tmp_path / "a.md").unlink()
    (tmp_path / "a.md").symlink_to("/etc/passwd")
    with pytest.raises(NotReadable):
        tree.read("a.md", most_bytes=10_000)


def test_hidden_files_are_passed_over(tmp_path, db):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.md").write_text("# x")
    (tmp_path / "good.md").write_text("# Good")
    summary = import_articles(tmp_path, source="x")
    assert (summary.created, summary.refused) == (1, [])


def test_a_bomb_is_refused_with_flat_memory(tmp_path, db):
    """20 MB each, packed a thousand times smaller: by what it says, and by what it hides."""
    bomb = b"a" * 20_000_000
    path = archive(tmp_path, ("bomb.md", bomb), ("good.md", "# Good\n\n![x](bomb.png)"), ("bomb.png", bomb))
    data = bytearray(path.read_bytes())
    assert len(data) < 200_000
    # The list says that it is small; the file goes on and on.
    listed = data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x01\x02"))
    first = data.index(b"PK\x01\x02")
    for place in (first, listed):
        if data[place + 46 : place + 53] == b"bomb.md":
            data[place + 24 : place + 28] = struct.pack("<L", 100)
    path.write_bytes(bytes(data))
    tracemalloc.start()
    summary = import_articles(path, source="x")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [one.where for one in summary.refused] == ["bomb.md"]
    assert summary.created == 1
    assert "larger than" in summary.examples["refused file"][0]
    assert peak < 18_000_000


def test_an_archive_that_promises_too_much_is_not_looked_into(tmp_path, monkeypatch):
    monkeypatch.setattr("articles.importing.sources.tree.MAX_TOTAL_BYTES", 1000)
    with pytest.raises(NotReadable, match="unpack to more than"):
        ZipTree(archive(tmp_path, ("a.md", "x" * 1001)))
    monkeypatch.setattr("articles.importing.sources.tree.MAX_LISTED_BYTES", 100)
    with pytest.raises(NotReadable, match="list of contents"):
        ZipTree(archive(tmp_path, ("a.md", "x"), ("b.md", "x"), ("c.md", "x")))


def test_an_archive_inside_an_archive_is_only_a_file(tmp_path, db):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("inner.md", GOOD)
    summary = import_articles(archive(tmp_path, ("inner.zip", inner.getvalue()), ("good.md", GOOD)), source="x")
    assert (summary.created, summary.refused) == (1, [])


def test_other_packings_double_names_and_encryption_are_refused(tmp_path, db):
    path = archive(tmp_path, ("lzma.md", GOOD), method=zipfile.ZIP_LZMA)
    with zipfile.ZipFile(path, "a") as made:
        made.writestr("good.md", GOOD)
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("good.md", "# Another")
    data = path.read_bytes()
    summary = import_articles(path, source="x")
    assert {one.where: one.reason for one in summary.refused} == {
        "lzma.md": "packed in a way that is not read (only deflate is)",
        "good.md (again)": "the same name a second time",
    }
    assert list(ArticlePage.objects.values_list("title", flat=True)) == ["Good"]
    encrypted = bytearray(data)
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(encrypted))
    assert "encrypted" in {one.reason for one in import_articles(path, source="x").refused}


BROKEN = [
    (b"PK\x03\x04 and nothing else", "not a zip archive"),
    (b"", "not a zip archive"),
    (b"%PDF-1.4", "not a zip archive"),
    (b"PK\x05\x06" + b"\xff" * 18, "list of contents"),
]


@pytest.mark.parametrize(("data", "reason"), BROKEN)
def test_what_is_no_archive_is_said_to_be_none(tmp_path, data, reason, db):
    path = tmp_path / "in.zip"
    path.write_bytes(data)
    with pytest.raises(CommandError, match=reason):
        call_command("import_articles", path)


def test_lines_that_are_also_an_archive_are_lines(tmp_path, db):
    path = tmp_path / "rows.jsonl"
    good = json.dumps({"id": "g", "title": "Good", "body_markdown": "Words"}).encode()
    path.write_bytes(good + b"\n" + archive(tmp_path, ("hidden.md", "# Hidden")).read_bytes())
    summary = import_articles(path, source="x")
    assert list(ArticlePage.objects.values_list("title", flat=True)) == ["Good"]
    assert summary.refused


def test_a_damaged_entry_is_refused_and_the_rest_is_kept(tmp_path, db):
    path = archive(tmp_path, ("bad.md", os.urandom(2000).hex()), ("good.md", GOOD))
    data = bytearray(path.read_bytes())
    data[200:260] = b"\x00" * 60
    path.write_bytes(bytes(data))
    summary = import_articles(path, source="x")
    assert [one.where for one in summary.refused] == ["bad.md"]
    assert summary.created == 1


FRONT_MATTERS = [
    ("x: !!python/object/apply:os.system [id]", "has a tag"),
    ("x: !include /etc/passwd", "has a tag"),
    ("a: &a [x]\nb: *a", "refers to itself"),
    ("a: &a {b: *a}", "refers to itself"),
    ("x: " + "[" * 100, "nested more than"),
    ("x: " + "[" * 10_000, "more than 500 lists"),
    ("x: " + "{a: " * 50, "nested more than"),
    ("x: " + "y" * 20_000, "larger than 16,000"),
    ("title: [unclosed", "no YAML at line"),
    ("title: a: b", "no YAML at line 2"),
    ("\ttitle: x", "no YAML"),
    ("? [a, b]\n: c", "unhashable"),
    ("- just\n- a list", "no list of names"),
    ("title: [a, b]", "title is no text"),
    ("tags: {a: b}", "tags is no list"),
    ("lang: de", "language 'de'"),
    ("date: yesterday", "is no date"),
    ("audience: friends", "is not one of"),
    ("content: x", "is no UUID"),
    ("title: " + "x" * 256, "longer than 255"),
    ("title: a\x00b", "no YAML"),
    ("section: " + "a/" * 20, "more than 12 steps"),
]


@pytest.mark.parametrize(("told", "reason"), FRONT_MATTERS, ids=[told[:25] for told, _reason in FRONT_MATTERS])
def test_front_matter_that_is_more_than_plain_data_is_refused(tmp_path, db, told, reason):
    (tmp_path / "bad.md").write_text(f"---\n{told}\n---\nWords")
    (tmp_path / "good.md").write_text(GOOD)
    summary = import_articles(tmp_path, source="x")
    assert summary.created == 1
    assert [one.where for one in summary.refused] == ["bad.md"]
    assert reason in summary.refused[0].reason


TEXTS = [
    ("caf\xe9".encode("latin-1"), "not UTF-8"),
    ("# Words".encode("utf-16"), "not UTF-8"),
    (b"---\ntitle: no end", "has no end"),
    (b"+++\ntitle = 1\n+++\n", "TOML"),
    (b"x" * 300_000, "larger than"),
    (b"# Words\n\n" + b"word " * 50_000, "larger than"),
]


@pytest.mark.parametrize(("data", "reason"), TEXTS)
def test_texts_that_cannot_be_read_are_refused(tmp_path, db, data, reason):
    (tmp_path / "bad.md").write_bytes(data)
    (tmp_path / "good.md").write_text(GOOD)
    summary = import_articles(tmp_path, source="x")
    assert summary.created == 1
    assert reason in summary.refused[0].reason


def test_wide_encodings_with_a_mark_of_utf8_are_read(tmp_path, db):
    (tmp_path / "good.md").write_bytes(b"\xef\xbb\xbf---\r\ntitle: Good\r\n---\r\nWords\r\n")
    assert import_articles(tmp_path, source="x").created == 1
    assert ArticlePage.objects.get().title == "Good"


LINES = [
    ("[" * 100_000, "nested too deep"),
    ('{"id": ' * 100_000, "nested too deep"),
    ('{"id": "a", "title": "\\ud800", "body_markdown": ""}', "half a character"),
    ('{"id": "a", "title": "x", "body_markdown": "\\udc00"}', "half a character"),
    ('{"id": "a", "title": "x", "tags": ["\\u0000"], "body_markdown": ""}', "NUL"),
    ('{"id": "a", "title": "x", "body_markdown": "", "draft": "yes"}', "neither true nor false"),
    ('{"id": "a", "title": "x", "body_markdown": "", "translated": ' + "9" * 5000 + "}", "not JSON"),
    ("x" * 2_100_000, "longer than 2,000,000 bytes"),
]


@pytest.mark.parametrize(("line", "reason"), LINES, ids=[reason for _line, reason in LINES])
def test_hostile_lines_are_refused_and_the_rest_is_kept(tmp_path, db, line, reason):
    path = tmp_path / "rows.jsonl"
    good = json.dumps({"id": "g", "title": "Good", "body_markdown": "Words"})
    path.write_text(f"{line}\n{good}\n")
    summary = import_articles(path, source="x")
    assert [one.where for one in summary.refused] == ["line 1"]
    assert reason in summary.refused[0].reason
    assert summary.created == 1


def test_an_endless_line_is_passed_over_not_read(tmp_path, db):
    path = tmp_path / "rows.jsonl"
    good = json.dumps({"id": "g", "title": "Good", "body_markdown": "Words"}).encode()
    path.write_bytes(b'{"id": "' + b"a" * 24_000_000 + b"\n" + good)
    tracemalloc.start()
    summary = import_articles(path, source="x")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (summary.created, len(summary.refused)) == (1, 1)
    assert peak < 12_000_000


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def pixel_bomb() -> bytes:
    """A PNG of 30,000 x 30,000 points in two kilobytes of promises."""
    head = struct.pack(">LLBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


ONE_POINT_GIF = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
PICTURES = [
    ("bomb.png", pixel_bomb(), "too many pixels"),
    ("page.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image"),
    (
        "gif.png",
        ONE_POINT_GIF,
        "png",
    ),
    ("empty.png", b"", "empty"),
    ("large.png", png() + b"x" * 11_000_000, "larger than"),
    ("zip.png", b"PK\x03\x04", "image"),
]


@pytest.mark.parametrize(("name", "data", "reason"), PICTURES, ids=[name for name, _data, _reason in PICTURES])
def test_pictures_that_are_something_else_are_refused(tmp_path, settings, db, name, data, reason):
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(data)
    (folder / "a.md").write_text(f"# A\n\n![Words]({name})")
    summary = import_articles(folder, source="x")
    assert summary.created == 1
    assert reason in summary.examples["refused file"][0]
    assert not get_image_model().objects.exists()


def test_a_kind_of_file_that_may_not_be_uploaded_is_not_taken(tmp_path, db):
    (tmp_path / "a.md").write_text("# A\n\n![x](x.svg) [y](y.html) [z](z.exe)")
    for name in ("x.svg", "y.html", "z.exe"):
        (tmp_path / name).write_text("<script>alert(1)</script>")
    summary = import_articles(tmp_path, source="x")
    assert (summary.findings["missing image"], summary.findings["unresolved link"], len(summary.files)) == (1, 2, 0)


def test_nobody_can_name_a_file_by_its_stand_in(tmp_path, db):
    (tmp_path / "a.md").write_text("# A\n\n[x](/media/of-an-import/b.pdf) ![y](/media/of-an-import/../x.png)")
    (tmp_path / "b.pdf").write_bytes(b"%PDF")
    summary = import_articles(tmp_path, source="x")
    assert summary.created == 1
    assert "of-an-import" not in str(ArticlePage.objects.get().body)
