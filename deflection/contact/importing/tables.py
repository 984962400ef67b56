"""Reading CSV that others wrote: bad lines are refused with their number and reason, the rest is kept."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from deflection.recording.jsonl import LONGEST_LINE, ImportCounts, Refused


def rows_of(lines: Iterable[str], counts: ImportCounts) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row with the number of the file's line that it ends on; the header is line 1. Raises Refused without a header."""
    # NUL is no text in any CSV, and some databases cannot keep it.
    reader = csv.reader((line.replace("\x00", "\ufffd") for line in lines), strict=True)
    csv.field_size_limit(LONGEST_LINE)
    header = _header(reader)
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            counts.refused.append((reader.line_num, f"no CSV: {error}"))
            continue
        if not values:
            continue
        if len(values) != len(header):
            counts.refused.append((reader.line_num, f"has {len(values)} columns, the header {len(header)}"))
            continue
        yield reader.line_num, dict(zip(header, values, strict=True))


def _header(reader: Iterator[list[str]]) -> list[str]:
    try:
        header = [name.strip().removeprefix("\ufeff") for name in next(reader)]
    except (StopIteration, csv.Error) as error:
        raise Refused("the file has no header line") from error
    doubled = {name for name in header if header.count(name) > 1}
    if doubled:
        raise Refused(f"the header has {sorted(doubled)[0]!r} twice")
    return header
