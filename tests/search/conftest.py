"""A room of notes that registers with search as articles and topics do, so these tests know neither."""

import datetime
from dataclasses import dataclass, field, replace

import pytest

from kbsite.accounts.audience import audiences_for
from kbsite.search import indexing
from kbsite.search.changes import mark_changed
from kbsite.search.curation.compiled import forget_curation
from kbsite.search.indexes import documents_index
from kbsite.search.registry import DocumentData, SearchKind, register_kind, unregister_kind


@dataclass
class Notes:
    """What the room holds; its visibility rule reads the truth, never the index."""

    held: dict[int, DocumentData] = field(default_factory=dict)
    unbuildable: set[int] = field(default_factory=set)

    def write(self, title: str, *, body: str = "", language: str = "en", audience: str = "public", **said) -> int:
        """Save a note and tell search, as a verb does."""
        number = len(self.held) + 1
        self.held[number] = DocumentData(
            object_id=number,
            title=title,
            body=body,
            language=language,
            audience=audience,
            url=f"/notes/{number}/",
            updated_at=said.pop("updated_at", datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)),
            **said,
        )
        mark_changed(kind="note", ids=[number])
        return number

    def change(self, number: int, **said) -> None:
        self.held[number] = replace(self.held[number], **said)
        mark_changed(kind="note", ids=[number])

    def delete(self, number: int) -> None:
        del self.held[number]
        mark_changed(kind="note", ids=[number])

    def build(self, ids: list[int]) -> list[DocumentData]:
        if self.unbuildable & set(ids):
            raise ValueError("this note cannot be read")
        return [self.held[number] for number in ids if number in self.held]

    def all_ids(self) -> list[int]:
        return list(self.held)

    def visible_ids(self, user, ids: list[int]) -> set[int]:
        return {number for number in ids if number in self.held and self.held[number].audience in audiences_for(user)}


@pytest.fixture
def notes(db, settings, tmp_path):
    """An empty room with an empty index of its own."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    documents_index.forget()
    forget_curation()
    room = Notes()
    register_kind(
        SearchKind(
            name="note",
            label="Note",
            plural_label="Notes",
            build=room.build,
            all_ids=room.all_ids,
            visible_ids=room.visible_ids,
        )
    )
    yield room
    unregister_kind("note")
    documents_index.forget()


@pytest.fixture
def indexed(notes):
    """`indexed()` brings the index up to date, as the worker does each second."""

    def bring_up_to_date() -> None:
        for _ in range(20):
            if not indexing.drain():
                return
        raise AssertionError("the indexer never comes to rest")

    return bring_up_to_date
