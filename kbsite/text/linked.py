"""Which addresses a text links to: its own words, not those that it quotes."""

import re
from html import unescape
from typing import Final

# Safe HTML writes every tag and attribute in one known way, so this reads it as a browser does.
_TAG: Final = re.compile(r'<(/?)(blockquote|a)\b(?:[^<>]*? href="([^"]*)")?[^<>]*>')


def linked_addresses(html: str) -> tuple[str, ...]:
    """Addresses of the links in safe HTML, each once, in reading order. What stands in a quotation somebody else has said."""
    found: dict[str, None] = {}
    quotations = 0
    for slash, tag, address in _TAG.findall(html):
        if tag == "blockquote":
            quotations += -1 if slash else 1
        elif address and quotations <= 0:
            found[unescape(address)] = None
    return tuple(found)
