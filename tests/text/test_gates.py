import pytest

from kbsite.text.errors import TextTooLong
from kbsite.text.gates import MAX_HTML_BYTES, MAX_HTML_TAGS, pass_gates


def test_newlines_at_the_start_of_code_do_not_vanish_one_by_one():
    once = pass_gates("<pre>\n\n\nx</pre>")
    assert once == pass_gates(once) == "<pre>x</pre>"


def test_html_over_the_limits_is_refused():
    assert pass_gates("a<br>" * 100).count("<br>") == 100
    with pytest.raises(TextTooLong) as refusal:
        pass_gates("<br>" * (MAX_HTML_TAGS + 1))
    assert (refusal.value.size, refusal.value.limit, refusal.value.unit) == (MAX_HTML_TAGS + 1, MAX_HTML_TAGS, "tags")
    with pytest.raises(TextTooLong) as refusal:
        pass_gates("x" * (MAX_HTML_BYTES + 1))
    assert refusal.value.unit == "bytes"


def test_entities_in_addresses_are_kept():
    assert 'href="/x?a=1&amp;b=2"' in pass_gates('<a href="/x?a=1&amp;b=2">x</a>')
