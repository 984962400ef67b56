"""One writer: a lock file that the kernel releases when the process dies."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kbsite.search.store.errors import IndexUnavailable, IndexWriterBusy
from kbsite.search.store.folders import search_root

_POLL_SECONDS = 0.05


@contextmanager
def writer_lock(name: str, *, wait_seconds: float) -> Iterator[None]:
    """Hold the writer's place of one index. Raises IndexWriterBusy when it is taken for longer than `wait_seconds`."""
    descriptor = _open_lock_file(search_root() / f"{name}.lock")
    try:
        deadline = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    raise IndexWriterBusy(f"another process is writing the {name} index") from error
                time.sleep(_POLL_SECONDS)
        yield
    finally:
        os.close(descriptor)


def _open_lock_file(path: Path) -> int:
    """The lock file; what else stands in its place is removed, or nothing would ever be indexed again."""
    for _ in range(2):
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
        except OSError:
            if path.is_symlink() or not path.is_dir():
                path.unlink(missing_ok=True)
            else:
                shutil.rmtree(path)
            continue
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return descriptor
        os.close(descriptor)
        path.unlink(missing_ok=True)
    raise IndexUnavailable(f"{path.name} cannot be opened")
