"""A JSON Lines file: one article a line."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from articles.importing.rows import BadRow, Refused, SourceRow, read_row
from articles.importing.sources.tree import NotReadable

# Ten times the longest text that is accepted: no line of an article is longer, however it is escaped.
MAX_LINE_BYTES = 2_000_000


class JsonLines:
    """Reads a line at a time; an endless line is passed over, not read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self) -> Iterator[tuple[str, SourceRow | Refused]]:
        """Every line, counted from 1, as a row or as a refusal. Empty lines are skipped."""
        with self._path.open("rb") as file:
            for number, raw in numbered_lines(file, most_bytes=MAX_LINE_BYTES):
                where = f"line {number}"
                if raw is None:
                    yield where, Refused(where, f"longer than {MAX_LINE_BYTES:,} bytes")
                elif raw.strip():
                    yield where, _row(raw, number, where)

    def file_named(self, address: str, *, of: SourceRow) -> None:
        """Lines bring no files."""

    def read(self, name: str, *, most_bytes: int) -> bytes:
        raise NotReadable("lines bring no files")


def numbered_lines(file: BinaryIO, *, most_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """Every line, counted from 1; None for one that is longer."""
    number = 0
    while raw := file.readline(most_bytes + 1):
        number += 1
        if len(raw) > most_bytes:
            _pass_over_line(file, raw)
            yield number, None
        else:
            yield number, raw


def _row(raw: bytes, number: int, where: str) -> SourceRow | Refused:
    try:
        return read_row(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        return Refused(where, "not UTF-8")
    except BadRow as error:
        return Refused(where, str(error))


def _pass_over_line(file, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = file.readline(65_536)
