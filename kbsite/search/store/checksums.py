"""Reading and comparing files of an index: regular files only, never through a link, never more bytes than the manifest says."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from kbsite.search.store.errors import IndexDamaged

_READ_BYTES = 1 << 20
# A file whose times and size stand still is read again after this long: a disk that rots moves no time of change, and two writes
# within one tick of the file system's clock look like one.
KNOWN_SECONDS = 60.0

# (path, size, inode, modified ns, changed ns) -> (sha256, when it was read), of files this process has read. Only for looking
# whether the index is whole: what is opened has always been read and compared just then.
_known: dict[tuple[str, int, int, int, int], tuple[str, float]] = {}

# Size in bytes and sha256, as a manifest holds them.
Expected = Sequence


def checksum(path: Path) -> tuple[int, str]:
    """Size in bytes and sha256 of one regular file."""
    status = os.lstat(path)
    key = (str(path), status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns)
    known = _known.get(key)
    if known is None or time.monotonic() - known[1] > KNOWN_SECONDS:
        digest = hashlib.sha256()
        with _open_regular(path) as stream:
            while chunk := stream.read(_READ_BYTES):
                digest.update(chunk)
        if len(_known) > 5000:
            _known.clear()
        known = _known[key] = (digest.hexdigest(), time.monotonic())
    return status.st_size, known[0]


def read_verified(path: Path, expected: Expected) -> bytes:
    """The bytes of one file, compared with the manifest after reading: nothing that happens to the file can change them any more.

    Raises IndexDamaged.
    """
    size, sha256 = expected
    try:
        with _open_regular(path) as stream:
            # A foreign file may be larger than the memory.
            content = stream.read(size + 1)
    except OSError as error:
        raise IndexDamaged(f"{path.name}: {error.strerror}") from error
    if len(content) != size or hashlib.sha256(content).hexdigest() != sha256:
        raise IndexDamaged(f"{path.name} is not the file that was written")
    return content


def read_all_verified(folder: Path, files: Mapping[str, Expected], held: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every file of a manifest, by name. `held` is by sha256: what was compared before is not read again.

    Raises IndexDamaged.
    """
    check_names(folder, files)
    return {
        name: held[expected[1]] if expected[1] in held else read_verified(folder / name, expected)
        for name, expected in files.items()
    }


def verify(folder: Path, files: Mapping[str, Expected]) -> None:
    """Compare every file of the manifest with the disk. Raises IndexDamaged at the first that is missing or different."""
    check_names(folder, files)
    for name, expected in files.items():
        try:
            found = checksum(folder / name)
        except OSError as error:
            raise IndexDamaged(f"{name}: {error.strerror}") from error
        if list(found) != list(expected):
            raise IndexDamaged(f"{name} is not the file that was written")


def check_names(folder: Path, files: Mapping[str, Expected]) -> None:
    """Refuse a manifest that names nothing, or something outside its folder. Raises IndexDamaged."""
    if folder.is_symlink() or not folder.is_dir():
        raise IndexDamaged(f"index folder {folder.name} is missing")
    if not files:
        raise IndexDamaged(f"index folder {folder.name} has an empty manifest")
    for name in files:
        if "/" in name or name.startswith("."):
            raise IndexDamaged(f"the manifest names a file outside the folder: {name!r}")


def _open_regular(path: Path):
    # NONBLOCK: a pipe in a file's place must not hold up the reader until somebody writes into it.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(None, "is no file")
    return open(descriptor, "rb")
