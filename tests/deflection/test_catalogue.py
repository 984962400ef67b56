import re
from pathlib import Path

import pytest
from django.conf import settings

from deflection.models import ActorClass, Consent
from deflection.recording.catalogue import CATALOGUE, UnknownEvent, check_event
from kbsite.visitors import who

DOC = Path(settings.BASE_DIR, "docs", "events.md").read_text(encoding="utf-8")
CONTENT = "article:11111111-1111-4111-8111-111111111111"


def documented_types():
    """Name -> (needs content, lasting, without a key, {field: (type, required, meaning)}) as docs/events.md tells it."""
    found = {}
    types = DOC.split("## Types", 1)[1].split("## Interchange", 1)[0]
    for part in types.split("\n### ")[1:]:
        name = re.match(r"`(\w+)`", part)[1]
        facts = re.search(r"Content: (\w+)\. Lasting: (\w+)\. Without a key: ([\w ]+)\.", part)
        rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (yes|no) \| (.+?) \|$", part, re.MULTILINE)
        fields = {row[0]: (row[1], row[2] == "yes", row[3]) for row in rows}
        found[name] = (facts[1] == "required", facts[2] == "yes", facts[3], fields)
    return found


def test_code_and_document_tell_the_same_events():
    told = {
        one.name: (
            one.needs_content,
            one.is_lasting,
            one.keyless.value,
            {field.name: (field.says, field.is_required, field.meaning) for field in one.fields},
        )
        for one in CATALOGUE.values()
    }
    assert documented_types() == told
    for one in CATALOGUE.values():
        assert one.meaning in DOC


@pytest.mark.parametrize(
    ("type_name", "content", "payload", "sentence"),
    [
        ("viewed", CONTENT, {}, "unknown type 'viewed'"),
        ("view", "", {}, "view needs a content"),
        ("view", CONTENT, {"dwell": 3}, "unknown field 'dwell' in the payload of view"),
        ("view", CONTENT, {"dwell_s": -1}, "dwell_s of view must be seconds, 0 to 14400, not -1"),
        ("view", CONTENT, {"dwell_s": True}, "dwell_s of view must be seconds, 0 to 14400, not True"),
        ("vote", CONTENT, {}, "vote needs the field 'answer'"),
        ("vote", CONTENT, {"answer": "maybe"}, "answer of vote must be yes, no or browsing, not 'maybe'"),
        ("suggestions_shown", "", {"contents": ["vpn"]}, "contents of suggestions_shown must be list of content, not ['vpn']"),
    ],
)
def test_what_is_not_in_the_catalogue_is_refused_with_a_sentence(type_name, content, payload, sentence):
    with pytest.raises(UnknownEvent) as refusal:
        check_event(type_name=type_name, content=content, payload=payload)
    assert str(refusal.value) == sentence


def test_the_lower_room_and_the_rows_use_the_same_words():
    assert {one.value for one in who.ActorClass} == set(ActorClass.values)
    assert {one.value for one in who.Consent} == set(Consent.values)
