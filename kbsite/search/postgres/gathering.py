"""Finding documents that may fit, in one statement and never all that hold a common word.

Where few documents hold the words that a question stands on, all of them are gathered and every count is exact. Where many do,
those that promise most: with all words, with words in the title, with two of them, and then those that stand highest.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection

from kbsite.search.engine.interface import Asked, Key, LookUp
from kbsite.search.hits import SORT_NEWEST, SearchFilters
from kbsite.search.postgres.entries import ALL_DOCUMENTS, FIELDS_APART, HEADER, TITLE_WORD, lexeme_of, quoted
from kbsite.search.postgres.tables import Tables

# A question is ranked among at most so many documents. Cranfield's nDCG@10, whose long questions nearly every document fits a
# little: .413 with 500, .413 with 1,000, .412 with all of them (the embedded engine).
MOST_GATHERED = 500
_HEADER = np.uint64(HEADER << 16)

_NUMBERS = {"object_id": np.int64, "updated": np.int64, "popularity": np.float64}
_TEXTS = ("facets", "content", "title_words")


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents as columns. `counts` holds their packed counts one after the other."""

    rows: np.ndarray
    numbers: dict[str, np.ndarray]
    texts: dict[str, list[str]]
    counts: np.ndarray
    starts: np.ndarray

    def without(self, known: Collection[int], withdrawn: Collection[Key] = ()) -> Batch:
        """The documents that are not known yet, and not withdrawn."""
        kept = np.array([row not in known for row in self.rows.tolist()], dtype=bool)
        if withdrawn:
            keys = zip(self.texts["facets"], self.numbers["object_id"].tolist(), strict=True)
            kept &= np.array([(facets.split(FIELDS_APART, 1)[0], pk) not in withdrawn for facets, pk in keys], dtype=bool)
        if kept.all():
            return self
        lengths = np.diff(np.append(self.starts, len(self.counts)))
        return Batch(
            rows=self.rows[kept],
            numbers={name: values[kept] for name, values in self.numbers.items()},
            texts={
                name: [text for text, is_kept in zip(texts, kept, strict=True) if is_kept] for name, texts in self.texts.items()
            },
            counts=self.counts[np.repeat(kept, lengths)],
            starts=np.cumsum(np.append(0, lengths[kept]))[:-1],
        )


@dataclass(frozen=True, slots=True)
class Candidates:
    batch: Batch
    is_capped: bool


def fitting(tables: Tables, asked: Asked, groups: Sequence[tuple[int, tuple[LookUp, ...]]]) -> Candidates:
    """Documents with any of the terms: (how many hold it, its look-ups), rarest first."""
    order = _order(asked)
    if sum(known_by for known_by, _ in groups) <= MOST_GATHERED:
        return _read(tables, asked, [_branch(_any([_either(look_ups) for _, look_ups in groups]), order)])
    terms = [_either(look_ups) for _, look_ups in groups]
    branches: list[_Branch] = []
    if len(terms) > 1:
        branches.append(_branch(" & ".join(terms), order))
    titles = [title for _, look_ups in groups if (title := _in_title(look_ups))]
    if titles:
        branches.append(_branch(_any(titles), order, MOST_GATHERED // 2))
    if len(terms) > 2:
        # The rarest with another one: whoever lacks it holds less of the question.
        branches.append(_branch(f"{terms[0]} & {_any(terms[1:])}", order, MOST_GATHERED // 2))
    branches.append(_branch(terms[0], order))
    if len(terms) > 1:
        branches.append(_branch(_any(terms), order))
    return _read(tables, asked, branches)


def newest(tables: Tables, asked: Asked) -> Candidates:
    return _read(tables, asked, [_Branch("true", (), "updated DESC, row DESC", MOST_GATHERED)])


def objects(tables: Tables, asked: Asked, keys: Sequence[Key]) -> Candidates:
    condition = "(kind, object_id) IN (SELECT * FROM unnest(%s::text[], %s::bigint[]))"
    of_keys = ([kind for kind, _ in keys], [object_id for _, object_id in keys])
    return _read(tables, asked, [_Branch(condition, of_keys, "row", len(keys))])


@dataclass(frozen=True, slots=True)
class _Branch:
    condition: str
    values: tuple
    order: str
    limit: int


def _branch(query: str, order: str, limit: int | None = None) -> _Branch:
    return _Branch("vector @@ %s::tsquery", (query,), order, limit or MOST_GATHERED)


def lexemes_of(tables: Tables, audiences: Collection[str], keys: Collection[Key]) -> dict[str, int]:
    """Lexeme -> how many of these objects hold it, all of them counted under the sign of all documents."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT lexeme, count(*) FROM {tables.entries}, unnest(tsvector_to_array(vector) || ARRAY[%s]) AS lexeme
                WHERE audience = ANY(%s) AND (kind, object_id) IN (SELECT * FROM unnest(%s::text[], %s::bigint[]))
                GROUP BY lexeme""",
            [ALL_DOCUMENTS, list(audiences), [kind for kind, _ in keys], [object_id for _, object_id in keys]],
        )
        return dict(cursor.fetchall())


def openings(tables: Tables, rows: Sequence[int]) -> dict[int, bytes]:
    """The packed openings of documents, by row."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row, opening FROM {tables.entries} WHERE row = ANY(%s)", [list(rows)])
        return dict(cursor.fetchall())


def _order(asked: Asked) -> str:
    return "updated DESC, row DESC" if asked.sort == SORT_NEWEST else "standing DESC, updated DESC"


def _either(look_ups: Collection[LookUp]) -> str:
    """Any form of one term."""
    lexemes = {quoted(lexeme_of(field, word)) + (":*" if field == "prefix" else "") for field, word in look_ups}
    return _any(sorted(lexemes))


def _in_title(look_ups: Collection[LookUp]) -> str:
    words = {word for field, word in look_ups if field == "title"}
    return _any(sorted(quoted(TITLE_WORD + word) for word in words)) if words else ""


def _any(queries: Sequence[str]) -> str:
    return queries[0] if len(queries) == 1 else f"({' | '.join(queries)})"


def _read(tables: Tables, asked: Asked, branches: Sequence[_Branch]) -> Candidates:
    allowed: tuple[str, list] = ("audience = ANY(%s) AND kind = ANY(%s)", [list(asked.audiences), list(asked.kinds)])
    batch, is_capped = _read_branches(tables, branches, *allowed)
    if is_capped and not asked.filters.is_empty():
        # What the filters leave may lie beyond the documents that promise most.
        condition, values = _narrowing(asked.filters)
        narrowed, is_capped = _read_branches(tables, branches, f"{allowed[0]} AND {condition}", [*allowed[1], *values])
        batch = _joined(batch, narrowed.without(set(batch.rows.tolist())))
    return Candidates(batch, is_capped)


def _read_branches(tables: Tables, branches: Sequence[_Branch], allowed: str, values: list) -> tuple[Batch, bool]:
    """Branches are read in turn until there is enough; a later one is not begun then."""
    picked = " UNION ALL ".join(
        f"(SELECT ctid AS place FROM {tables.entries} WHERE {branch.condition} AND {allowed}"
        f" ORDER BY {branch.order} LIMIT {branch.limit})"
        for branch in branches
    )
    columns = ", ".join(
        [
            "array_agg(row)",
            *(f"array_agg({name})" for name in _NUMBERS),
            *(f"array_agg({name})" for name in _TEXTS),
            "string_agg(counts, ''::bytea)",
        ]
    )
    statement = f"""
        WITH found AS (SELECT place, row_number() OVER () AS turn FROM ({picked}) AS branches LIMIT {2 * MOST_GATHERED}),
        picked AS MATERIALIZED (SELECT place FROM found GROUP BY place ORDER BY min(turn) LIMIT {MOST_GATHERED})
        SELECT (SELECT count(*) FROM picked), {columns}
        FROM (SELECT * FROM {tables.entries} WHERE ctid = ANY(ARRAY(SELECT place FROM picked))) AS gathered"""
    parameters = [value for branch in branches for value in (*branch.values, *values)]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        count, rows, *found, counts = cursor.fetchone()
    return _batch(rows, found, counts), count >= MOST_GATHERED


def _batch(rows: list[int] | None, found: list[list], counts: bytes | None) -> Batch:
    numbers = dict(zip(_NUMBERS, found, strict=False))
    texts = dict(zip(_TEXTS, found[len(_NUMBERS) :], strict=True))
    packed = np.frombuffer(counts or b"", dtype="<u8")
    return Batch(
        rows=np.array(rows or [], dtype=np.int64),
        numbers={name: np.array(values or [], dtype=_NUMBERS[name]) for name, values in numbers.items()},
        texts={name: values or [] for name, values in texts.items()},
        counts=packed,
        starts=np.flatnonzero(packed == _HEADER),
    )


def _joined(one: Batch, other: Batch) -> Batch:
    return Batch(
        rows=np.concatenate([one.rows, other.rows]),
        numbers={name: np.concatenate([values, other.numbers[name]]) for name, values in one.numbers.items()},
        texts={name: values + other.texts[name] for name, values in one.texts.items()},
        counts=np.concatenate([one.counts, other.counts]),
        starts=np.concatenate([one.starts, other.starts + len(one.counts)]),
    )


def _narrowing(filters: SearchFilters) -> tuple[str, list]:
    conditions: list[str] = []
    values: list = []
    for condition, value in (
        ("kind = %s", filters.kind),
        ("section_paths && %s", filters.section_paths),
        ("products @> ARRAY[%s]", filters.product),
        ("tags @> ARRAY[%s]", filters.tag),
        ("language = %s", filters.language),
        ("solved = %s", {True: "yes", False: "no", None: ""}[filters.solved]),
        ("updated >= %s", filters.updated_after and int(filters.updated_after.timestamp())),
    ):
        if value:
            conditions.append(condition)
            values.append(value)
    return " AND ".join(conditions) or "true", values
