"""A body as stored -> a body that means the same on another site: files by name, pages by content instead of by number."""

import re
from collections.abc import Callable

from wagtail.rich_text.rewriters import extract_attrs

from articles.addresses import permalink
from articles.exporting.names import Names

_LINK = re.compile(r"<a(\s[^>]*)>(.*?)</a>", re.DOTALL)
# Where the rich text of a block stands that has other parts too.
_RICH = {"callout": "text", "collapsible": "text", "video": "transcript"}


def portable_body(stream: list[dict[str, object]], names: Names) -> list[dict[str, object]]:
    return [{**part, "value": _value(str(part["type"]), part["value"], names)} for part in stream]


def mapped_rich_text(kind: str, value: object, change: Callable[[str], str]) -> object:
    """The value of a block with its rich text changed, whatever the block is built like."""
    if kind == "text":
        return change(str(value))
    if kind == "steps" and isinstance(value, list):
        return [{**one, "value": change(str(one["value"]))} if isinstance(one, dict) else change(str(one)) for one in value]
    if kind in _RICH and isinstance(value, dict):
        return {**value, _RICH[kind]: change(str(value.get(_RICH[kind]) or ""))}
    return value


def _value(kind: str, value: object, names: Names) -> object:
    if kind == "image" and isinstance(value, dict):
        shown = value.get("image")
        # A number alone is how pictures were stored before they had words of their own.
        told = shown if isinstance(shown, dict) else {"image": shown, "alt_text": "", "decorative": False}
        return {**value, "image": {**told, "image": names.file("picture", told.get("image"))}}
    if kind == "attachment" and isinstance(value, dict):
        return {**value, "document": names.file("document", value.get("document"))}
    return mapped_rich_text(kind, value, lambda text: _portable_links(text, names))


def _portable_links(text: str, names: Names) -> str:
    def link(match: re.Match[str]) -> str:
        attributes = extract_attrs(match[1])
        number = attributes.get("id", "")
        if attributes.get("linktype") == "page":
            page = names.page(int(number)) if number.isdigit() else None
            # Readers see the words of a link that leads nowhere.
            return f'<a href="{permalink(page[0])}">{match[2]}</a>' if page else match[2]
        if attributes.get("linktype") == "document":
            name = names.file("document", int(number)) if number.isdigit() else ""
            return f'<a linktype="document" file="{name}">{match[2]}</a>' if name else match[2]
        return match[0]

    return _LINK.sub(link, text)
