"""Rows of `search.Document`: made from what a room's builder says, compared, written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict

from kbsite.search.analysis import ANALYSIS_VERSION, text_words
from kbsite.search.models import Document
from kbsite.search.registry import DocumentData, SearchKind

_WRITTEN_FIELDS = [
    "content",
    "title",
    "summary",
    "headings",
    "body",
    "answers",
    "keywords",
    "lemmas",
    "language",
    "tags",
    "section",
    "section_path",
    "products",
    "solved",
    "audience",
    "popularity",
    "updated_at",
    "url",
    "text_hash",
]
_TITLE_CHARS = 500
_ROWS_PER_STATEMENT = 50


def save_documents(*, kind: SearchKind, built: Iterable[DocumentData]) -> list[int]:
    """Write the rows of a kind that are new or differ; returns their object ids. Unchanged ones cost one comparison."""
    data = {item.object_id: item for item in built}
    hashes = {object_id: hash_of(item) for object_id, item in data.items()}
    stored = dict(Document.objects.filter(kind=kind.name, object_id__in=list(data)).values_list("object_id", "text_hash"))
    changed = [object_id for object_id in data if stored.get(object_id) != hashes[object_id]]
    Document.objects.bulk_create(
        [_row(kind.name, data[object_id], hashes[object_id]) for object_id in changed],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=_WRITTEN_FIELDS,
        batch_size=_ROWS_PER_STATEMENT,
    )
    return changed


def delete_documents(*, kind_name: str, ids: Iterable[int]) -> None:
    Document.objects.filter(kind=kind_name, object_id__in=list(ids)).delete()


def _row(kind_name: str, data: DocumentData, text_hash: str) -> Document:
    text = "\n".join([data.title, data.summary, data.keywords, data.headings, data.answers, data.body, *data.tags])
    lemmas = dict.fromkeys(form for word in text_words(text, data.language) for form in (word.base, *word.parts))
    document = unsaved_document(kind_name, data)
    # Padded, so that a whole word can be looked for with LIKE '% word %'.
    document.lemmas = f" {' '.join(lemmas)} "
    document.text_hash = text_hash
    return document


def unsaved_document(kind_name: str, data: DocumentData) -> Document:
    """What the room said, as a row without base forms and hash: all that the text index asks of it."""
    return Document(
        kind=kind_name,
        object_id=data.object_id,
        content=data.content,
        title=data.title[:_TITLE_CHARS],
        summary=data.summary,
        headings=data.headings,
        body=data.body,
        answers=data.answers,
        keywords=data.keywords,
        language=data.language,
        tags=list(data.tags),
        section=data.section,
        section_path=data.section_path.strip("/"),
        products=list(data.products),
        solved=data.solved,
        audience=data.audience,
        popularity=max(0.0, data.popularity),
        updated_at=data.updated_at,
        url=data.url,
    )


def hash_of(data: DocumentData) -> str:
    """SHA-256 of all that a builder says, and of how words are taken apart: equal where nothing is to be indexed again."""
    said = json.dumps(asdict(data), sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(f"{ANALYSIS_VERSION}\n{said}".encode()).hexdigest()
