import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from deflection.content import parse_content
from deflection.models import ContentIssue, Event, ForeignContent, RecurringIssue
from tests.deflection.conftest import ARTICLE

pytestmark = pytest.mark.django_db
GOOD = {"id": "e1", "ts": "2026-09-07T09:00:00+03:00", "person": "x", "type": "view", "content": f"article:{ARTICLE}"}


def feed(tmp_path, *rows):
    file = tmp_path / "feed.jsonl"
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return file


def run(command, file, **options):
    out, err = StringIO(), StringIO()
    try:
        call_command(command, file, stdout=out, stderr=err, **options)
        failed = ""
    except CommandError as error:
        failed = str(error)
    return out.getvalue().strip(), err.getvalue(), failed


def test_events_are_taken_once(tmp_path, vpn):
    file = feed(
        tmp_path,
        GOOD,
        GOOD | {"id": "e2", "type": "vote", "payload": {"answer": "yes"}, "issue": "vpn-drops", "language": "fi"},
        GOOD | {"id": "e3", "actor": "bot", "person": None, "consent": "none"},
    )
    assert run("import_events", file) == ("3 new, 0 known, 0 refused".replace("known", "known already"), "", "")
    assert run("import_events", file)[0] == "0 new, 3 known already, 0 refused"
    vote = Event.objects.get(external_id="e2")
    assert (vote.issue, vote.language, vote.payload, vote.consent) == (vpn, "fi", {"answer": "yes"}, "full")
    assert vote.person_key == Event.objects.get(external_id="e1").person_key != "x"
    assert Event.objects.get(external_id="e3").actor_class == "bot"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", "no JSON"),
        ("[1]", "a line must be one object"),
        (GOOD | {"colour": "red"}, "unknown field 'colour'"),
        ({k: v for k, v in GOOD.items() if k != "id"}, "the field 'id' is missing"),
        (GOOD | {"type": "viewed"}, "unknown type 'viewed'"),
        (GOOD | {"payload": {"dwell": 1}}, "unknown field 'dwell'"),
        (GOOD | {"payload": {"dwell_s": float("nan")}}, "dwell_s of view must be"),
        (GOOD | {"ts": "2026-09-07T09:00:00"}, "ts needs a time zone"),
        (GOOD | {"ts": "yesterday"}, "ts must be an ISO 8601 time"),
        (GOOD | {"ts": "2999-01-01T00:00:00Z"}, "ts lies in the future"),
        (GOOD | {"content": "page:1"}, "content must be article:<id> or topic:<id>"),
        (GOOD | {"issue": "unheard-of"}, "unknown issue 'unheard-of'"),
        (GOOD | {"actor": "alien"}, "actor must be one of"),
        (GOOD | {"consent": "maybe"}, "consent must be one of"),
        (GOOD | {"consent": "none"}, "an event without consent must carry neither person nor visit"),
        (GOOD | {"person": 7}, "person must be text"),
        (
            '{"id": "e9", "ts": "2026-09-07T09:00:00Z", "type": "search", "payload": {"terms": "a\\u0000", "hits": 1}}',
            "no database",
        ),
        (
            '{"id": "e9", "ts": "2026-09-07T09:00:00Z", "type": "search", "payload": {"terms": "\\ud800", "hits": 1}}',
            "no database",
        ),
    ],
)
def test_a_bad_line_is_refused_with_number_and_reason_and_the_rest_is_kept(tmp_path, bad, reason):
    file = feed(tmp_path, GOOD, "", bad, GOOD | {"id": "e2"})
    out, err, failed = run("import_events", file)
    assert out == "2 new, 0 known already, 1 refused"
    assert err.startswith("line 3: ")
    assert reason in err
    assert failed == "1 lines were refused; all others are in"


def test_the_sites_own_name_is_no_feed(tmp_path):
    assert "name the feed otherwise" in run("import_events", feed(tmp_path, GOOD), source="site")[2]


def test_a_missing_file_is_told(tmp_path):
    assert "cannot be read" in run("import_events", tmp_path / "none.jsonl")[2]


def test_content_of_a_feed_keeps_its_name(tmp_path):
    run("import_events", feed(tmp_path, GOOD | {"content": "topic:how-to-vpn"}))
    event = Event.objects.get()
    assert event.content == str(parse_content("topic:how-to-vpn"))
    assert ForeignContent.objects.get(content_uuid=event.content_uuid).name == "how-to-vpn"


def test_issues_and_links_are_taken_once_parents_first(tmp_path):
    file = feed(
        tmp_path,
        {"slug": "network", "title": "Network"},
        {"slug": "vpn", "title": "VPN", "parent": "network", "kind": "problem"},
        {"slug": "lost", "title": "Lost", "parent": "later"},
        {"slug": "bad slug", "title": "Bad"},
        {"slug": "odd", "title": "Odd", "kind": "wish"},
        {"content": f"article:{ARTICLE}", "issue": "vpn", "valid_from": "2026-01-01T00:00:00Z"},
        {"content": f"article:{ARTICLE}", "issue": "nothing", "valid_from": "2026-01-01T00:00:00Z"},
    )
    out, err, failed = run("import_issues", file)
    assert out == "3 new, 0 known already, 4 refused"
    assert [line.split(":")[0] for line in err.splitlines()] == ["line 3", "line 4", "line 5", "line 7"]
    assert failed
    assert RecurringIssue.objects.get(slug="vpn").parent.slug == "network"
    assert run("import_issues", file)[0] == "0 new, 3 known already, 4 refused"
    assert ContentIssue.objects.count() == 1


def test_an_import_makes_no_issue_part_of_itself(tmp_path):
    file = feed(
        tmp_path,
        {"slug": "a", "title": "A"},
        {"slug": "b", "title": "B", "parent": "a"},
        {"slug": "a", "title": "A", "parent": "b"},
    )
    assert "would become part of itself" in run("import_issues", file)[1]
    assert RecurringIssue.objects.get(slug="a").parent is None
