"""What stands in texts, counted twice by ways that share nothing: in the source by plain Markdown, in the page by its HTML."""

import re
from collections import Counter
from html.parser import HTMLParser

from markdown_it import MarkdownIt

KINDS = ("headings", "lists", "list items", "tables", "code", "notes")
_KIND_OF = {**{f"h{level}": "headings" for level in range(1, 7)}, "ul": "lists", "ol": "lists", "li": "list items"}
_KIND_OF |= {"table": "tables", "pre": "code"}
_TOKENS = {"bullet_list_open": "lists", "ordered_list_open": "lists", "list_item_open": "list items", "table_open": "tables"}
_TOKENS |= {"fence": "code", "code_block": "code", "heading_open": "headings"}
_TAG = re.compile(r"<(h[1-6]|ul|ol|li|table|pre)\b", re.IGNORECASE)
_ALERT = re.compile(r"\[!(?:NOTE|TIP|IMPORTANT|CAUTION|WARNING)\]", re.IGNORECASE)
_parser = MarkdownIt("commonmark").enable("table")


def in_source(markdown: str, title: str) -> Counter[str]:
    """A first heading that says the title again is the title; a quote that begins with [!NOTE] or bold words is a note."""
    found: Counter[str] = Counter()
    tokens = _parser.parse(markdown)
    for index, token in enumerate(tokens):
        if token.type in _TOKENS:
            found[_TOKENS[token.type]] += 1
        elif token.type == "html_block":
            found.update(_kinds_in(token.content))
        elif token.type == "inline":
            found.update(_kinds_in("".join(child.content for child in token.children if child.type == "html_inline")))
        if token.type == "blockquote_open" and token.level == 0:
            first = tokens[index + 2].content if tokens[index + 1].type == "paragraph_open" else ""
            found["notes"] += bool(_ALERT.match(first)) or _is_titled(tokens[index + 1 :], first)
        elif token.type == "blockquote_open" and tokens[index + 1].type == "paragraph_open":
            found["notes"] += bool(_ALERT.match(tokens[index + 2].content))
    if tokens and tokens[0].type == "heading_open" and _words(tokens[1].content) == _words(title):
        found["headings"] -= 1
    return found


def _kinds_in(html: str) -> list[str]:
    return [_KIND_OF[name.lower()] for name in _TAG.findall(html)]


def _is_titled(tokens: list, first: str) -> bool:
    if not re.match(r"\*\*[^*]+\*\*(?:\n|$)", first):
        return False
    return "\n" in first or tokens[3].type != "blockquote_close"


def _words(text: str) -> list[str]:
    return re.sub(r"[\\`*_]", "", text).casefold().split()


def in_page(html: str) -> Counter[str]:
    reader = _Reader()
    reader.feed(html)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.links = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _KIND_OF:
            self.found[_KIND_OF[tag]] += 1
        if tag == "div" and "callout" in (dict(attrs).get("class") or "").split():
            self.found["notes"] += 1
