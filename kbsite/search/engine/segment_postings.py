"""Posting lists of one segment as arrays. A segment never changes once written, so what was read stays right."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import TermNotFound

from kbsite.search.schema import unpack_opening

# Postings kept per segment: 8 bytes each, so at most 24 MB of a process.
KEPT_POSTINGS = 3_000_000

Postings = tuple[np.ndarray, np.ndarray]
NOTHING: Postings = (np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32))


class SegmentPostings:
    """Reads through a Whoosh reader. Callers hold the snapshot's lock: the reader seeks in shared files."""

    def __init__(self, reader) -> None:
        self.reader = reader
        self.document_count = reader.doc_count_all()
        self._postings: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._kept = 0
        self._columns: dict[str, np.ndarray] = {}
        self._lengths: dict[str, np.ndarray] = {}
        self._values: dict[str, tuple[list[str], np.ndarray, np.ndarray]] = {}
        self._lexicons: dict[str, frozenset[str]] = {}
        self._openings = None

    def use_reader(self, reader) -> None:
        """Read through a newer reader of the same segment; the older one may be closed."""
        self.reader = reader
        self._openings = None

    def postings(self, field: str, word: str) -> Postings:
        """Document numbers, ascending, and how often the word stands in each; deleted documents included."""
        key = (field, word)
        found = self._postings.get(key)
        if found is not None:
            self._postings.move_to_end(key)
            return found
        found = self._read(field, word)
        self._postings[key] = found
        self._kept += len(found[0])
        while self._kept > KEPT_POSTINGS and len(self._postings) > 1:
            _, dropped = self._postings.popitem(last=False)
            self._kept -= len(dropped[0])
        return found

    def _read(self, field: str, word: str) -> Postings:
        try:
            matcher = self.reader.postings(field, word.encode())
        except TermNotFound:
            return NOTHING
        if isinstance(matcher, FilterMatcher):
            # The filter of deleted documents: it walks one by one, and deletions are applied to the whole corpus at once.
            matcher = matcher.child
        if type(matcher) is W3LeafMatcher:
            return _read_blocks(matcher)
        return _read_one_by_one(matcher)

    def column(self, name: str, dtype: type) -> np.ndarray:
        """One number per document."""
        if name not in self._columns:
            reader = self.reader.column_reader(name)
            values = (reader[number] for number in range(self.document_count))
            self._columns[name] = np.fromiter(values, dtype=dtype, count=self.document_count)
        return self._columns[name]

    def opening(self, number: int) -> list[str]:
        """The base forms that a document begins with, in order."""
        if self._openings is None:
            self._openings = self.reader.column_reader("opening")
        return unpack_opening(self._openings[number])

    def lengths(self, zone: str) -> np.ndarray:
        """Words of a zone per document, as Whoosh keeps them (exact to about 10 %)."""
        if zone not in self._lengths:
            length_of = self.reader.doc_field_length
            values = (length_of(number, zone, 0) or 0 for number in range(self.document_count))
            self._lengths[zone] = np.fromiter(values, dtype=np.float32, count=self.document_count)
        return self._lengths[zone]

    def values(self, field: str) -> tuple[list[str], np.ndarray, np.ndarray]:
        """Every value of a filter field, and pairs (document, position of value in that list)."""
        if field not in self._values:
            texts: list[str] = []
            documents: list[np.ndarray] = []
            for raw in list(self.reader.lexicon(field)):
                texts.append(raw.decode())
                documents.append(self._read(field, texts[-1])[0])
            codes = [np.full(len(numbers), code, dtype=np.int32) for code, numbers in enumerate(documents)]
            empty = np.empty(0, dtype=np.int32)
            self._values[field] = (
                texts,
                np.concatenate(documents) if documents else empty,
                np.concatenate(codes) if codes else empty,
            )
        return self._values[field]

    def lexicon(self, field: str) -> frozenset[str]:
        """Every word of a field."""
        if field not in self._lexicons:
            self._lexicons[field] = frozenset(raw.decode() for raw in self.reader.lexicon(field))
        return self._lexicons[field]


def _read_blocks(matcher: W3LeafMatcher) -> Postings:
    """Whole blocks of 128 postings at a time; document numbers are stored as differences."""
    numbers: list[np.ndarray] = []
    weights: list[np.ndarray] = []
    while matcher.is_active():
        matcher._read_data()
        differences, stored_weights = matcher._data[0], matcher._data[1]
        length = matcher._blocklength
        numbers.append(np.cumsum(np.asarray(differences, dtype=np.int64)).astype(np.int32))
        if stored_weights is None or isinstance(stored_weights, float):
            weights.append(np.full(length, 1.0 if stored_weights is None else stored_weights, dtype=np.float32))
        else:
            weights.append(np.asarray(stored_weights, dtype=np.float32))
        matcher._next_block()
    if not numbers:
        return NOTHING
    if len(numbers) == 1:
        return numbers[0], weights[0]
    return np.concatenate(numbers), np.concatenate(weights)


def _read_one_by_one(matcher) -> Postings:
    numbers: list[int] = []
    weights: list[float] = []
    while matcher.is_active():
        numbers.append(matcher.id())
        weights.append(matcher.weight())
        matcher.next()
    return np.array(numbers, dtype=np.int32), np.array(weights, dtype=np.float32)
