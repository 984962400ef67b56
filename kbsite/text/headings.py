"""Heading levels without gaps, heading ids, and the outline of a text."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser

from kbsite.text.allowed import HEADINGS

POST_TOP: int = 3  # a post stands below the page's h1 and the post's own h2
ARTICLE_TOP: int = 2
_LOWEST = 6
_ID_CHARS = 60


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    id: str  # "" when the text was made without ids
    text: str


class HeadingLevels:
    """Turns the levels an author wrote into levels without gaps that start at `top`.

    Fed with its own results it returns them unchanged, so a text may pass any number of times.
    """

    def __init__(self, top: int) -> None:
        self._top = top
        self._open: list[int] = []
        self._before: list[int] = []

    def level_for(self, written: int) -> int:
        self._before = self._open.copy()
        while self._open and self._open[-1] >= written:
            self._open.pop()
        self._open.append(written)
        return min(self._top + len(self._open) - 1, _LOWEST)

    def forget_last(self) -> None:
        """The heading asked for last turned out to be empty and was left out."""
        self._open = self._before


class HeadingIds:
    """Readable, unique ids. The prefix keeps them apart from the page's own ids and from names that scripts look up."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._next_number: dict[str, int] = {}

    def id_for(self, text: str) -> str:
        words = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", text).lower()).strip("-_")[:_ID_CHARS].strip("-_")
        wanted = candidate = f"h-{words or 'section'}"
        number = self._next_number.get(wanted, 2)
        while candidate in self._taken:
            candidate = f"{wanted}-{number}"
            number += 1
        self._next_number[wanted] = number
        self._taken.add(candidate)
        return candidate


def outline(html: str) -> list[Heading]:
    """The headings of safe HTML in reading order, for a contents list."""
    reader = _OutlineReader()
    reader.feed(html)
    reader.close()
    return reader.headings


class _OutlineReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.headings: list[Heading] = []
        self._tag = ""
        self._id = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HEADINGS:
            self._tag, self._id, self._text = tag, dict(attrs).get("id") or "", []

    def handle_data(self, data: str) -> None:
        if self._tag:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._tag:
            text = " ".join("".join(self._text).split())
            if text:
                self.headings.append(Heading(level=int(tag[1]), id=self._id, text=text))
            self._tag = ""
