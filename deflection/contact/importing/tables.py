"""Reading CSV that others wrote: bad lines are refused with their number and reason, the rest is kept."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from deflection.recording.jsonl import LONGEST_LINE, ImportCounts, Refused

MOST_COLUMNS = 200  # an export of a service desk has some dozens


def rows_of(lines: Iterable[str], counts: ImportCounts) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row with the number of the file's line that it ends on; the header is line 1. Raises Refused without a header.

    Columns are parted by commas, semicolons or tabs: by what parts the header.
    """
    table = _Lines(lines)
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(table, delimiter=_delimiter(table.first), strict=True)
    header = _header(reader, table)
    while True:
        begins = reader.line_num + 1
        table.is_too_long = False
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            counts.refused.append((reader.line_num, _told(error, begins, reader.line_num)))
            continue
        if not values:
            continue
        if table.is_too_long:
            counts.refused.append((reader.line_num, f"longer than {LONGEST_LINE} characters"))
        elif len(values) != len(header):
            counts.refused.append((reader.line_num, f"has {len(values)} columns, the header {len(header)}"))
        else:
            yield reader.line_num, dict(zip(header, values, strict=True))


class _Lines:
    """Lines without NUL, which is no text in any CSV, and which some databases cannot keep. Remembers a line that is too long."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.is_too_long = False
        self.first = self._fit(next(self._lines, "")).removeprefix("\ufeff")
        self._waiting = [self.first] if self.first else []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return self._waiting.pop() if self._waiting else self._fit(next(self._lines))

    def _fit(self, line: str) -> str:
        # Not cut: within quotation marks the rest would be taken for the next line.
        self.is_too_long = self.is_too_long or len(line) > LONGEST_LINE
        return line.replace("\x00", "\ufffd")


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)  # of equals the first: a comma


def _header(reader: Iterator[list[str]], table: _Lines) -> list[str]:
    if table.is_too_long:
        raise Refused(f"the header is longer than {LONGEST_LINE} characters: this is no table of contacts")
    try:
        header = [name.strip() for name in next(reader)]
    except (StopIteration, csv.Error) as error:
        raise Refused("the file has no header line") from error
    if not any(header):
        raise Refused("the file has no header line")
    if len(header) > MOST_COLUMNS:
        raise Refused(f"the header has {len(header)} columns; at most {MOST_COLUMNS} are read")
    # Spreadsheets leave nameless columns at the right edge; nothing can be mapped to them.
    doubled = {name for name in header if name and header.count(name) > 1}
    if doubled:
        raise Refused(f"the header has {sorted(doubled)[0]!r} twice")
    return header


def _told(error: csv.Error, begins: int, ends: int) -> str:
    if ends > begins:
        return (
            f"no CSV: a quotation mark opened on line {begins} or after it is not closed; lines {begins} to {ends} are left out"
        )
    return f"no CSV: {error}"
