"""A room of notes that registers with search as articles and topics do, so these tests know neither."""

import datetime
from dataclasses import dataclass, field, replace

import pytest
from django.db import connection

from kbsite.accounts.audience import audiences_for
from kbsite.search import indexing
from kbsite.search.changes import mark_changed
from kbsite.search.curation.compiled import forget_curation
from kbsite.search.engine.choosing import ENGINES, engine
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


def engines_here() -> list[str]:
    """Engines that run on the database of this test run: on SQLite the embedded one only."""
    return list(ENGINES) if connection.vendor == "postgresql" else ["whoosh"]


def pytest_generate_tests(metafunc):
    """Every feature is one test that runs on every engine; what is about one engine's way of storing says so with a marker."""
    if "search_engine" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("engine")
        metafunc.parametrize("search_engine", marker.args if marker else engines_here(), indirect=True)


@pytest.fixture
def search_engine(request, settings) -> str:
    if request.param not in engines_here():
        pytest.skip(f"{request.param} does not run on this database")
    settings.SEARCH_ENGINE = request.param
    return request.param


@pytest.fixture
def notes(search_engine, db, settings, tmp_path):
    """An empty room with an empty index of its own."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    forget_curation()
    engine().forget()
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
    engine().forget()


@pytest.fixture
def indexed(notes):
    """`indexed()` brings the index up to date, as the worker does each second."""

    def bring_up_to_date() -> None:
        for _ in range(20):
            if not indexing.drain():
                return
        raise AssertionError("the indexer never comes to rest")

    return bring_up_to_date
