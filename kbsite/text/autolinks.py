"""Bare web addresses in Markdown become links: markdown-it's own rule, with a bounded look around.

The library's rule searches all pending text and copies all remaining text at each "://": 50 kB of "<http://" took 10 s.
Only what has a scheme is a link: "setup.py" and "readme.md" are file names here, not Paraguay and Moldova.
"""

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from kbsite.text.links import MAX_URL_CHARS

_SCHEME_BEFORE: Final = re.compile(r"(?:^|[^a-z0-9.+-])(https?)$", re.IGNORECASE)
_LOOK_BACK: Final = len("https") + 3


def autolinks_plugin(md: MarkdownIt) -> None:
    md.inline.ruler.at("linkify", _autolink)
    md.inline.ruler.enable("linkify")


def _autolink(state: StateInline, silent: bool) -> bool:
    if state.linkLevel > 0 or not state.src.startswith("://", state.pos) or state.md.linkify is None:
        return False
    match = _SCHEME_BEFORE.search(state.pending[-_LOOK_BACK:])
    if match is None:
        return False
    scheme = match[1]
    start = state.pos - len(scheme)
    found = state.md.linkify.match_at_start(state.src[start : start + MAX_URL_CHARS])
    if found is None:
        return False
    address = str(found.url).rstrip("*")  # the end of bold text, not of the address
    if not silent:
        state.pending = state.pending[: -len(scheme)]
        token = state.push("link_open", "a", 1)
        token.attrs = {"href": state.md.normalizeLink(address)}
        token.info = "auto"
        state.push("text", "", 0).content = state.md.normalizeLinkText(address)
        state.push("link_close", "a", -1).info = "auto"
    state.pos += len(address) - len(scheme)
    return True
