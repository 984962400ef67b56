"""Comparing files with the manifest, without reading a byte twice that cannot have changed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from kbsite.search.store.errors import IndexDamaged

_READ_BYTES = 1 << 20

# (path, size, inode, modified ns, changed ns) -> sha256 of files this process has read. Whoever writes into a file moves the
# time of change, which no unprivileged process can set back.
_known: dict[tuple[str, int, int, int, int], str] = {}


def checksum(path: Path) -> tuple[int, str]:
    """Size in bytes and sha256 of one regular file."""
    status = os.lstat(path)
    key = (str(path), status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns)
    known = _known.get(key)
    if known is None:
        digest = hashlib.sha256()
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as stream:
            while chunk := stream.read(_READ_BYTES):
                digest.update(chunk)
        if len(_known) > 1000:
            _known.clear()
        known = _known[key] = digest.hexdigest()
    return status.st_size, known


def verify(folder: Path, files: dict[str, list]) -> None:
    """Compare every file of the manifest. Raises IndexDamaged at the first that is missing or different."""
    if folder.is_symlink() or not folder.is_dir():
        raise IndexDamaged(f"index folder {folder.name} is missing")
    if not files:
        raise IndexDamaged(f"index folder {folder.name} has an empty manifest")
    for name, expected in files.items():
        if "/" in name or name.startswith("."):
            raise IndexDamaged(f"the manifest names a file outside the folder: {name!r}")
        try:
            found = checksum(folder / name)
        except OSError as error:
            raise IndexDamaged(f"{name}: {error.strerror}") from error
        if list(found) != list(expected):
            raise IndexDamaged(f"{name} is not the file that was written")
