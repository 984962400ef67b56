"""Documents gathered for one question, as the arrays that ranking reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

import numpy as np

from kbsite.search import ranking
from kbsite.search.engine.interface import Asked, Key, LookUp, Postings
from kbsite.search.engine.terms import rarity
from kbsite.search.postgres import gathering
from kbsite.search.postgres.entries import (
    ALL_DOCUMENTS,
    FACETS,
    FIELDS_APART,
    HEADER,
    PACKED_ZONES,
    TITLE_WORD,
    VALUES_APART,
    ZONE_TOTAL,
    code_of,
    lexeme_of,
)
from kbsite.search.postgres.gathering import Batch, Candidates
from kbsite.search.postgres.index import State
from kbsite.search.postgres.words import prefix_frequencies, word_frequencies, words_with_beginnings
from kbsite.search.schema import document_key, unpack_opening

_NOTHING: Postings = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
_ZONE_NUMBERS = {zone: number for number, zone in enumerate(PACKED_ZONES)}
# Code (40 bits), zone (8), count (16).
_CODE, _PLACE = np.uint64(24), np.uint64(16)
_COUNT_MASK = np.uint64(0xFFFF)
_HEADER_PLACE = np.uint64(HEADER)
_FEW_BITS = np.uint64(0xFFFF)


class GatheredCorpus:
    """Documents are numbered in the order in which they were gathered."""

    # Title words are folded to these and to letters of other scripts, which nobody's typo puts into a word of ours.
    letters = "0123456789abcdefghijklmnopqrstuvwxyzäåæöø"

    def __init__(self, state: State, asked: Asked) -> None:
        self.is_capped = False
        self._tables = state.tables
        self._asked = asked
        self._withdrawn = frozenset(asked.withdrawn)
        audiences = frozenset(asked.audiences)
        # Where objects were withdrawn, what they held counts no more: this reader's figures are not another's.
        self._frequencies = {} if self._withdrawn else state.frequencies.setdefault(audiences, {})
        self._beginnings: dict[str, int] = {}
        self._gathered: set[object] = set()
        self._wanted: set[int] = {0}
        self._batches: list[Batch] = []
        self._forget_arrays()

    def _forget_arrays(self) -> None:
        self._columns: dict[str, np.ndarray] = {}
        self._values: dict[str, tuple[list[str], np.ndarray, np.ndarray]] = {}
        self._postings: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None
        self._title_words: dict[str, list[int]] | None = None
        self._facets: tuple[list[str], np.ndarray] | None = None

    @property
    def size(self) -> int:
        return sum(len(batch.rows) for batch in self._batches)

    @property
    def alive(self) -> np.ndarray:
        return np.ones(self.size, dtype=bool)

    # Gathering

    def gather(self, look_ups: Sequence[Collection[LookUp]], *, floor: float = 0.0, unknown_weight: float = 0.0) -> None:
        self.know(place for group in look_ups for place in group)
        groups: list[tuple[float, int, tuple[LookUp, ...]]] = []
        total = 0.0
        for group in look_ups:
            known_by = self.known_by(group)
            weight = rarity(self, known_by)
            total += weight if known_by else weight * unknown_weight
            if known_by:
                groups.append((weight, known_by, tuple(self._known(group))))
        self._want(code_of(word) for _, _, group in groups for field, word in group if field in _ZONE_NUMBERS)
        groups.sort(key=lambda group: -group[0])
        # A document without any of the first ones holds too little of the question, whatever else it holds.
        rest = sum(weight for weight, _, _ in groups)
        needed: list[tuple[int, tuple[LookUp, ...]]] = []
        for weight, known_by, group in groups:
            if needed and rest < floor * total:
                break
            needed.append((known_by, group))
            rest -= weight
        if needed:
            self._add(tuple(needed), lambda: gathering.fitting(self._tables, self._asked, needed))

    def gather_newest(self) -> None:
        self._add("newest", lambda: gathering.newest(self._tables, self._asked))

    def gather_keys(self, keys: Iterable[Key]) -> None:
        found = tuple(sorted(set(keys)))
        self._add(found, lambda: gathering.objects(self._tables, self._asked, found))

    def _add(self, name: object, gather) -> None:
        if name in self._gathered:
            return
        self._gathered.add(name)
        found: Candidates = gather()
        self.is_capped |= found.is_capped
        known = {row for batch in self._batches for row in batch.rows.tolist()}
        batch = found.batch.without(known, self._withdrawn)
        if len(batch.rows):
            self._batches.append(batch)
            self._forget_arrays()

    # Words of the whole index

    def know(self, look_ups: Iterable[LookUp]) -> None:
        words: set[str] = set()
        beginnings: set[str] = set()
        for field, word in look_ups:
            if field == "prefix":
                beginnings.add(word)
            else:
                words.add(lexeme_of(field, word))
        words -= self._frequencies.keys()
        if words:
            if ALL_DOCUMENTS not in self._frequencies:
                words |= {ALL_DOCUMENTS, *(ZONE_TOTAL + zone for zone in PACKED_ZONES)}
            found = word_frequencies(self._tables, words, self._asked.audiences)
            self._frequencies.update({word: found.get(word, (0, 0)) for word in words})
            for lexeme in self._withdrawn_lexemes:
                if lexeme in words:
                    documents, occurrences = self._frequencies[lexeme]
                    self._frequencies[lexeme] = (documents - self._withdrawn_lexemes[lexeme], occurrences)
        beginnings -= self._beginnings.keys()
        if beginnings:
            found = prefix_frequencies(self._tables, beginnings, self._asked.audiences)
            for lexeme, documents in self._withdrawn_lexemes.items():
                for beginning in beginnings if lexeme.startswith(TITLE_WORD) else ():
                    if lexeme.startswith(beginning, 1):
                        found[beginning] -= documents
            self._beginnings |= found

    @property
    def living(self) -> int:
        if ALL_DOCUMENTS not in self._frequencies:
            self.know([("body", "")])
        return self._frequencies[ALL_DOCUMENTS][0]

    @cached_property
    def _withdrawn_lexemes(self) -> dict[str, int]:
        if not self._withdrawn:
            return {}
        return gathering.lexemes_of(self._tables, self._asked.audiences, self._withdrawn)

    def known_by(self, look_ups: Collection[LookUp], numbers: np.ndarray | None = None) -> int:
        """The count of the most frequent form: what was gathered is only a part."""
        self.know(look_ups)
        return max((self._frequency(field, word) for field, word in look_ups), default=0)

    def _frequency(self, field: str, word: str) -> int:
        return min(self._beginnings[word], self.living) if field == "prefix" else self._frequencies[lexeme_of(field, word)][0]

    def _known(self, group: Collection[LookUp]) -> list[LookUp]:
        return [(field, word) for field, word in group if self._frequency(field, word)]

    def words_among(self, field: str, words: Collection[str]) -> set[str]:
        if field == "prefix":
            found = words_with_beginnings(self._tables, words, self._asked.audiences)
        else:
            lexemes = {TITLE_WORD + word for word in words}
            found = {word[1:] for word in word_frequencies(self._tables, lexemes, self._asked.audiences)}
        return {word for word in found if self.known_by([(field, word)])} if self._withdrawn else found

    # The gathered documents

    def postings(self, field: str, word: str) -> Postings:
        if field in _ZONE_NUMBERS:
            return self._counted(code_of(word), _ZONE_NUMBERS[field])
        if field in ("title_word", "prefix"):
            numbers = self._titles_with(word, is_whole=field == "title_word")
        elif field == "key":
            numbers = np.flatnonzero(np.array([key == word for key in self._keys], dtype=bool))
        else:
            texts, documents, codes = self.values(field)
            numbers = documents[codes == texts.index(word)] if word in texts else _NOTHING[0]
        return numbers, np.ones(len(numbers), dtype=np.float32)

    def _counted(self, code: int, zone: int) -> Postings:
        if code not in self._wanted:
            self._want([code])
        places, numbers, counts = self._read_counts()
        place = np.uint64(code << 8 | zone)
        start, end = np.searchsorted(places, place), np.searchsorted(places, place, side="right")
        return numbers[start:end], counts[start:end]

    def _want(self, codes: Iterable[int]) -> None:
        before = len(self._wanted)
        self._wanted.update(codes)
        if len(self._wanted) > before:
            self._postings = None

    def _read_counts(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(code and zone, document, count) of the wanted words, sorted by the first."""
        if self._postings is None:
            wanted = np.array(sorted(self._wanted), dtype=np.uint64)
            may_be_wanted = np.zeros(1 << 16, dtype=bool)
            may_be_wanted[(wanted & _FEW_BITS).astype(np.int64)] = True
            packed = self._packed
            codes = packed >> _CODE
            chosen = np.flatnonzero(may_be_wanted[(codes & _FEW_BITS).astype(np.int64)])
            chosen = chosen[np.isin(codes[chosen], wanted)]
            values = packed[chosen]
            # Headers come under code 0 too and begin a document each.
            headers = chosen[(values >> _PLACE) == _HEADER_PLACE]
            numbers = np.searchsorted(headers, chosen, side="right") - 1
            order = np.argsort(values >> _PLACE, kind="stable")
            self._postings = (
                (values >> _PLACE)[order],
                numbers[order],
                (values & _COUNT_MASK)[order].astype(np.float32),
            )
        return self._postings

    @property
    def _packed(self) -> np.ndarray:
        parts = [batch.counts for batch in self._batches]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64)

    def _titles_with(self, word: str, *, is_whole: bool) -> np.ndarray:
        if self._title_words is None:
            self._title_words = {}
            for number, words in enumerate(self._texts("title_words")):
                for title_word in words.split():
                    self._title_words.setdefault(title_word, []).append(number)
        if is_whole:
            return np.array(self._title_words.get(word, []), dtype=np.int64)
        begun = (numbers for title_word, numbers in self._title_words.items() if title_word.startswith(word))
        return np.array(sorted({number for numbers in begun for number in numbers}), dtype=np.int64)

    def openings(self, numbers: Sequence[int]) -> list[list[str]]:
        rows = self.column("row")[list(numbers)].tolist()
        found = gathering.openings(self._tables, rows)
        return [unpack_opening(found.get(row, b"")) for row in rows]

    def column(self, name: str, dtype: type = np.int64) -> np.ndarray:
        if name not in self._columns:
            parts = [batch.rows if name == "row" else batch.numbers[name] for batch in self._batches]
            self._columns[name] = np.concatenate(parts).astype(dtype) if parts else np.empty(0, dtype=dtype)
        return self._columns[name]

    def dilution(self, zone: str) -> np.ndarray:
        key = f"dilution of {zone}"
        if key not in self._columns:
            self.know([("body", "")])
            documents, words = self._frequencies[ZONE_TOTAL + zone]
            share = next(held.dilution for held in ranking.ZONES if held.name == zone)
            lengths = np.zeros(self.size, dtype=np.float32)
            numbers, found = self._counted(0, _ZONE_NUMBERS[zone])
            lengths[numbers] = found
            average = words / documents if documents > 0 and words > 0 else 1.0
            self._columns[key] = ((1 - share) + share * lengths / average).astype(np.float32)
        return self._columns[key]

    def values(self, field: str) -> tuple[list[str], np.ndarray, np.ndarray]:
        if field not in self._values:
            self._values[field] = self._contents() if field == "content" else self._facet(FACETS.index(field))
        return self._values[field]

    def _facet(self, place: int) -> tuple[list[str], np.ndarray, np.ndarray]:
        """Taken apart once per different text of facets, not once per document."""
        seen, seen_by = self._seen_facets()
        texts: dict[str, int] = {}
        # A column per value that one document may have: mostly one, of tags some.
        columns: list[np.ndarray] = []
        for number, facets in enumerate(seen):
            values = facets.split(FIELDS_APART)[place]
            for position, value in enumerate(values.split(VALUES_APART) if values else ()):
                if position == len(columns):
                    columns.append(np.full(len(seen), -1, dtype=np.int64))
                columns[position][number] = texts.setdefault(value, len(texts))
        if not columns:
            return [], _NOTHING[0], _NOTHING[0]
        codes = np.concatenate([column[seen_by] for column in columns])
        documents = np.tile(np.arange(len(seen_by)), len(columns))
        return list(texts), documents[codes >= 0], codes[codes >= 0]

    def _seen_facets(self) -> tuple[list[str], np.ndarray]:
        """Different texts of facets, and for each document which of them it has."""
        if self._facets is None:
            seen: dict[str, int] = {}
            per_document = [seen.setdefault(facets, len(seen)) for facets in self._texts("facets")]
            self._facets = (list(seen), np.array(per_document, dtype=np.int64))
        return self._facets

    def _contents(self) -> tuple[list[str], np.ndarray, np.ndarray]:
        held = [(number, content) for number, content in enumerate(self._texts("content")) if content]
        texts: dict[str, int] = {}
        codes = [texts.setdefault(content, len(texts)) for _, content in held]
        return list(texts), np.array([number for number, _ in held], dtype=np.int64), np.array(codes, dtype=np.int64)

    def codes(self, field: str) -> tuple[list[str], np.ndarray]:
        texts, documents, codes = self.values(field)
        per_document = np.full(self.size, -1, dtype=np.int64)
        per_document[documents] = codes
        return texts, per_document

    def having(self, field: str, *values: str) -> np.ndarray:
        texts, documents, codes = self.values(field)
        wanted = [texts.index(value) for value in values if value in texts]
        mask = np.zeros(self.size, dtype=bool)
        mask[documents[np.isin(codes, wanted)]] = True
        return mask

    def _texts(self, name: str) -> Iterable[str]:
        return (text for batch in self._batches for text in batch.texts[name])

    @property
    def _keys(self) -> list[str]:
        kinds, codes = self.codes("kind")
        ids = self.column("object_id").tolist()
        return [document_key(kinds[code], object_id) for code, object_id in zip(codes.tolist(), ids, strict=True)]
