"""Real articles and threads for measuring, read from the folder that BENCH_DATA names. None of their text is in this project."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path


def data_folder() -> Path | None:
    """Where the files are, or None with a sentence to the reader."""
    named = os.environ.get("BENCH_DATA", "")
    if named and Path(named).is_dir():
        return Path(named)
    print("skipped: set BENCH_DATA to the folder of the shared data files", file=sys.stderr)
    return None


def rows(folder: Path, name: str) -> Iterator[dict]:
    with (folder / name).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_ALERT = re.compile(r"\[!\w+\b[^\]]*\]")
_SIGNS = re.compile(r"(?m)^\s{0,3}(?:[>#|]+|[-*+]|\d+[.)])\s*|[*`|]+|^\s*:?-{3,}.*$")


def words_of_markdown(text: str) -> str:
    """The words without the signs: enough for measuring, not for showing."""
    return " ".join(_SIGNS.sub(" ", _LINK.sub(r"\1", _ALERT.sub(" ", text))).split())


def headings_of_markdown(text: str) -> str:
    return " ".join(re.findall(r"(?m)^#{2,6}\s+(.+)$", text))
