"""A file of another desk, brought in the admin: mapped, checked, imported, forgotten. Owners only."""

import csv
import io
import json
import re
import tracemalloc
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deflection.contact.importing import contacts as importing
from deflection.contact.importing import working
from deflection.contact.importing.files import LARGEST_FILE
from deflection.contact.importing.working import advance_imports, forget_old_files
from deflection.models import (
    Contact,
    ContactImport,
    ContactImportNote,
    ContactImportPart,
    ContactMap,
    LedgerChange,
    RecurringIssue,
    SourceCoverage,
)

pytestmark = pytest.mark.django_db

FILE = (
    "number,opened_at,contact_type,caller,category,state\n"
    "INC1,2016-02-29T01:16:00,Phone,2403,Drives,x\n"
    "INC2,2016-02-29T04:40:00,Self service,7,Printers,y\n"
    "INC3,2016-03-01T08:00:00,Fax,9,Drives,\n"
    "INC4,soon,Phone,9,Drives,\n"
)
COLUMNS = {
    "source": "old-desk",
    "zone": "Europe/Helsinki",
    "time_format": "",
    "fixed_channel": "",
    "column-0": "external_id",
    "column-1": "ts",
    "column-2": "channel",
    "column-3": "person",
    "column-4": "issue",
    "column-5": "",
}
COVERED = {"covered_from": "2016-02-29", "covered_until": "2016-03-06"}


@pytest.fixture
def owner(as_user, olga):
    return as_user(olga)


@pytest.fixture
def drives():
    return RecurringIssue.objects.create(slug="drives", title="Network drives")


def brought(client, content: str | bytes = FILE, name: str = "incidents.csv", **more) -> ContactImport:
    content = content.encode() if isinstance(content, str) else content
    answer = client.post(
        "/admin/contact_imports/upload/", {"file": SimpleUploadedFile(name, content), "encoding": "utf-8", **more}
    )
    assert answer.status_code == 302, refusal_in(answer)
    return ContactImport.objects.latest("pk")


def refusal_in(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().partition('role="alert"')[2][:1500]).split())


def step(client, one: ContactImport, name: str, data: dict | None = None):
    answer = client.post(f"/admin/contact_imports/{one.pk}/{name}/", data or {})
    assert answer.status_code == 302, refusal_in(answer)
    one.refresh_from_db()
    return answer


def worked_off(one: ContactImport) -> ContactImport:
    while ContactImport.objects.get(pk=one.pk).is_running:
        advance_imports()
    one.refresh_from_db()
    return one


def checked(client, content: str | bytes = FILE, **more) -> ContactImport:
    one = brought(client, content, **more)
    step(client, one, "columns", COLUMNS)
    page = client.get(f"/admin/contact_imports/{one.pk}/words/")
    if page.status_code == 200:
        chosen = {name: field.initial for name, field in page.context["form"].fields.items()}
        step(client, one, "words", chosen)
    return worked_off(one)


def imported(client, content: str | bytes = FILE) -> ContactImport:
    one = checked(client, content)
    step(client, one, "import", COVERED)
    return worked_off(one)


def counts(one: ContactImport) -> tuple[int, int, int, int]:
    return one.new, one.known, one.differing, one.refused


PAGES = ("", "upload/", "{pk}/", "{pk}/columns/", "{pk}/words/", "{pk}/progress/", "{pk}/lines.csv")
ACTS = ("upload/", "{pk}/columns/", "{pk}/words/", "{pk}/import/", "{pk}/discard/", "{pk}/keep-map/", "maps/{map}/delete/")


@pytest.mark.parametrize(
    ("who", "may"), [(None, False), ("ana", False), ("ben", False), ("chi", False), ("mo", False), ("olga", True)]
)
def test_only_owners_open_any_page_and_do_any_act(request, as_user, owner, who, may, drives):
    one = checked(owner)
    kept = ContactMap.objects.create(name="Old desk", source="old-desk", mapping={})
    client = as_user(request.getfixturevalue(who) if who else None)
    for page in PAGES:
        address = "/admin/contact_imports/" + page.format(pk=one.pk)
        assert (client.get(address).status_code == 200) is may, page
    if may:
        return
    before = list(ContactImport.objects.values())
    for act in ACTS:
        client.post("/admin/contact_imports/" + act.format(pk=one.pk, map=kept.pk), {**COVERED, "name": "Mine"})
    assert list(ContactImport.objects.values()) == before
    assert list(ContactMap.objects.values_list("name", flat=True)) == ["Old desk"]


@pytest.mark.parametrize(("who", "is_shown"), [("ben", False), ("chi", False), ("mo", False), ("olga", True)])
def test_the_menu_leads_there_for_owners(request, as_user, who, is_shown):
    assert ("/admin/contact_imports/" in as_user(request.getfixturevalue(who)).get("/admin/").content.decode()) is is_shown


def test_acts_need_a_post(owner):
    one = checked(owner)
    for act in ("import", "discard", "keep-map"):
        assert owner.get(f"/admin/contact_imports/{one.pk}/{act}/").status_code == 405


def test_what_looks_likely_is_chosen_and_the_first_rows_are_shown(owner):
    one = brought(owner)
    page = owner.get(f"/admin/contact_imports/{one.pk}/columns/")
    form = page.context["form"]
    assert [form.fields[f"column-{number}"].initial for number in range(6)] == [
        "external_id",
        "ts",
        "channel",
        "person",
        "",
        "",
    ]
    assert "INC2" in page.content.decode()
    step(owner, one, "columns", COLUMNS)
    words = owner.get(f"/admin/contact_imports/{one.pk}/words/").context["form"]
    assert {(word, field.initial) for _name, _words, rows in words.bound_groups for word, _count, field in rows} >= {
        ("Phone", "phone"),
        ("Self service", "form"),
        ("Fax", ""),
    }


@pytest.mark.parametrize(
    ("words", "guessed"),
    [
        (["2026-09-01 08:00"], ""),
        (["1.9.2026 8:05"], "%d.%m.%Y %H:%M"),
        (["01/09/2026 08:05:00"], "%d/%m/%Y %H:%M:%S"),
        (["01/09/2026 08:05", "01/23/2026 08:05"], "%m/%d/%Y %H:%M"),
        (["whenever"], ""),
    ],
)
def test_the_way_times_are_written_is_guessed_from_the_first_rows(words, guessed):
    from deflection.contact.importing.guessing import guess_time_format

    assert guess_time_format(words) == guessed


def test_a_check_counts_everything_and_writes_no_contact(owner, drives):
    one = checked(owner)
    assert counts(one) == (2, 0, 0, 2)
    assert one.state == "checked"
    assert not Contact.objects.exists()
    assert not SourceCoverage.objects.exists()
    assert not LedgerChange.objects.exists()
    page = owner.get(f"/admin/contact_imports/{one.pk}/").content.decode()
    assert "ts must be an ISO 8601 time, not &#x27;soon&#x27;" in page
    assert "channel must be one of" in page
    assert list(one.notes.order_by("line").values_list("line", flat=True)) == [4, 5]


def test_the_import_has_the_numbers_of_the_check_and_writes_down_the_covered_time(owner, drives):
    one = imported(owner)
    assert (one.state, counts(one)) == ("done", (2, 0, 0, 2))
    first, second = Contact.objects.order_by("external_id")
    assert (first.channel, second.channel, first.kind, first.source) == ("phone", "form", "unclassified", "old-desk")
    assert list(first.issues.all()) == [drives]
    assert not second.issues.exists()
    assert {
        (row.channel, row.source, row.covered_from.isoformat(), row.covered_until.isoformat())
        for row in SourceCoverage.objects.all()
    } == {(channel, "old-desk", "2016-02-28T22:00:00+00:00", "2016-03-06T22:00:00+00:00") for channel in ("phone", "form")}
    page = owner.get(f"/admin/contact_imports/{one.pk}/").content.decode()
    assert "2 contacts were taken in." in page


def test_the_same_file_again_changes_nothing_and_says_so(owner, drives):
    imported(owner)
    before = (list(Contact.objects.order_by("pk").values()), list(SourceCoverage.objects.values("channel", "covered_from")))
    one = imported(owner)
    assert counts(one) == (0, 2, 0, 2)
    after = (list(Contact.objects.order_by("pk").values()), list(SourceCoverage.objects.values("channel", "covered_from")))
    assert after == before
    page = owner.get(f"/admin/contact_imports/{one.pk}/").content.decode()
    assert "Nothing has changed: all 2 contacts of this file were known already." in page


def test_a_contact_that_is_told_otherwise_is_listed_and_stays(owner, drives):
    imported(owner)
    one = imported(owner, FILE.replace("2016-02-29T01:16:00,Phone,2403,Drives", "2016-02-29T02:00:00,Phone,2403,Printers"))
    assert counts(one) == (0, 2, 1, 2)
    note = ContactImportNote.objects.get(contact_import=one, is_refused=False)
    assert (note.line, note.reason) == (2, "known already with another ts, issue; the first stands")
    assert Contact.objects.get(external_id="INC1").ts.isoformat() == "2016-02-28T23:16:00+00:00"


def test_the_next_month_extends_the_covered_time(owner, drives):
    imported(owner)
    step(owner, one := checked(owner, FILE.replace("INC", "MAR")), "import", COVERED | {"covered_until": "2016-03-20"})
    worked_off(one)
    assert {row.covered_until.isoformat() for row in SourceCoverage.objects.all()} == {"2016-03-20T22:00:00+00:00"}
    assert SourceCoverage.objects.count() == 2


@pytest.mark.parametrize(
    ("covered", "sentence"),
    [
        ({"covered_from": "2016-03-06", "covered_until": "2016-03-05"}, "The last day lies before the first."),
        ({"covered_from": "2016-03-06", "covered_until": "2999-03-05"}, "This day has not come yet."),
        ({"covered_from": "2016-03-06", "covered_until": ""}, "required"),
    ],
)
def test_an_impossible_covered_time_is_refused(owner, covered, sentence):
    one = checked(owner)
    answer = owner.post(f"/admin/contact_imports/{one.pk}/import/", covered)
    assert sentence in refusal_in(answer)
    assert ContactImport.objects.get(pk=one.pk).state == "checked"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"column-0": ""}, "Choose the column for: Id at the other desk"),
        ({"column-5": "ts"}, "“opened_at” is this already"),
        ({"column-2": ""}, "say here through which the contacts came"),
        ({"source": "site"}, "call the other desk something else"),
        ({"source": "old desk"}, "valid"),
        ({"zone": "Mars/Olympus"}, "Select a valid choice"),
    ],
)
def test_a_map_that_cannot_work_is_explained(owner, change, sentence):
    one = brought(owner)
    answer = owner.post(f"/admin/contact_imports/{one.pk}/columns/", COLUMNS | change)
    assert sentence in answer.content.decode()
    assert ContactImport.objects.get(pk=one.pk).state == "mapping"


def test_an_unknown_issue_is_not_taken_for_a_word(owner, drives):
    one = brought(owner)
    step(owner, one, "columns", COLUMNS)
    fields = owner.get(f"/admin/contact_imports/{one.pk}/words/").context["form"].fields
    name = next(name for name in fields if name.startswith("issue-"))
    answer = owner.post(f"/admin/contact_imports/{one.pk}/words/", {name: "unheard-of"})
    assert "There is no such issue" in refusal_in(answer)


def test_a_map_is_kept_used_again_and_deleted(owner, drives):
    one = checked(owner)
    step(owner, one, "keep-map", {"name": "Old desk, monthly"})
    kept = ContactMap.objects.get()
    again = brought(owner, start_with=kept.pk)
    assert (again.source, again.mapping) == ("old-desk", one.mapping)
    form = owner.get(f"/admin/contact_imports/{again.pk}/columns/").context["form"]
    assert form.fields["column-4"].initial == "issue"
    missing = brought(owner, FILE.replace("caller", "who"), start_with=kept.pk)
    page = owner.get(f"/admin/contact_imports/{missing.pk}/columns/").content.decode()
    assert "names columns that this file does not have: caller" in page
    owner.post(f"/admin/contact_imports/maps/{kept.pk}/delete/")
    assert not ContactMap.objects.exists()


def test_json_lines_are_read_too(owner):
    rows = [{"id": number, "created": "2026-09-01T08:00:00Z", "via": "phone", "extra": {"a": 1}} for number in (1, 2)]
    one = brought(owner, "".join(json.dumps(row) + "\n" for row in rows), name="rows.jsonl")
    step(
        owner,
        one,
        "columns",
        {"source": "desk", "zone": "UTC", "column-0": "external_id", "column-1": "ts", "column-2": "channel"},
    )
    owner.get(f"/admin/contact_imports/{one.pk}/words/")  # all words are ours: checked at once
    assert counts(worked_off(one)) == (2, 0, 0, 0)


def test_nothing_of_the_file_stays_after_the_import(owner, drives):
    one = imported(owner)
    assert not ContactImportPart.objects.exists()
    assert not one.has_file
    assert owner.get(f"/admin/contact_imports/{one.pk}/columns/").status_code == 404
    assert forget_old_files(timezone.now() + timedelta(hours=25)) == 0
    assert not ContactImportNote.objects.exists()
    one.refresh_from_db()
    assert (one.state, counts(one)) == ("done", (2, 0, 0, 2))


def test_a_file_that_nobody_imports_is_gone_after_a_day(owner):
    one = checked(owner)
    assert forget_old_files(timezone.now() + timedelta(hours=23)) == 0
    assert ContactImportPart.objects.exists()
    assert forget_old_files(timezone.now() + timedelta(hours=25)) == 1
    assert not ContactImportPart.objects.exists()
    assert not ContactImportNote.objects.exists()
    assert "because a day was over" in owner.get(f"/admin/contact_imports/{one.pk}/").content.decode()


def test_a_file_can_be_thrown_away_but_not_in_the_middle_of_its_import(owner):
    one = checked(owner)
    step(owner, one, "import", COVERED)
    step(owner, one, "discard")
    assert one.state == "importing"
    worked_off(one)
    other = checked(owner)
    step(owner, other, "discard")
    assert (other.state, other.has_file) == ("discarded", False)
    assert not ContactImportPart.objects.exists()


def many(rows: int) -> str:
    lines = [f"{n},2026-09-01T08:00:00Z,{'phone' if n % 3 else 'pigeon'},p{n},,\n" for n in range(rows)]
    return "number,opened_at,contact_type,caller,category,state\n" + "".join(lines)


@pytest.mark.parametrize("step_seconds", [0.0, 60.0])
def test_a_long_file_is_worked_off_in_steps_with_the_same_numbers(owner, monkeypatch, step_seconds):
    """Each step ends after one batch here; its numbers and its notes are those of one reading."""
    monkeypatch.setattr(working, "STEP_SECONDS", step_seconds)
    monkeypatch.setattr(importing, "BATCH_ROWS", 7)
    one = brought(owner, many(50) + 'x"y"z,"a"b\n' + many(10).partition("\n")[2])
    step(owner, one, "columns", COLUMNS)
    step(owner, one, "words", {"channel-1": ""})
    seen = []
    while ContactImport.objects.get(pk=one.pk).is_running:
        advance_imports()
        seen.append(ContactImport.objects.get(pk=one.pk).lines_done)
    one.refresh_from_db()
    assert counts(one) == (33, 6, 0, 22)  # 17 + 4 pigeons and a broken line; the ten rows of the end stand above already
    assert one.notes.count() == 22
    assert (len(seen) > 5) is (step_seconds == 0.0)
    assert seen == sorted(seen)
    step(owner, one, "import", COVERED)
    assert counts(worked_off(one)) == (33, 6, 0, 22)
    assert Contact.objects.count() == 33


@pytest.mark.parametrize("broken_at", [1, 3])
def test_a_worker_that_dies_goes_on_with_exactly_what_it_had_written(owner, monkeypatch, broken_at):
    monkeypatch.setattr(importing, "BATCH_ROWS", 10)
    one = checked(owner, many(60).replace("pigeon", "mail"))
    step(owner, one, "import", COVERED)
    write, batches = importing._write_fresh, []

    def killed(fresh, source):
        batches.append(1)
        write(fresh, source)
        if len(batches) == broken_at:
            raise SystemExit

    monkeypatch.setattr(importing, "_write_fresh", killed)
    with pytest.raises(SystemExit):
        advance_imports()
    one.refresh_from_db()
    assert one.new == Contact.objects.count() == 10 * (broken_at - 1)
    monkeypatch.setattr(importing, "_write_fresh", write)
    assert counts(worked_off(one)) == (60, 0, 0, 0)


def test_an_error_of_the_work_stops_this_file_and_not_the_next(owner, monkeypatch, caplog):
    one, other = brought(owner), brought(owner)
    for each in (one, other):
        step(owner, each, "columns", COLUMNS)
        step(owner, each, "words")
    rows_in = working.rows_in

    def broken(contact_import, counts):
        if contact_import.pk == one.pk:
            raise ValueError("the disk sang")
        return rows_in(contact_import, counts)

    monkeypatch.setattr(working, "rows_in", broken)
    advance_imports()
    worked_off(other)
    one.refresh_from_db()
    assert (one.state, other.state) == ("failed", "checked")
    assert "the disk sang" in caplog.text
    assert "stopped by an error" in owner.get(f"/admin/contact_imports/{one.pk}/").content.decode()


HEADER = "external_id,ts,channel"
JSON_ROW = {"external_id": "1", "ts": "2026-09-01T08:00:00Z", "channel": "phone", "subject": "Ääkköset"}
ROW = "1,2026-09-01T08:00:00Z,phone"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\n\n \n", "empty"),
        (HEADER.encode(), "no rows"),
        (b"PK\x03\x04" + b"\x00" * 500, "a workbook, a PDF or a packed file"),
        (b"\x1f\x8b\x08" + b"\x00" * 500, "a workbook, a PDF or a packed file"),
        (f"{HEADER}\n1,2026-09-01T08:00:00Z,puhelin ä".encode("cp1252"), "The file is not written in utf-8"),
        (f"{HEADER}\n{ROW}".encode("utf-16-le"), "zero bytes"),
        (f"{HEADER}\n1\x00,2026-09-01T08:00:00Z,phone\n".encode(), "zero bytes"),
        ((",".join(f"c{n}" for n in range(10_000)) + "\n" + "," * 9_999).encode(), "10000 columns; at most 200"),
        (f"{HEADER},ts\n{ROW},x\n".encode(), "&#x27;ts&#x27; twice"),
        (("a" * 3_000_000).encode(), "longer than a million characters"),
        (f"[{json.dumps({'id': 1})}]".encode(), "without a list around them"),
        (b"{broken\n", "no rows"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(owner, content, sentence):
    upload = SimpleUploadedFile("incidents.csv", content)
    answer = owner.post("/admin/contact_imports/upload/", {"file": upload, "encoding": "utf-8"})
    assert answer.status_code == 200
    shown = answer.content.decode().partition('role="alert"')[2][:2000]
    assert sentence in shown
    assert not ContactImport.objects.exists()
    assert not ContactImportPart.objects.exists()


def test_a_file_beyond_the_limit_is_refused(owner):
    upload = SimpleUploadedFile("incidents.csv", f"{HEADER}\n".encode() + b"a" * LARGEST_FILE)
    answer = owner.post("/admin/contact_imports/upload/", {"file": upload, "encoding": "utf-8"})
    assert "larger than 20 MB" in refusal_in(answer)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (f"\ufeff{HEADER},subject\n{ROW},Ääkköset\n".encode(), "utf-8"),
        (f"{HEADER},subject\n{ROW},Ääkköset\n".encode("cp1252"), "cp1252"),
        (f"{HEADER},subject\n{ROW},Ääkköset\n".encode("utf-16"), "utf-8"),
        (f"{HEADER};subject;;\n{ROW};Ääkköset;;\n".replace(",", ";").encode(), "utf-8"),
        (f"{HEADER},subject\r\n{ROW},Ääkköset\r\n".encode(), "utf-8"),
        (f"{HEADER}\tsubject\r{ROW}\tÄäkköset\r".replace(",", "\t").encode(), "utf-8"),
        (b"\xef\xbb\xbf" + json.dumps(JSON_ROW).encode(), "utf-8"),
    ],
    ids=["utf-8 with mark", "windows", "utf-16", "semicolons", "crlf", "tabs and cr", "json lines with mark"],
)
def test_what_spreadsheets_and_desks_write_is_read(owner, content, encoding):
    one = brought(owner, content, encoding=encoding)
    mapping = {f"column-{number}": name for number, name in enumerate(("external_id", "ts", "channel", "subject"))}
    step(owner, one, "columns", {"source": "desk", "zone": "UTC", **mapping})
    owner.get(f"/admin/contact_imports/{one.pk}/words/")
    worked_off(one)
    step(owner, one, "import", {"covered_from": "2026-09-01", "covered_until": "2026-09-01"})
    worked_off(one)
    assert counts(one) == (1, 0, 0, 0)
    assert Contact.objects.get().correspondence.subject == "Ääkköset"


def test_a_giant_cell_is_refused_with_its_line_and_the_next_is_kept(owner):
    one = checked(owner, FILE + f'INC5,2016-03-01T08:00:00,Phone,"{"x" * 900_000}",,\nINC6,2016-03-01T08:00:00,Phone,1,,\n')
    assert counts(one) == (3, 0, 0, 3)
    assert "field limit" in one.notes.get(line=6).reason


def test_an_open_quotation_mark_is_told_with_the_lines_that_it_cost(owner):
    one = checked(owner, FILE + 'INC5,2016-03-01T08:00:00,Phone,"x,,\nINC6,2016-03-01T08:00:00,Phone,1,,\n')
    assert counts(one) == (2, 0, 0, 3)
    assert "lines 6 to 7 are left out" in one.notes.get(line=7).reason


def test_formulas_and_markup_of_the_file_are_only_text(owner):
    hostile = "<script>alert(1)</script>"
    one = checked(owner, FILE + f"=cmd|' /C calc'!A0,2016-03-01T08:00:00,Phone,{hostile},,\n{hostile},soon,Phone,,,\n")
    for page in ("", "columns/", "words/"):
        assert hostile not in owner.get(f"/admin/contact_imports/{one.pk}/{page}").content.decode()
    note = ContactImportNote.objects.filter(contact_import=one).first()
    ContactImportNote.objects.filter(pk=note.pk).update(reason="=HYPERLINK(1)")
    rows = list(csv.reader(io.StringIO(owner.get(f"/admin/contact_imports/{one.pk}/lines.csv").content.decode("utf-8-sig"))))
    assert rows[0] == ["Line", "What became of it", "Reason"]
    assert rows[1] == [str(note.line), "Refused", "'=HYPERLINK(1)"]
    assert len(rows) == 1 + ContactImportNote.objects.filter(contact_import=one).count()


def test_the_file_name_is_shown_and_never_more(owner):
    one = brought(owner, name="..\\..\\etc/\u202epass\x07wd.csv")
    assert one.file_name == "passwd.csv"


def test_no_memory_grows_with_the_file(owner):
    """Twice the rows; the peak of a check stays far below the file's own size in memory."""
    content = many(20_000).replace("pigeon", "mail")
    padded = content.replace(",,\n", f",,{'x' * 200}\n")
    one = brought(owner, padded)
    step(owner, one, "columns", COLUMNS)
    owner.get(f"/admin/contact_imports/{one.pk}/words/")
    tracemalloc.start()
    try:
        from deflection.contact.importing.files import rows_in
        from deflection.recording.jsonl import ImportCounts

        assert sum(1 for _row in rows_in(one, ImportCounts())) == 20_000
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(padded) > 4_000_000
    assert peak < 1_500_000


def test_the_list_and_the_page_cost_the_same_with_2_and_with_20(owner, fixed_queries):
    def cost(address: str) -> int:
        owner.get(address)
        with CaptureQueriesContext(connection) as captured:
            owner.get(address)
        return len(captured)

    found = []
    for rows in (2, 20):
        one = checked(owner, many(3 * rows))
        for number in range(rows):
            ContactMap.objects.get_or_create(name=f"Map {rows} {number}", defaults={"source": "x", "mapping": {}})
            brought(owner)
        found.append((cost("/admin/contact_imports/"), cost(f"/admin/contact_imports/{one.pk}/")))
    assert found[0] == found[1]


def by_week(*numbers: int) -> str:
    """So many contacts a week from Monday 5 January 2026 on."""
    rows = [
        f"{week}-{n},{(START + timedelta(days=7 * week + n % 5)).isoformat()}T08:00:00Z,phone,,,\n"
        for week, number in enumerate(numbers)
        for n in range(number)
    ]
    return FILE.splitlines(keepends=True)[0] + "".join(rows)


START = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("weeks", "first", "last", "thin"),
    [
        ((20, 20, 20, 20), "2026-01-05", "2026-01-30", 0),
        ((20, 20, 20, 2, 1, 0, 1, 1, 1, 1, 1), "2026-01-05", "2026-01-25", 8),
        ((1, 20, 20, 1, 20), "2026-01-12", "2026-02-06", 2),
        ((1,), "2026-01-05", "2026-01-05", 0),
    ],
    ids=["whole", "a tail", "a thin beginning and a hole", "one contact"],
)
def test_the_covered_days_are_suggested_without_the_thin_ends(owner, weeks, first, last, thin):
    one = checked(owner, by_week(*weeks))
    page = owner.get(f"/admin/contact_imports/{one.pk}/")
    suggested = page.context["coverage"].initial
    assert (suggested["covered_from"].isoformat(), suggested["covered_until"].isoformat()) == (first, last)
    assert page.context["full"].thin == thin
    assert [week.count for week in page.context["full"].weeks] == list(weeks)
    assert ("less than a third" in page.content.decode()) is bool(thin)
