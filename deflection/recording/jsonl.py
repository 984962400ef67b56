"""Reading JSON Lines that others wrote: bad lines are refused with their number and reason, the rest is kept."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

LONGEST_LINE = 100_000  # characters; an event is some hundred
LONGEST_QUOTE = 80  # characters of a foreign value that a reason repeats


class Refused(ValueError):
    """The sentence says why a line is not taken."""


@dataclass
class ImportCounts:
    """What an import did; `refused` holds line numbers (from 1) with reasons."""

    new: int = 0
    known: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    # Known already and told otherwise here: what is known stays. Part of `known`.
    differing: list[tuple[int, str]] = field(default_factory=list)

    def __str__(self) -> str:
        differing = f" ({len(self.differing)} of them told otherwise here; the first stands)" if self.differing else ""
        return f"{self.new} new, {self.known} known already{differing}, {len(self.refused)} refused"


def objects_of(lines: Iterable[str], counts: ImportCounts) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line's number and object; notes the refusal of what is none."""
    for number, text in enumerate(lines, start=1):
        line = text.removeprefix("\ufeff") if number == 1 else text
        if not line.strip():
            continue
        if len(line) > LONGEST_LINE:
            counts.refused.append((number, f"longer than {LONGEST_LINE} characters"))
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:  # also a number of thousands of digits
            counts.refused.append((number, f"no JSON: {error}"))
            continue
        if "\\u" in line and not is_storable(row):
            counts.refused.append((number, "holds characters that no database keeps (zero or half a surrogate pair)"))
            continue
        if not isinstance(row, dict):
            counts.refused.append((number, "a line must be one object"))
            continue
        yield number, row


def is_storable(row: object) -> bool:
    """Whether a parsed value has only characters that databases keep."""
    text = json.dumps(row, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in text


def check_fields(row: dict[str, Any], allowed: set[str], required: set[str]) -> None:
    if unknown := sorted(set(row) - allowed):
        raise Refused(f"unknown field {quoted(unknown[0])}")
    if missing := sorted(name for name in required if row.get(name) in (None, "")):
        raise Refused(f"the field {missing[0]!r} is missing")


def moment(value: object, name: str) -> datetime:
    """An ISO 8601 time with its zone."""
    if not isinstance(value, str):
        raise Refused(f"{name} must be an ISO 8601 time, not {quoted(value)}")
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError as error:
        raise Refused(f"{name} must be an ISO 8601 time, not {quoted(value)}") from error
    if parsed.tzinfo is None:
        raise Refused(f"{name} needs a time zone: {quoted(value)}")
    return parsed


def short_text(value: object, name: str, longest: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        raise Refused(f"{name} must be text of at most {longest} characters")
    return value


def quoted(value: object) -> str:
    """A foreign value as a reason repeats it."""
    text = repr(value)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
