"""The files below a folder or in a zip archive, by names that can only lie inside it."""

import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from articles.importing.rows import Refused

# An archive with a longer list of contents, or that says it holds more, is not looked into.
MAX_LISTED_BYTES = 8_000_000
MAX_TOTAL_BYTES = 4_000_000_000
MAX_FILES = 100_000
MAX_NAME_CHARS = 500
# Other methods can ask for gigabytes of memory before the first byte comes out.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
_END_OF_ARCHIVE = struct.Struct("<4s4H2LH")


class NotReadable(ValueError):
    """What was to be read cannot be; the message says why."""


class Tree(Protocol):
    """Names have "/" between their steps and are sorted; `refused` are those that were not let in."""

    refused: list[Refused]

    def names(self) -> list[str]: ...

    def size(self, name: str) -> int: ...

    def read(self, name: str, *, most_bytes: int) -> bytes:
        """Raises NotReadable, also when there are more bytes."""

    def open(self, name: str) -> BinaryIO:
        """For what is read a line at a time. Raises NotReadable."""


class FolderTree:
    """Files of a folder; hidden ones are passed over, links and devices are refused."""

    def __init__(self, folder: Path) -> None:
        self.refused: list[Refused] = []
        self._folder = folder
        self._sizes: dict[str, int] = {}
        for parent, folders, files in os.walk(folder, followlinks=False):
            for name in (*folders, *files):
                self._look_at(Path(parent) / name)
            folders[:] = [name for name in folders if not name.startswith(".")]

    def names(self) -> list[str]:
        return sorted(self._sizes)

    def size(self, name: str) -> int:
        return self._sizes[name]

    def read(self, name: str, *, most_bytes: int) -> bytes:
        if self._sizes[name] > most_bytes:
            raise NotReadable(f"larger than {most_bytes:,} bytes")
        with self.open(name) as file:
            return _at_most(file.read(most_bytes + 1), most_bytes)

    def open(self, name: str) -> BinaryIO:
        try:
            # Whoever swaps a file for a link meanwhile is not followed.
            return os.fdopen(os.open(self._folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
        except OSError as error:
            raise NotReadable(error.strerror or "cannot be read") from error

    def _look_at(self, path: Path) -> None:
        name = path.relative_to(self._folder).as_posix()
        if any(step.startswith(".") for step in name.split("/")):
            return
        told = path.lstat()
        shown = name.encode("utf-8", "backslashreplace").decode()
        if stat.S_ISDIR(told.st_mode):
            return
        if stat.S_ISLNK(told.st_mode):
            self.refused.append(Refused(shown, "a link, which is not followed"))
        elif not stat.S_ISREG(told.st_mode):
            self.refused.append(Refused(shown, "not a file"))
        elif reason := _trouble_with(name):
            self.refused.append(Refused(shown, reason))
        elif len(self._sizes) >= MAX_FILES:
            raise NotReadable(f"more than {MAX_FILES:,} files")
        else:
            self._sizes[name] = told.st_size


class ZipTree:
    """Files of a zip archive, read where they are: nothing is ever unpacked to disk."""

    def __init__(self, path: Path) -> None:
        self.refused: list[Refused] = []
        self._entries: dict[str, zipfile.ZipInfo] = {}
        with path.open("rb") as file:
            if _listed_bytes(file) > MAX_LISTED_BYTES:
                raise NotReadable(f"an archive whose list of contents is larger than {MAX_LISTED_BYTES:,} bytes")
        try:
            self._archive = zipfile.ZipFile(path)
        except _BROKEN as error:
            raise NotReadable(f"not a zip archive ({error})") from error
        for entry in self._archive.infolist():
            self._look_at(entry)
        if sum(entry.file_size for entry in self._entries.values()) > MAX_TOTAL_BYTES:
            raise NotReadable(f"an archive that would unpack to more than {MAX_TOTAL_BYTES:,} bytes")

    def names(self) -> list[str]:
        return sorted(self._entries)

    def size(self, name: str) -> int:
        return self._entries[name].file_size

    def read(self, name: str, *, most_bytes: int) -> bytes:
        entry = self._entries[name]
        if entry.file_size > most_bytes:
            raise NotReadable(f"larger than {most_bytes:,} bytes")
        try:
            with self._archive.open(entry) as file:
                # What it says about its size may be a lie.
                return _at_most(file.read(most_bytes + 1), most_bytes)
        except _BROKEN as error:
            raise NotReadable(f"cannot be unpacked ({error})") from error

    def open(self, name: str) -> BinaryIO:
        try:
            return self._archive.open(self._entries[name])
        except _BROKEN as error:
            raise NotReadable(f"cannot be unpacked ({error})") from error

    def _look_at(self, entry: zipfile.ZipInfo) -> None:
        # The name as it was written: zipfile cuts it at a NUL.
        trouble = _trouble_with(entry.orig_filename) or _trouble_with(entry.filename)
        if entry.is_dir() or (not trouble and any(step.startswith(".") for step in entry.filename.split("/"))):
            return
        shown = entry.orig_filename.encode("unicode_escape").decode()[:MAX_NAME_CHARS]
        mode = entry.external_attr >> 16
        if stat.S_ISLNK(mode):
            reason = "a link, which is not followed"
        elif mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            reason = "not a file"
        elif entry.flag_bits & 0x1:
            reason = "encrypted"
        elif entry.compress_type not in _METHODS:
            reason = "packed in a way that is not read (only deflate is)"
        elif entry.filename in self._entries:
            reason, shown = "the same name a second time", f"{shown} (again)"
        else:
            reason = trouble
        if reason:
            self.refused.append(Refused(shown, reason))
        else:
            self._entries[entry.filename] = entry


def _trouble_with(name: str) -> str:
    if len(name) > MAX_NAME_CHARS:
        return f"a name longer than {MAX_NAME_CHARS} characters"
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        return "a name with characters that are no text"
    steps = name.split("/")
    if "\\" in name or ":" in steps[0] or PurePosixPath(name).is_absolute() or {"", ".", ".."} & set(steps):
        return "a name that leads out of the archive"
    return ""


def _at_most(data: bytes, most_bytes: int) -> bytes:
    if len(data) > most_bytes:
        raise NotReadable(f"larger than {most_bytes:,} bytes")
    return data


def _listed_bytes(file) -> int:
    """What the end of the archive says about the size of its list; 0 when there is no such end."""
    length = file.seek(0, os.SEEK_END)
    file.seek(max(0, length - 65_536 - _END_OF_ARCHIVE.size))
    tail = file.read()
    start = tail.rfind(b"PK\x05\x06")
    if start < 0 or len(tail) - start < _END_OF_ARCHIVE.size:
        return 0
    # A list of four gigabytes is how the field says "see elsewhere": too large, whatever stands there.
    return _END_OF_ARCHIVE.unpack_from(tail, start)[5]
