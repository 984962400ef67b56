"""The texts of the demo company Lumo, as they lie in `content/`. All of them were written for this project."""

import json
import math
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"


def rows_of(name: str) -> list[dict[str, Any]]:
    """The rows of a `.jsonl` file, or of a `.json` file that holds a list. Each call gives fresh rows."""
    text = (CONTENT / name).read_text(encoding="utf-8")
    if name.endswith(".jsonl"):
        return [json.loads(line) for line in text.splitlines()]
    return json.loads(text)


def table_of(name: str) -> dict[str, list[dict[str, Any]]]:
    """The lists of a `.json` file that holds several."""
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


@cache
def subjects() -> dict[tuple[str, str | None, str | None, str], tuple[str, ...]]:
    """Contact subjects by (kind, issue, product, language)."""
    return {(row["kind"], row["issue"], row["product"], row["lang"]): tuple(row["subjects"]) for row in rows_of("contacts.jsonl")}


@cache
def words_of() -> dict[str, int]:
    """Length in words of everything that can be read, by content reference; the English text stands for all three."""
    words = {
        f"article:{row['id']}": len(row["body_markdown"].split()) for row in rows_of("articles.jsonl") if row["lang"] == "en"
    }
    for row in rows_of("topics.jsonl"):
        texts = [row["body"], *(answer["body"] for answer in row["answers"])]
        words[f"topic:{row['id']}"] = sum(len(text.split()) for text in texts)
    return words


def begins_at(days_ago: float, *, end: datetime) -> datetime:
    """The moment that `days_ago` stands for; `end` is the midnight before today.

    Nobody asks a service desk at the weekend, so Saturday and Sunday become the Friday before. A thread or contact moves as
    a whole: place what follows with `end=begins_at(first) + timedelta(days=first)`.
    """
    weekday = (end - timedelta(days=math.ceil(days_ago))).weekday()
    return end - timedelta(days=days_ago + max(0, weekday - 4))
