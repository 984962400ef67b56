"""The two gates that every piece of stored HTML has passed: bleach with the allow-list, then nh3 with the same list.

Two engines with different parsers must both call a thing harmless. bleach is at its last release; nh3 is the maintained
one and has the last word.
"""

import html
import re
import threading
from typing import Final

import bleach
import nh3

from kbsite.text.allowed import ATTRIBUTES, DROPPED_WITH_CONTENT, TAGS, is_allowed
from kbsite.text.errors import check_size, check_tags
from kbsite.text.links import SCHEMES

LINK_REL = "nofollow ugc noopener"

# Parsers swallow one newline after <pre>, so each pass would eat another one.
_NEWLINES_IN_PRE = re.compile(r"(<pre(?: tabindex=\"0\")?>)\n+")


# A short source can ask for megabytes (reference links, wide tables). At these sizes the gates take about a second; beyond
# them html5lib's time grows with the square of the number of siblings.
MAX_HTML_BYTES: Final = 500_000
MAX_HTML_TAGS: Final = 20_000


def pass_gates(html_text: str) -> str:
    """Safe HTML: only the allow-list, every link with `rel`. Doing it again changes nothing.

    Raises `TextTooLong` over `MAX_HTML_BYTES` or `MAX_HTML_TAGS`.
    """
    check_size(html_text, limit_bytes=MAX_HTML_BYTES)
    check_tags(html_text, limit_tags=MAX_HTML_TAGS)
    return _NEWLINES_IN_PRE.sub(r"\1", _second_gate(_first_gate(html_text)))


def _first_gate(html_text: str) -> str:
    cleaner: bleach.Cleaner | None = getattr(_of_this_thread, "cleaner", None)
    if cleaner is None:
        # html5lib's parser holds the document in itself: one cleaner per thread.
        cleaner = _of_this_thread.cleaner = bleach.Cleaner(
            tags=TAGS, attributes=_first_gate_allows, protocols=frozenset(SCHEMES), strip=True, strip_comments=True
        )
    return cleaner.clean(html_text)


def _first_gate_allows(tag: str, attribute: str, value: str) -> bool:
    # bleach hands over the value as it was written, entities and all.
    return is_allowed(tag, attribute, html.unescape(value))


def _second_gate(html_text: str) -> str:
    return _nh3.clean(html_text)


def _second_gate_keeps(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "rel":
        return value
    return value if is_allowed(tag, attribute, value) else None


_of_this_thread = threading.local()
_nh3 = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(DROPPED_WITH_CONTENT),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=_second_gate_keeps,
    link_rel=LINK_REL,
    url_schemes=set(SCHEMES),
    strip_comments=True,
)
