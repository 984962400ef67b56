"""HTML that this room made -> plain words, for search, excerpts, descriptions and mails."""

import re
from html import unescape
from typing import Final

_BLOCKS: Final = frozenset("p div h2 h3 h4 h5 h6 ul ol li blockquote pre table tr details summary hr br".split())
_CELLS: Final = frozenset({"td", "th"})
_TAGS_AND_WORDS = re.compile(r"([^<]*)(?:<(/?)([a-z0-9]+)([^<>]*)>|<|$)")
_ALT = re.compile(r' alt="([^"]*)"')
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r" ?\n[ \n]*")


def plain_text(html: str) -> str:
    """The words of safe HTML: one line a block, cells apart by a space, pictures by their alternative text."""
    parts: list[str] = []
    inside_pre = False
    # Safe HTML has no "<" or ">" but those of its tags, so this reads it as a browser does.
    for before, slash, tag, attributes in _TAGS_AND_WORDS.findall(html):
        parts.append(before if inside_pre else before.replace("\n", " "))
        if tag == "pre":
            inside_pre = not slash
        if tag in _BLOCKS:
            parts.append("\n")
        elif tag in _CELLS:
            parts.append(" ")
        elif tag == "img" and (alt := _ALT.search(attributes)):
            parts.append(f" {alt[1]} ")
    return _BLANK_LINES.sub("\n", _SPACES.sub(" ", unescape("".join(parts)))).strip()


def excerpt(text: str, max_chars: int) -> str:
    """The start of plain `text` on one line, at most `max_chars` characters, cut between words and marked with "…"."""
    text = " ".join(text.split())
    if len(text) <= max_chars:
        return text
    if max_chars < 1:
        return ""
    cut = text[:max_chars]
    end = cut.rfind(" ")
    # A cut inside a very long first word (an address, a path) is better than showing nothing.
    if end < max_chars // 2:
        end = max_chars - 1
    return cut[:end].rstrip(" ,;:.-–—(") + "…"
