"""A file of contacts on its way in: made UTF-8 and kept in parts, read line by line."""

import codecs
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from deflection.contact.importing.tables import rows_of
from deflection.models import ContactImport, ContactImportPart
from deflection.recording.jsonl import ImportCounts, Refused, objects_of

LARGEST_FILE = 20 * 1024 * 1024  # bytes; some hundred thousand lines. Longer histories go in by command, or year by year
LONGEST_LINE = 1024 * 1024  # characters; beyond it a file is no table, and would fill the memory when it is read
PART = 256 * 1024  # characters
ENCODINGS = ("utf-8", "cp1252", "iso8859-15", "utf-16")
_ARCHIVES = (b"PK", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF", b"BZh", b"7z\xbc\xaf", b"\xfd7zXZ", b"Rar!", b"\x28\xb5\x2f\xfd")


def text_of(pieces: Iterable[bytes], encoding: str) -> Iterator[str]:
    """The text, in pieces. Raises Refused with a sentence for what is no text file of that encoding."""
    decoder: codecs.IncrementalDecoder | None = None
    for piece in pieces:
        if decoder is None:
            if piece.startswith(_ARCHIVES):
                raise Refused(_("This is a workbook, a PDF or a packed file, not CSV. Save it as “CSV UTF-8” first."))
            if piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                encoding = "utf-16"
            decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)()
        yield _decoded(decoder, piece, encoding)
    if decoder is not None:
        yield _decoded(decoder, b"", encoding, is_end=True)


def _decoded(decoder: codecs.IncrementalDecoder, piece: bytes, encoding: str, *, is_end: bool = False) -> str:
    try:
        text = decoder.decode(piece, is_end)
    except UnicodeError as error:
        raise Refused(
            _("The file is not written in %(encoding)s. Save it as “CSV UTF-8”, or choose the encoding that it has.")
            % {"encoding": encoding}
        ) from error
    if "\x00" in text:
        raise Refused(_("The file holds zero bytes: it is no text, or it is UTF-16 (then choose that encoding)."))
    return text


class Measured:
    """Passes a text on; counts its lines and refuses one that no table has."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces = pieces
        self.lines = 0
        self.start = ""
        self._unfinished = 0

    def __iter__(self) -> Iterator[str]:
        for piece in self._pieces:
            if not self.start:
                self.start = piece.lstrip()[:1]
            last = max(piece.rfind("\n"), piece.rfind("\r"))
            self.lines += max(piece.count("\n"), piece.count("\r"))
            longest = max((len(line) for line in piece.splitlines()), default=0)
            if max(longest, self._unfinished + (last if last >= 0 else len(piece))) > LONGEST_LINE:
                raise Refused(_("A line of the file is longer than a million characters: this is no table of contacts."))
            self._unfinished = len(piece) - last - 1 if last >= 0 else self._unfinished + len(piece)
            yield piece
        self.lines += bool(self._unfinished)


class _Parts(io.RawIOBase):
    """The stored bytes as a file that is read from its start, one part in memory at a time."""

    def __init__(self, contact_import: ContactImport) -> None:
        self._parts = ContactImportPart.objects.filter(contact_import=contact_import).values_list("content", flat=True)
        self._number = 0
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._waiting:
            self._waiting = bytes(self._parts.filter(number=self._number).first() or b"")
            self._number += 1
        taken = self._waiting[: len(buffer)]
        self._waiting = self._waiting[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


def rows_in(contact_import: ContactImport, counts: ImportCounts) -> Iterator[tuple[int, dict[str, Any]]]:
    """Numbered rows of the kept file, as the command reads them. Raises Refused for a table without a usable header."""
    lines = io.TextIOWrapper(io.BufferedReader(_Parts(contact_import)), encoding="utf-8", newline="")
    is_table = contact_import.file_format == ContactImport.Format.CSV
    return rows_of(lines, counts) if is_table else objects_of(lines, counts)
