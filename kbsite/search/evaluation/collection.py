"""A judged collection: documents, questions, and which documents answer which question, and how well."""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kbsite.accounts.audience import Audience
from kbsite.search.registry import DocumentData
from kbsite.search.schema import TEXT_ZONES

# Zone of a document -> field of the corpus file.
DEFAULT_FIELDS = {"title": "title", "body": "text"}
# Every document is as old as every other: age must not decide what the words should.
_SAME_MOMENT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


class CollectionError(ValueError):
    """A file of the collection is not in the layout; the message says where."""


@dataclass(frozen=True, slots=True)
class Collection:
    """`documents[n]` has the object id n + 1 and the name `names[n]`; `judgements` are grades above 0 by question and name."""

    names: tuple[str, ...]
    documents: tuple[DocumentData, ...]
    questions: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]


def read_collection(
    corpus: Path, queries: Path, qrels: Path, *, language: str, fields: Mapping[str, str] | None = None
) -> Collection:
    """`corpus` and `queries` are JSON lines with `id` (and `text`); `qrels` is question, document and grade with tabs between.

    `fields` maps zones to fields of the corpus; a list of values is joined. Questions without a positive grade are left out:
    no ranking can answer them. Raises CollectionError.
    """
    mapping = dict(fields or DEFAULT_FIELDS)
    unknown = sorted(set(mapping) - set(TEXT_ZONES))
    if unknown:
        raise CollectionError(f"no such part of a document: {', '.join(unknown)} (there are {', '.join(TEXT_ZONES)})")
    names: list[str] = []
    documents: list[DocumentData] = []
    for row in _json_lines(corpus):
        names.append(str(row["id"]))
        documents.append(_document(row, mapping, number=len(names), language=language))
    judgements = _read_judgements(qrels, known=frozenset(names))
    questions = {str(row["id"]): str(row["text"]) for row in _json_lines(queries) if str(row["id"]) in judgements}
    if not questions:
        raise CollectionError(f"{qrels}: no question of {queries} has a judged document of {corpus}")
    return Collection(tuple(names), tuple(documents), questions, judgements)


def _document(row: dict, mapping: Mapping[str, str], *, number: int, language: str) -> DocumentData:
    said = {zone: _text(row.get(field)) for zone, field in mapping.items()}
    tags = tuple(said.pop("tags", "").split())
    return DocumentData(
        object_id=number,
        title=said.pop("title", ""),
        url="",
        language=language,
        updated_at=_SAME_MOMENT,
        audience=Audience.PUBLIC,
        tags=tags,
        **said,
    )


def _text(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _json_lines(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise CollectionError(f"{path}, line {number}: {error.msg}") from error
            if not isinstance(row, dict) or "id" not in row:
                raise CollectionError(f"{path}, line {number}: an object with an id is expected")
            yield row


def _read_judgements(path: Path, *, known: frozenset[str]) -> dict[str, dict[str, int]]:
    judgements: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines, delimiter="\t"), start=1):
            if len(row) == 4:  # TREC's own layout has a column between that means nothing
                row = [row[0], *row[2:]]
            if len(row) != 3:
                raise CollectionError(f"{path}, line {number}: question, document and grade are expected")
            question, name, grade = row
            if number == 1 and not grade.lstrip("-").isdecimal():
                continue  # a line of headings
            if not grade.lstrip("-").isdecimal():
                raise CollectionError(f"{path}, line {number}: {grade!r} is no grade")
            if int(grade) > 0 and name in known:
                judgements.setdefault(question, {})[name] = int(grade)
    return judgements
