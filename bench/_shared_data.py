"""Real articles and threads for measuring, read from the folder that BENCH_DATA names. None of their text is in this project."""

from __future__ import annotations

import datetime
import html
import json
import os
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
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


def document_of(number: int, row: dict, *, content: str = ""):
    """A row of the shared articles as a search document; language versions of one `content` are one result."""
    from kbsite.search.registry import DocumentData

    return DocumentData(
        object_id=number,
        title=row["title"],
        summary=words_of_markdown(row["description"] or ""),
        headings=headings_of_markdown(row["body_markdown"]),
        body=words_of_markdown(row["body_markdown"]),
        language=row.get("lang") or "en",
        content=content,
        url="",
        audience="public",
        updated_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )


@dataclass(frozen=True, slots=True)
class Text:
    """One article or thread, as far as search reads it."""

    kind: str
    language: str
    title: str
    summary: str
    headings: str
    body: str
    answers: str = ""


def all_texts(folder: Path) -> list[Text]:
    """Every real article and thread: two sets of articles (one in three languages) and two forums."""
    found = [
        Text(
            "article",
            row.get("lang") or "en",
            row["title"],
            words_of_markdown(row["description"] or ""),
            headings_of_markdown(row["body_markdown"]),
            words_of_markdown(row["body_markdown"]),
        )
        for name in ("kb_officedocs_shared.jsonl", "kb_gnome_en_fi_sv.jsonl")
        for row in rows(folder, name)
    ]
    for name in ("forum_stackexchange_shared.jsonl", "forum_urho3d_shared.jsonl"):
        for row in rows(folder, name):
            replies = row.get("answers") or []
            found.append(
                Text(
                    "topic",
                    "en",
                    row["title"],
                    "",
                    "",
                    _words_of_html(" ".join([row["body"], *(reply["body"] for reply in replies if not reply.get("accepted"))])),
                    _words_of_html(" ".join(reply["body"] for reply in replies if reply.get("accepted"))),
                )
            )
    return found


def with_copies(texts: list[Text], wanted: int, *, changed: float = 0.3, seed: int = 20261122) -> list[Text]:
    """`wanted` texts: the real ones, then copies in which a share of the words is exchanged for words of other texts."""
    draw = random.Random(seed)
    vocabulary = [word for text in texts for word in text.body.split()[:200]]
    found = texts[:wanted]
    while len(found) < wanted:
        original = texts[len(found) % len(texts)]

        def exchange(said: str) -> str:
            return " ".join(draw.choice(vocabulary) if draw.random() < changed else word for word in said.split())

        found.append(
            replace(original, title=exchange(original.title), body=exchange(original.body), answers=exchange(original.answers))
        )
    return found


def _words_of_html(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
