"""The first rows of a kept file, and which words its columns use: for the person who maps it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from deflection.contact.importing.files import rows_in
from deflection.contact.importing.tables import MOST_COLUMNS
from deflection.models import ContactImport
from deflection.recording.jsonl import ImportCounts

SAMPLE_ROWS = 200  # enough to know a column by its words
LONGEST_CELL = 60  # characters of a cell that the preview shows
MOST_WORDS = 60  # different words of a column that can be mapped one by one


@dataclass(frozen=True)
class Sample:
    """`columns` in the order of the file; a cell that is no text is shown as JSON has it."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]

    def words(self, column: str) -> list[str]:
        """Different values of the column, in the order of the file."""
        return list(dict.fromkeys(as_text(row.get(column)) for row in self.rows if row.get(column) not in (None, "")))


@dataclass(frozen=True)
class Words:
    """How often each word stands in a column of the whole file, the most frequent first; `others` are not listed."""

    column: str
    counted: tuple[tuple[str, int], ...]
    others: int


def as_text(value: object) -> str:
    return value if isinstance(value, str) else str(value)


def sample_of(contact_import: ContactImport) -> Sample:
    """Raises Refused when the file has no header."""
    rows = tuple(row for _number, row in islice(rows_in(contact_import, ImportCounts()), SAMPLE_ROWS))
    names: dict[str, None] = {}
    for row in rows:
        names |= dict.fromkeys(name for name in row if name)
    return Sample(tuple(islice(names, MOST_COLUMNS)), rows)


def words_in(contact_import: ContactImport, columns: Iterable[str]) -> list[Words]:
    """Of the whole file, in one reading."""
    counters: dict[str, Counter[str]] = {column: Counter() for column in columns}
    if not counters:
        return []
    for _number, row in rows_in(contact_import, ImportCounts()):
        for column, counter in counters.items():
            value = row.get(column)
            # Other kinds of values are refused by the import; a column of ids would fill the memory.
            if isinstance(value, str) and value and (value in counter or len(counter) < 20 * MOST_WORDS):
                counter[value] += 1
    return [
        Words(column, tuple(counter.most_common(MOST_WORDS)), max(len(counter) - MOST_WORDS, 0))
        for column, counter in counters.items()
    ]
