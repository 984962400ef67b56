"""Contacts of other desks: idempotent, honest about bad lines, and without anybody's address."""

import io
import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from deflection.contact.importing import contacts as importing
from deflection.models import Contact, Correspondence, RecurringIssue
from deflection.recording.importing import imported_key
from kbsite.visitors.keys import email_keys

pytestmark = pytest.mark.django_db

ROW = {"external_id": "1", "ts": "2026-09-01T08:00:00+03:00", "channel": "phone"}


@pytest.fixture
def run(tmp_path):
    """`run([row, …])` imports JSON Lines, `run("a,b\\n…")` CSV; returns what was printed."""

    def import_file(content, *options: str, source: str = "old-desk") -> str:
        is_csv = isinstance(content, str)
        file = tmp_path / ("contacts.csv" if is_csv else "contacts.jsonl")
        lines = content if is_csv else "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in content)
        file.write_text(lines, encoding="utf-8")
        out = import_file.printed = io.StringIO()
        call_command("import_contacts", str(file), "--source", source, *options, stdout=out, stderr=out)
        return out.getvalue()

    return import_file


def test_a_full_line_becomes_a_contact_without_words_or_address(run):
    issue = RecurringIssue.objects.create(slug="vpn-drops", title="VPN drops")
    row = ROW | {
        "kind": "problem",
        "issue": "vpn-drops",
        "person": "p-7",
        "email": "Sari@Lumo.example",
        "agent_minutes": "12.5",
        "subject": "VPN drops again",
        "language": "fi",
    }
    assert "1 new, 0 known already, 0 refused" in run([row])
    contact = Contact.objects.get()
    assert (contact.channel, contact.kind, contact.state, contact.language) == ("phone", "problem", "closed", "fi")
    assert contact.agent_minutes == Decimal("12.5")
    assert contact.person_key == imported_key("p-7")
    assert contact.email_key == email_keys("sari@lumo.example").current
    assert list(contact.issues.all()) == [issue]
    assert (contact.correspondence.subject, contact.correspondence.email) == ("VPN drops again", "")


def test_a_second_run_changes_nothing(run):
    rows = [ROW | {"external_id": str(number)} for number in range(3)]
    run(rows)
    before = list(Contact.objects.order_by("pk").values())
    assert "0 new, 3 known already" in run(rows)
    assert list(Contact.objects.order_by("pk").values()) == before


def test_the_same_id_in_two_channels_or_two_desks_is_two_contacts(run):
    run([ROW, ROW | {"channel": "mail"}, ROW])
    run([ROW], source="another-desk")
    assert Contact.objects.count() == 3


def test_bad_lines_are_refused_with_number_and_reason_and_the_rest_is_kept(run):
    bad = {
        "ts": ({"ts": "yesterday"}, "must be an ISO 8601 time"),
        "zone": ({"ts": "2026-09-01T08:00:00"}, "needs a time zone"),
        "future": ({"ts": "2126-09-01T08:00:00Z"}, "lies in the future"),
        "channel": ({"channel": "pigeon"}, "channel must be one of"),
        "kind": ({"kind": "ticket"}, "kind must be one of"),
        "issue": ({"issue": "unheard-of"}, "unknown issue"),
        "minutes": ({"agent_minutes": "long"}, "must be a number"),
        "negative": ({"agent_minutes": -1}, "from 0 to"),
        "nan": ({"agent_minutes": "NaN"}, "from 0 to"),
        "email": ({"email": "sari"}, "no address"),
        "language": ({"language": "xx"}, "language must be one of"),
        "unknown": ({"priority": "1"}, "unknown field 'priority'"),
        "missing": ({"external_id": ""}, "the field 'external_id' is missing"),
        "reopened": ({"reopened_of": "404"}, "in no line above"),
        "itself": ({"reopened_of": "itself"}, "cannot reopen itself"),
    }
    rows = [ROW | {"external_id": name} | change for name, (change, _reason) in bad.items()]
    with pytest.raises(CommandError, match=f"{len(bad) + 1} lines were refused; all others are in") as ended:
        run([ROW | {"external_id": "first"}, *rows, "{broken", ROW | {"external_id": "last"}])
    assert ended.value.returncode == 2
    assert set(Contact.objects.values_list("external_id", flat=True)) == {"first", "last"}
    printed = run.printed.getvalue().splitlines()
    for number, (name, (_change, reason)) in enumerate(bad.items(), start=2):
        (line,) = [line for line in printed if line.startswith(f"line {number}: ")]
        assert reason in line, name
    assert any(line.startswith(f"line {len(bad) + 2}: no JSON") for line in printed)


FOREIGN = """number,opened_at,contact_type,caller,state
INC1,2016-02-29T01:16:00,Phone,2403,x
INC2,2016-02-29T04:40:00,Self service,7,y
"""
FOREIGN_MAP = [
    *("--map", "number=external_id", "--map", "opened_at=ts", "--map", "contact_type=channel", "--map", "caller=person"),
    *("--map-value", "channel:Phone=phone", "--map-value", "channel:Self service=form", "--time-zone", "Europe/Helsinki"),
]


def test_a_foreign_table_is_mapped_and_its_kind_stays_unclassified(run):
    assert "2 new" in run(FOREIGN, *FOREIGN_MAP)
    first, second = Contact.objects.order_by("external_id")
    assert (first.channel, second.channel) == ("phone", "form")
    assert {first.kind, second.kind} == {"unclassified"}
    assert first.ts.isoformat() == "2016-02-28T23:16:00+00:00"
    assert first.person_key == imported_key("2403")
    assert not Correspondence.objects.exists()


def test_without_a_map_a_foreign_column_is_refused(run):
    with pytest.raises(CommandError, match="2 lines were refused"):
        run(FOREIGN)
    assert not Contact.objects.exists()


def test_a_value_can_be_set_for_a_whole_file(run):
    run("external_id,ts,channel\n1,2026-09-01T08:00:00Z,\n2,2026-09-01T08:00:00Z,phone\n", "--set", "channel=mail")
    assert list(Contact.objects.order_by("external_id").values_list("channel", flat=True)) == ["mail", "phone"]


@pytest.mark.parametrize(
    "table",
    [
        "external_id,ts,channel\n1,2026-09-01T08:00:00Z\n2,2026-09-01T08:00:00Z,phone\n",
        "external_id,ts,channel\n1,2026-09-01T08:00:00Z,phone,more\n2,2026-09-01T08:00:00Z,phone\n",
        'external_id,ts,channel\n"1"x,2026-09-01T08:00:00Z,phone\n2,2026-09-01T08:00:00Z,phone\n',
    ],
)
def test_a_broken_row_of_a_table_is_refused_and_the_next_is_kept(run, table):
    with pytest.raises(CommandError, match="1 lines were refused"):
        run(table)
    assert Contact.objects.get().external_id == "2"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--map", "number=id"], "there is no field 'id'"),
        (["--map", "number"], "wants column=field"),
        (["--map-value", "channel=phone"], "wants field:from=to"),
        (["--set", "channel"], "wants field=value"),
        (["--time-zone", "Mars/Olympus"], "there is no time zone"),
    ],
)
def test_wrong_options_are_explained(run, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(FOREIGN, *options)


def test_a_dry_run_counts_and_writes_nothing(run):
    row = ROW | {"external_id": "2", "reopened_of": "1"}
    assert "2 new, 0 known already, 0 refused (dry run" in run([ROW, row], "--dry-run")
    assert not Contact.objects.exists()


@pytest.mark.parametrize("batch_rows", [1, 2, 500])
def test_a_reopened_contact_finds_its_first_one_in_this_or_an_earlier_batch(run, monkeypatch, batch_rows):
    monkeypatch.setattr(importing, "BATCH_ROWS", batch_rows)
    run([ROW, ROW | {"external_id": "2", "reopened_of": "1"}])
    assert Contact.objects.get(external_id="2").reopened_of.external_id == "1"


@pytest.mark.parametrize("broken_at", range(4))
def test_a_killed_import_is_finished_by_running_it_again(run, monkeypatch, broken_at):
    monkeypatch.setattr(importing, "BATCH_ROWS", 2)
    rows = [ROW | {"external_id": str(number)} for number in range(8)]
    write, batches = importing._write_fresh, []

    def killed(fresh, source):
        batches.append(len(fresh))
        if len(batches) == broken_at + 1:
            raise SystemExit
        write(fresh, source)

    monkeypatch.setattr(importing, "_write_fresh", killed)
    with pytest.raises(SystemExit):
        run(rows)
    assert Contact.objects.count() == 2 * broken_at
    monkeypatch.setattr(importing, "_write_fresh", write)
    assert f"{8 - 2 * broken_at} new, {2 * broken_at} known already" in run(rows)
    assert Contact.objects.count() == 8


def test_this_sites_own_name_is_no_source(run):
    with pytest.raises(CommandError, match="call the source something else"):
        run([ROW], source="site")


def test_five_hundred_lines_cost_a_few_queries(run, django_assert_max_num_queries):
    rows = [ROW | {"external_id": str(number), "subject": "Hello"} for number in range(500)]
    with django_assert_max_num_queries(30):
        run(rows)
    assert Contact.objects.count() == 500
