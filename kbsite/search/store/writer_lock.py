"""One writer: a lock file that the kernel releases when the process dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from kbsite.search.store.errors import IndexWriterBusy
from kbsite.search.store.folders import search_root

_POLL_SECONDS = 0.05


@contextmanager
def writer_lock(name: str, *, wait_seconds: float) -> Iterator[None]:
    """Hold the writer's place of one index. Raises IndexWriterBusy when it is taken for longer than `wait_seconds`."""
    descriptor = os.open(search_root() / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
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
