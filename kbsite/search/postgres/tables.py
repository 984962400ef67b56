"""The two tables of one build: entries, and for each lexeme and audience how many of them hold it."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from kbsite.search.postgres.entries import ALL_DOCUMENTS, COLUMNS, PACKED_ZONES, ZONE_TOTAL, Entry
from kbsite.search.store import IndexDamaged

_ENTRIES_AT_ONCE = 500
_NAMES = COLUMNS.split(", ")
_BUILD = re.compile("[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Tables:
    """Named after their build, so that a new one grows beside the one that is read."""

    build: str

    def __post_init__(self) -> None:
        if not _BUILD.fullmatch(self.build):
            raise IndexDamaged(f"{self.build!r} names no build")

    @property
    def entries(self) -> str:
        return f"search_entry_{self.build}"

    @property
    def words(self) -> str:
        return f"search_word_{self.build}"


def new_tables() -> Tables:
    """Empty tables. Nobody else sees them before the caller's transaction ends."""
    tables = Tables(secrets.token_hex(4))
    with connection.cursor() as cursor:
        cursor.execute(_TABLES.format(entries=tables.entries, words=tables.words))
    return tables


def drop_tables_except(tables: Tables | None) -> None:
    """Remove the tables of earlier builds."""
    kept = {tables.entries, tables.words} if tables else set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename ~ %s",
            [f"^search_(entry|word)_{_BUILD.pattern}$"],
        )
        for (name,) in cursor.fetchall():
            if name not in kept:
                cursor.execute(f"DROP TABLE {name}")


class Statistics:
    """Documents and occurrences to be added to, or taken from, what the table of words says."""

    def __init__(self) -> None:
        self._documents: Counter[tuple[str, str]] = Counter()
        self._occurrences: Counter[tuple[str, str]] = Counter()

    def add(self, audience: str, lexemes: Iterable[str], lengths: Iterable[int], times: int) -> None:
        """One document, `times` 1 or -1."""
        documents = self._documents
        for lexeme in lexemes:
            documents[lexeme, audience] += times
        documents[ALL_DOCUMENTS, audience] += times
        for zone, length in zip(PACKED_ZONES, lengths, strict=True):
            if length:
                documents[ZONE_TOTAL + zone, audience] += times
                self._occurrences[ZONE_TOTAL + zone, audience] += length * times

    def rows(self) -> Iterator[tuple[str, str, int, int]]:
        """(lexeme, audience, documents, occurrences) where something changed."""
        for key, documents in self._documents.items():
            if documents or self._occurrences[key]:
                yield (*key, documents, self._occurrences[key])


def fill(tables: Tables, entries: Iterable[Entry]) -> int:
    """Write all entries of a build, then their indexes and statistics. Returns how many there are."""
    statistics = Statistics()
    count = 0
    remaining = iter(entries)
    # In batches: while entries are read from the database, no COPY may be open on the same connection.
    while batch := list(islice(remaining, _ENTRIES_AT_ONCE)):
        _copy(tables, batch)
        count += len(batch)
        for entry in batch:
            statistics.add(entry.audience, entry.lexemes, entry.lengths, 1)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {tables.words} (word, audience, documents, occurrences) FROM STDIN") as copy:
            for row in statistics.rows():
                copy.write_row(row)
        cursor.execute(_INDEXES.format(entries=tables.entries, words=tables.words))
    return count


def replace(tables: Tables, keys: Collection[tuple[str, int]], entries: Collection[Entry]) -> int:
    """Take out the entries of these objects and put in the present ones. Returns by how many the index grew."""
    statistics = Statistics()
    with connection.cursor() as cursor:
        removed = _remove(cursor, tables, keys, statistics)
        for entry in entries:
            statistics.add(entry.audience, entry.lexemes, entry.lengths, 1)
        if entries:
            _copy(tables, entries)
        # In one order, as long as there may be two writers by mistake: no deadlock then.
        changed = sorted(statistics.rows())
        cursor.execute(
            f"""INSERT INTO {tables.words} AS held (word, audience, documents, occurrences)
                SELECT * FROM unnest(%s::text[], %s::text[], %s::int[], %s::bigint[])
                ON CONFLICT (word, audience) DO UPDATE SET
                  documents = held.documents + excluded.documents, occurrences = held.occurrences + excluded.occurrences""",
            [list(column) for column in zip(*changed, strict=True)] or [[], [], [], []],
        )
        fewer = [word for word, _, documents, _ in changed if documents < 0]
        if fewer:
            cursor.execute(f"DELETE FROM {tables.words} WHERE word = ANY(%s) AND documents <= 0", [fewer])
    return len(entries) - removed


def exists(tables: Tables) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL AND to_regclass(%s) IS NOT NULL", [tables.entries, tables.words])
        return cursor.fetchone()[0]


def size_in_bytes(tables: Tables) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s) + pg_total_relation_size(%s)", [tables.entries, tables.words])
        return cursor.fetchone()[0]


def _copy(tables: Tables, entries: Iterable[Entry]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {tables.entries} ({COLUMNS}) FROM STDIN") as copy:
        for entry in entries:
            copy.write_row([getattr(entry, name) for name in _NAMES])


def _remove(cursor, tables: Tables, keys: Collection[tuple[str, int]], statistics: Statistics) -> int:
    kinds, ids = [kind for kind, _ in keys], [object_id for _, object_id in keys]
    cursor.execute(
        f"""DELETE FROM {tables.entries} WHERE (kind, object_id) IN (SELECT * FROM unnest(%s::text[], %s::bigint[]))
            RETURNING audience, tsvector_to_array(vector), lengths""",
        [kinds, ids],
    )
    rows = cursor.fetchall()
    for audience, lexemes, lengths in rows:
        statistics.add(audience, lexemes, lengths, -1)
    return len(rows)


_TABLES = """
CREATE TABLE {entries} (
  row bigint NOT NULL,
  kind text NOT NULL,
  object_id bigint NOT NULL,
  language text NOT NULL,
  audience text NOT NULL,
  content text NOT NULL,
  facets text NOT NULL,
  section_paths text[] NOT NULL,
  products text[] NOT NULL,
  tags text[] NOT NULL,
  solved text NOT NULL,
  popularity real NOT NULL,
  standing real NOT NULL,
  updated bigint NOT NULL,
  title_words text NOT NULL,
  lengths int[] NOT NULL,
  vector tsvector NOT NULL,
  counts bytea NOT NULL,
  opening bytea NOT NULL
);
-- Packed numbers do not compress; trying would cost every read.
ALTER TABLE {entries} ALTER COLUMN counts SET STORAGE EXTERNAL, ALTER COLUMN opening SET STORAGE EXTERNAL;
-- Every question is answered through the word index; without an estimate nothing else is planned, and planning is quick.
ALTER TABLE {entries} ALTER COLUMN vector SET STATISTICS 0;
CREATE TABLE {words} (
  word text COLLATE "C" NOT NULL,
  audience text NOT NULL,
  documents int NOT NULL,
  occurrences bigint NOT NULL,
  PRIMARY KEY (word, audience)
) WITH (fillfactor = 80);
"""

# After the rows: faster, and the trees are packed.
_INDEXES = """
CREATE UNIQUE INDEX ON {entries} (kind, object_id);
CREATE UNIQUE INDEX ON {entries} (row);
-- fastupdate would leave new rows in a list that every search walks.
CREATE INDEX ON {entries} USING gin (vector) WITH (fastupdate = off);
CREATE INDEX ON {entries} (updated DESC);
ANALYZE {entries};
ANALYZE {words};
"""
