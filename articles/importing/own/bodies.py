"""Bodies of an export: checked as strangers' text, and given this site's numbers."""

import json
import re
from collections.abc import Callable

from wagtail.rich_text.rewriters import extract_attrs
from wagtail.whitelist import check_url

from articles.exporting.bodies import mapped_rich_text
from articles.importing.rows import BadRow
from articles.videos import video_behind
from kbsite.text.callouts import CALLOUT_TONES
from kbsite.text.errors import TextTooLong
from kbsite.text.gates import pass_gates

_KINDS = {
    **{"text": str, "html": str, "steps": list, "callout": dict, "code": dict, "image": dict, "table": dict},
    **{"attachment": dict, "collapsible": dict, "video": dict},
}
_TAGS = frozenset(
    ["p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "b", "em", "i", "code", "a", "br", "hr", "del", "sub", "sup"]
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)/?>")
_BLOCK_KEY = re.compile(r"[\w-]{1,40}")
_FILE = re.compile(r'<a linktype="document" file="([^"]*)">(.*?)</a>', re.DOTALL)
_TEXTS = {"callout": ("text",), "code": ("code", "language"), "collapsible": ("title", "text"), "attachment": ("document",)}
_TEXTS |= {"video": ("title", "url", "length", "transcript")}


def check_body(body: object) -> None:
    """Raises BadRow for what no editor of this site makes."""
    if not isinstance(body, list) or not all(isinstance(part, dict) for part in body):
        raise BadRow("body is no list of parts")
    if "\\u0000" in json.dumps(body):
        raise BadRow("body holds a NUL character")
    for part in body:
        kind, value = part.get("type"), part.get("value")
        if kind not in _KINDS or not isinstance(value, _KINDS[kind]):
            raise BadRow(f"body holds a part that is not known here: {kind!r}")
        if not all(isinstance(value.get(name) or "", str) for name in _TEXTS.get(str(kind), ())):
            raise BadRow(f"body: a part of kind {kind} is not built as it should be")
        _check_part(str(kind), value)


def _check_part(kind: str, value) -> None:
    if kind == "steps" and not all(isinstance(_step(one), str) for one in value):
        raise BadRow("body: steps are no list of texts")
    if kind == "callout" and value.get("tone") not in CALLOUT_TONES:
        raise BadRow("body: a callout of a kind that is not known here")
    if kind == "image" and not (isinstance(value.get("image"), dict) and all(isinstance(one or "", str) for one in _told(value))):
        raise BadRow("body: a picture is not built as it should be")
    if kind == "table":
        rows = value.get("data")
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise BadRow("body: a table is not built as it should be")
    if kind == "video" and video_behind(str(value.get("url") or "")) is None:
        raise BadRow("body: a video of a site that is not known here")
    if kind == "html":
        try:
            pass_gates(value)
        except TextTooLong as error:
            raise BadRow(str(error)) from error
    mapped_rich_text(kind, value, _checked)


def _step(one: object) -> object:
    return one.get("value") if isinstance(one, dict) else one


def _told(picture: dict[str, object]) -> tuple[object, ...]:
    return picture["image"].get("image"), picture["image"].get("alt_text"), picture.get("caption")


def _checked(text: str) -> str:
    """Rich text is shown as it is stored: nothing may stand in it but what the editor writes."""
    if "<" in _TAG.sub("", text):
        raise BadRow("body: a text holds a sign < that starts nothing")
    for closing, name, told in _TAG.findall(text):
        attributes = extract_attrs(told)
        if name.lower() not in _TAGS or (closing and told.strip()):
            raise BadRow(f"body: a text holds <{name}>, which no editor of this site writes")
        for attribute, value in attributes.items():
            if not _may_stand(name, attribute, value, attributes):
                raise BadRow(f"body: a text holds <{name} {attribute}=…>, which no editor of this site writes")
        if _told_names(told) != set(attributes):
            raise BadRow(f"body: a text holds <{name}> with something that is no attribute")
    return text


_ATTRIBUTE = re.compile(r'\s+([\w-]+)="[^"]*"')


def _told_names(told: str) -> set[str]:
    told = told.rstrip("/").rstrip()
    return set(_ATTRIBUTE.findall(told)) if _ATTRIBUTE.sub("", told) == "" else {"?"}


def _may_stand(tag: str, attribute: str, value: str, attributes: dict[str, str]) -> bool:
    if attribute == "data-block-key":
        return _BLOCK_KEY.fullmatch(value) is not None
    if attribute == "id":
        return tag in ("h2", "h3", "h4", "h5", "h6") and re.fullmatch(r"h-[\w-]{1,80}", value) is not None
    if tag != "a":
        return False
    if attribute == "href":
        return check_url(value) is not None  # what the editor asks of an address
    if attribute == "linktype":
        return value == "document" and "file" in attributes
    if attribute == "file":
        return attributes.get("linktype") == "document"
    return attribute in ("rel", "title")


def files_in(body: list[dict[str, object]]) -> set[str]:
    found: set[str] = set()

    def note(match: re.Match[str]) -> str:
        found.add(match[1])
        return ""

    for part in body:
        kind, value = str(part["type"]), part["value"]
        if kind == "image":
            found.add(value["image"].get("image") or "")
        elif kind == "attachment":
            found.add(value.get("document") or "")
        mapped_rich_text(kind, value, lambda text: _FILE.sub(note, text))
    return found - {""}


def settled_body(body: list[dict[str, object]], knows_file: Callable[[str], bool]) -> list[dict[str, object]]:
    """The body as this site would export it: gated, and without files that are not there."""
    return [{**part, "value": _settled(str(part["type"]), part["value"], knows_file)} for part in body]


def _settled(kind: str, value, knows_file: Callable[[str], bool]) -> object:
    if kind == "html":
        return pass_gates(value)
    if kind == "image" and not knows_file(value["image"].get("image") or ""):
        return {**value, "image": {**value["image"], "image": ""}}
    if kind == "attachment" and not knows_file(value.get("document") or ""):
        return {**value, "document": ""}
    return mapped_rich_text(
        kind, value, lambda text: _FILE.sub(lambda match: match[0] if knows_file(match[1]) else match[2], text)
    )


def own_body(body: list[dict[str, object]], number_of: Callable[[str], int | None]) -> list[dict[str, object]]:
    """A settled body with this site's numbers."""
    return [{**part, "value": _own(str(part["type"]), part["value"], number_of)} for part in body]


def _own(kind: str, value, number_of: Callable[[str], int | None]) -> object:
    if kind == "image":
        return {**value, "image": {**value["image"], "image": number_of(value["image"]["image"])}}
    if kind == "attachment":
        return {**value, "document": number_of(value["document"])}

    def link(match: re.Match[str]) -> str:
        return f'<a linktype="document" id="{number_of(match[1])}">{match[2]}</a>'

    return mapped_rich_text(kind, value, lambda text: _FILE.sub(link, text))
