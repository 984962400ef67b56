"""What an article's Markdown is made of, for an importer that stores it as separate blocks."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple


@dataclass(frozen=True, slots=True)
class Prose:
    """Headings, paragraphs, bullet lists, quotes: safe HTML."""

    html: str
    kind: Literal["prose"] = field(default="prose", init=False)


@dataclass(frozen=True, slots=True)
class Steps:
    """A numbered list: one piece of safe HTML a step. `start` is its first number."""

    items: tuple[str, ...]
    start: int = 1
    kind: Literal["steps"] = field(default="steps", init=False)


@dataclass(frozen=True, slots=True)
class Callout:
    """A note. `tone` is a key of `allowed.CALLOUT_TONES`; `title` is "" when the tone's own word will do."""

    tone: str
    html: str
    title: str = ""
    kind: Literal["callout"] = field(default="callout", init=False)


@dataclass(frozen=True, slots=True)
class Code:
    """`language` is the name of `highlighting.language_name`, "" when none was given; `code` is plain text."""

    language: str
    code: str
    kind: Literal["code"] = field(default="code", init=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Cells are safe HTML without a paragraph around them; every row is as long as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["table"] = field(default="table", init=False)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture on its own line, at the address that `resolve_image` gave."""

    src: str
    alt: str
    kind: Literal["image"] = field(default="image", init=False)


@dataclass(frozen=True, slots=True)
class Details:
    """A part that is folded away: plain `summary`, safe HTML inside."""

    summary: str
    html: str
    kind: Literal["details"] = field(default="details", init=False)


Block = Prose | Steps | Callout | Code | Table | Image | Details


class Finding(NamedTuple):
    """Something that could not be kept as it was: `what` is one of the words below, `detail` the address or name."""

    what: Literal["missing image", "unresolved link", "include", "video"]
    detail: str
