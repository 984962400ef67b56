"""The allow-list: one table that both gates, the importer and the tests read."""

import re
from typing import Final

from pygments.token import STANDARD_TYPES

from kbsite.text.links import is_own_media, safe_url

HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")

# Attributes by element. Elements that are not here are taken off (their text stays). Never style, svg, math, form, iframe,
# raw-text elements or on*: their parsing differs between browsers and parsers, which is where mutation attacks live.
ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    **{
        tag: frozenset[str]()
        for tag in """p br hr strong em del sub sup kbd blockquote ul li table thead tbody tr details summary""".split()
    },
    **{tag: frozenset({"id"}) for tag in HEADINGS},
    "a": frozenset({"href", "title"}),
    "img": frozenset({"src", "alt", "title"}),
    "ol": frozenset({"start"}),
    "th": frozenset({"align"}),
    "td": frozenset({"align"}),
    "pre": frozenset({"tabindex"}),
    "code": frozenset({"class"}),
    "span": frozenset({"class"}),
    "div": frozenset({"class", "tabindex"}),
}
TAGS: Final = frozenset(ATTRIBUTES)
VOID: Final = frozenset({"br", "hr", "img"})

# Elements whose content is not text for readers: gone with everything inside.
DROPPED_WITH_CONTENT: Final = frozenset(
    """script style svg math noscript noembed noframes template object embed applet canvas audio head title textarea select
    option datalist xmp plaintext""".split()
)

# Plain names, punctuation, white space and "errors" (code the lexer does not know) carry no colour and no span.
HIGHLIGHT_CLASSES: Final = frozenset(STANDARD_TYPES.values()) - {"", "n", "p", "w", "err", "esc", "x"}
CALLOUT_TONES: Final = {
    # tone: the look's meaning class (colour always comes with the word)
    "note": "",
    "tip": "is-solved",
    "important": "is-needs",
    "caution": "is-needs",
    "warning": "is-broken",
}
DIV_CLASSES: Final = frozenset(
    {"code", "scroll", "callout-body"}
    | {" ".join(f"callout callout-{tone} {look}".split()) for tone, look in CALLOUT_TONES.items()}
)

_LANGUAGE_CLASS = re.compile(r"language-[a-z0-9+#.-]{1,30}")
_HEADING_ID = re.compile(r"h-[\w-]{1,80}")
_LIST_START = re.compile(r"[0-9]{1,9}")


def is_allowed(tag: str, attribute: str, value: str) -> bool:
    """Whether the decoded `value` may stand in this attribute of this element, exactly as it is."""
    if attribute not in ATTRIBUTES.get(tag, ()):
        return False
    match attribute:
        case "href":
            return safe_url(value) == value
        case "src":
            return is_own_media(value)
        case "alt" | "title":
            return True
        case "align":
            return value in ("left", "center", "right")
        case "start":
            return _LIST_START.fullmatch(value) is not None
        case "id":
            return _HEADING_ID.fullmatch(value) is not None
        case "tabindex":
            # A box that scrolls sideways must be reachable by keyboard; nothing else may enter the tab order.
            return value == "0"
        case "class":
            return _is_allowed_class(tag, value)
    return False


def _is_allowed_class(tag: str, value: str) -> bool:
    if tag == "code":
        return _LANGUAGE_CLASS.fullmatch(value) is not None
    return value in (HIGHLIGHT_CLASSES if tag == "span" else DIV_CLASSES)
