"""What stands inside a text and needs a block of its own in the editor: pictures, and files linked from HTML.

It comes right after what it stood in; a numbered list is cut below the step with the picture and goes on with the next number.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from html import escape, unescape

from articles.importing.files import place_of
from kbsite.text.blocks import Block, Image, Prose, Steps
from kbsite.text.plain import plain_text

Part = tuple[str, object]
_PICTURE = re.compile(rf'<img src="({re.escape(place_of())}[^"]*)" alt="([^"]*)"(?: title="[^"]*")?>')
_FILE = re.compile(rf'<a href="({re.escape(place_of())}[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_LEFT_EMPTY = re.compile(r"<(p|li|ul|em|strong)>\s*(?:<br>\s*)*</\1>")


def without_pictures(block: Block) -> Iterator[Block]:
    """The block without the pictures in it, each of them as a block after it."""
    if isinstance(block, Steps):
        yield from _cut_below_pictures(block)
    else:
        yield from _apart(block)


def with_files_beside(kind: str, value: object) -> Iterator[Part]:
    """A part of a body, and what is an attachment beside it. Rich text keeps its links to files; imported HTML cannot."""
    if kind != "html" or place_of() not in str(value):
        yield kind, value
        return
    found: dict[str, Part] = {}

    def take(match: re.Match[str]) -> str:
        label = " ".join(plain_text(match[2]).split())[:200]
        found.setdefault(match[1], ("attachment", {"document": unescape(match[1]), "label": label}))
        return match[2]

    yield kind, _FILE.sub(take, str(value))
    yield from found.values()


def _cut_below_pictures(steps: Steps) -> Iterator[Block]:
    begun: list[str] = []
    start = steps.start
    for number, item in enumerate(steps.items, start=steps.start):
        words, pictures = _without(item)
        # A step that was only a picture keeps its number.
        begun.append(words if words.strip() or not pictures else escape(pictures[0].alt or "…", quote=False))
        if pictures:
            yield Steps(tuple(begun), start=start)
            yield from pictures
            begun, start = [], number + 1
    if begun:
        yield Steps(tuple(begun), start=start)


def _apart(block: Block) -> Iterator[Block]:
    found: list[Image] = []

    def take(text: str) -> str:
        words, pictures = _without(text)
        found.extend(pictures)
        return words

    changed = block if isinstance(block, Image) else replace(block, **_changed(block, take))
    if not (isinstance(changed, Prose) and not changed.html.strip()):
        yield changed
    yield from found


def _changed(block: Block, change: Callable[[str], str]) -> dict[str, object]:
    return {one.name: _mapped(getattr(block, one.name), change) for one in fields(block) if one.init}


def _mapped(value: object, change: Callable[[str], str]) -> object:
    match value:
        case str():
            return change(value)
        case tuple():
            return tuple(_mapped(one, change) for one in value)
    return value


def _without(text: str) -> tuple[str, list[Image]]:
    if place_of() not in text:
        return text, []
    found = [Image(unescape(match[1]), unescape(match[2])) for match in _PICTURE.finditer(text)]
    rest = _PICTURE.sub("", text) if found else text
    while found and rest != (shorter := _LEFT_EMPTY.sub("", rest)):
        rest = shorter
    return rest, found
