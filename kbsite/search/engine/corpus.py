"""The embedded engine's corpus: all segments of one snapshot as one run of document numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from functools import cached_property

import numpy as np

from kbsite.search import ranking
from kbsite.search.engine.interface import Key, LookUp
from kbsite.search.engine.segment_postings import NOTHING, Postings, SegmentPostings
from kbsite.search.schema import document_key
from kbsite.search.store import Snapshot


class WhooshCorpus:
    """Arrays over every document of a snapshot. All methods expect the caller to hold `snapshot.lock`."""

    is_capped = False

    def __init__(self, snapshot: Snapshot, segments: list[SegmentPostings], deleted: list[np.ndarray]) -> None:
        self.snapshot = snapshot
        self.segments = segments
        self.offsets = np.cumsum([0, *(segment.document_count for segment in segments)]).tolist()
        self.size = self.offsets[-1]
        self.alive = np.ones(self.size, dtype=bool)
        for offset, numbers in zip(self.offsets, deleted, strict=False):
            self.alive[offset + numbers] = False
        self.living = int(self.alive.sum())
        self._lengths: dict[str, np.ndarray] = {}
        self._columns: dict[str, np.ndarray] = {}
        self._values: dict[str, tuple[list[str], np.ndarray, np.ndarray]] = {}
        self._views: dict[frozenset[str], WhooshCorpus] = {}

    def seen_by(self, audiences: Collection[str]) -> WhooshCorpus:
        """The documents of these audiences alone. The others do not exist for whoever asks: a word that stands only in them is
        known to nobody, so it moves no score, no floor and no correction."""
        key = frozenset(audiences)
        if key not in self._views:
            view = self._narrowed(self.alive & self.having("audience", *audiences))
            view._lengths = {}
            self._views[key] = view
        return self._views[key]

    def without(self, keys: Iterable[Key]) -> WhooshCorpus:
        """The documents without these objects."""
        numbers = [number for kind, pk in keys for number in self.postings("key", document_key(kind, pk))[0].tolist()]
        if not numbers:
            return self
        alive = self.alive.copy()
        alive[numbers] = False
        return self._narrowed(alive)

    def _narrowed(self, alive: np.ndarray) -> WhooshCorpus:
        # Arrays are shared with the whole; only what lives differs.
        view = copy(self)
        view.alive = alive
        view.living = int(alive.sum())
        view._views = {}
        return view

    def gather(self, look_ups: Collection[Collection[LookUp]], *, floor: float = 0.0, unknown_weight: float = 0.0) -> None:
        """Every document is here already."""

    def gather_newest(self) -> None: ...

    def gather_keys(self, keys: Iterable[Key]) -> None: ...

    def know(self, look_ups: Iterable[LookUp]) -> None: ...

    def known_by(self, look_ups: Collection[LookUp], numbers: np.ndarray | None = None) -> int:
        """How many documents were found, or about how many would be: the longest posting list, none is merged."""
        if numbers is not None:
            return len(numbers)
        return max((self._living_among(self.postings(field, word)[0]) for field, word in look_ups), default=0)

    def _living_among(self, numbers: np.ndarray) -> int:
        return int(np.count_nonzero(self.alive[numbers]))

    def postings(self, field: str, word: str) -> Postings:
        """Documents (deleted ones included) that have the word, and how often."""
        if len(self.segments) == 1:
            return self.segments[0].postings(field, word)
        found = [
            (numbers + offset, weights)
            for offset, segment in zip(self.offsets, self.segments, strict=False)
            for numbers, weights in [segment.postings(field, word)]
            if len(numbers)
        ]
        if not found:
            return NOTHING
        if len(found) == 1:
            return found[0]
        return np.concatenate([numbers for numbers, _ in found]), np.concatenate([weights for _, weights in found])

    def column(self, name: str, dtype: type = np.int64) -> np.ndarray:
        if name not in self._columns:
            self._columns[name] = _joined([segment.column(name, dtype) for segment in self.segments], dtype)
        return self._columns[name]

    def openings(self, numbers: Sequence[int]) -> list[list[str]]:
        found: list[list[str]] = []
        for number in numbers:
            place = bisect_right(self.offsets, number) - 1
            found.append(self.segments[place].opening(number - self.offsets[place]))
        return found

    def dilution(self, zone: str) -> np.ndarray:
        """What a word's count in this zone is divided by, per document: BM25's length normalisation."""
        if zone not in self._lengths:
            lengths = _joined([segment.lengths(zone) for segment in self.segments], np.float32)
            filled = lengths[self.alive & (lengths > 0)]
            average = float(filled.mean()) if len(filled) else 1.0
            share = next(known.dilution for known in ranking.ZONES if known.name == zone)
            self._lengths[zone] = ((1 - share) + share * lengths / average).astype(np.float32)
        return self._lengths[zone]

    def values(self, field: str) -> tuple[list[str], np.ndarray, np.ndarray]:
        """The values of a filter field, and pairs (document, position of its value)."""
        if field not in self._values:
            texts: dict[str, int] = {}
            documents: list[np.ndarray] = []
            codes: list[np.ndarray] = []
            for offset, segment in zip(self.offsets, self.segments, strict=False):
                own_texts, own_documents, own_codes = segment.values(field)
                translation = np.array([texts.setdefault(text, len(texts)) for text in own_texts], dtype=np.int32)
                documents.append(own_documents + offset)
                codes.append(translation[own_codes] if len(own_codes) else own_codes)
            self._values[field] = (list(texts), _joined(documents, np.int32), _joined(codes, np.int32))
        return self._values[field]

    def codes(self, field: str) -> tuple[list[str], np.ndarray]:
        """For a field with at most one value per document: its values, and per document the position or -1."""
        key = f"codes of {field}"
        texts, documents, codes = self.values(field)
        if key not in self._columns:
            per_document = np.full(self.size, -1, dtype=np.int32)
            per_document[documents] = codes
            self._columns[key] = per_document
        return texts, self._columns[key]

    def having(self, field: str, *values: str) -> np.ndarray:
        """Mask of the documents with any of these values."""
        mask = np.zeros(self.size, dtype=bool)
        for value in values:
            mask[self.postings(field, value)[0]] = True
        return mask

    def words_among(self, field: str, words: Collection[str]) -> set[str]:
        held = {word for word in words if any(word in segment.lexicon(field) for segment in self.segments)}
        return {word for word in held if self._living_among(self.postings(field, word)[0])}

    @cached_property
    def letters(self) -> str:
        """Every letter that stands in a title word, for correcting one typo."""
        return "".join(sorted({letter for segment in self.segments for word in segment.lexicon("title_word") for letter in word}))


# The newest corpus of this process, and its segments by identity: those that live on in the next snapshot keep their arrays.
_newest: WhooshCorpus | None = None
_segments: dict[str, SegmentPostings] = {}


def corpus_of(snapshot: Snapshot) -> WhooshCorpus:
    """The arrays of a snapshot. The caller holds `snapshot.lock`."""
    global _newest, _segments
    if _newest is not None and _newest.snapshot is snapshot:
        return _newest
    _newest, _segments = _opened(snapshot, _segments)
    return _newest


def open_corpus(snapshot: Snapshot) -> WhooshCorpus:
    """The arrays of a snapshot that is not the site's own; nothing is kept of it."""
    return _opened(snapshot, {})[0]


def _opened(snapshot: Snapshot, known: dict[str, SegmentPostings]) -> tuple[WhooshCorpus, dict[str, SegmentPostings]]:
    segments: dict[str, SegmentPostings] = {}
    deleted: list[np.ndarray] = []
    for reader, _offset in snapshot.reader.leaf_readers():
        if reader.segment() is None:
            continue  # an index without documents
        identity = f"{snapshot.folder}/{reader.segment().segment_id()}"
        segments[identity] = known.get(identity) or SegmentPostings(reader)
        segments[identity].use_reader(reader)
        deleted.append(np.fromiter(reader.segment().deleted_docs(), dtype=np.int64))
    return WhooshCorpus(snapshot, list(segments.values()), deleted), segments


def _joined(arrays: list[np.ndarray], dtype: type) -> np.ndarray:
    if not arrays:
        return np.empty(0, dtype=dtype)
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
