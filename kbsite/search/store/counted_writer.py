"""A Whoosh writer for fields of counted words: postings are collected as numbers and written in whole blocks.

Whoosh keeps a tuple of 150 bytes for each posting, sorts them through files beyond some thousand documents and hands them to the
codec one by one. Words that come counted, without places, need 12 bytes and one sort by numpy. What lands on disk is the same.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from whoosh.writing import SegmentWriter

Posting = tuple[str, bytes, int, float, bytes]


class CountedPostings:
    """What Whoosh asks of a pool of postings. Documents come in ascending order; about 5 kB each is held."""

    def __init__(self) -> None:
        self._terms: defaultdict[str, dict[bytes, int]] = defaultdict(dict)
        self._term_count = 0
        self._of_term = array("I")
        self._numbers = array("I")
        self._weights = array("f")

    def add(self, posting: Posting) -> None:
        field, word, number, weight, value = posting
        if value:
            raise ValueError(f"the field {field} keeps more than counts")
        terms = self._terms[field]
        term = terms.get(word)
        if term is None:
            term = terms[word] = self._term_count
            self._term_count += 1
        self._of_term.append(term)
        self._numbers.append(number)
        self._weights.append(weight)

    def by_term(self) -> Iterator[tuple[str, bytes, np.ndarray, np.ndarray]]:
        """Fields and their words in order, each with document numbers and weights."""
        ordered = [(field, word, terms[word]) for field, terms in sorted(self._terms.items()) for word in sorted(terms)]
        place_of = np.empty(self._term_count, dtype=np.uint32)
        place_of[np.fromiter((term for _, _, term in ordered), dtype=np.uint32, count=len(ordered))] = np.arange(len(ordered))
        places = place_of[np.frombuffer(self._of_term, dtype=np.uint32)]
        # Stable: within a word the documents stay in the order in which they came.
        order = np.argsort(places, kind="stable")
        numbers = np.frombuffer(self._numbers, dtype=np.uint32)[order]
        weights = np.frombuffer(self._weights, dtype=np.float32)[order]
        ends = np.cumsum(np.bincount(places, minlength=len(ordered))).tolist()
        start = 0
        for (field, word, _), end in zip(ordered, ends, strict=True):
            yield field, word, numbers[start:end], weights[start:end]
            start = end

    def cleanup(self) -> None:
        """Nothing is on disk."""


class CountedWordsWriter(SegmentWriter):
    """Writes and merges segments whose indexed fields are all counted words, in the layout of Whoosh 2.7.4."""

    def __init__(self, index, **options) -> None:
        super().__init__(index, **options)
        self.pool = CountedPostings()

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        fields = self.fieldwriter
        current = None
        for field, word, numbers, weights in self.pool.by_term():
            if field != current:
                if current is not None:
                    fields.finish_field()
                fields.start_field(field, self.schema[field])
                current = field
            fields.start_term(word)
            _buffer_postings(fields._postwriter, numbers, weights)
            fields.finish_term()
        if current is not None:
            fields.finish_field()
        fields.close()


def _buffer_postings(postings, numbers: np.ndarray, weights: np.ndarray) -> None:
    """Hand a posting list to Whoosh's block writer, which writes the last block itself when the term ends."""
    size = postings._blocklimit
    for start in range(0, len(numbers), size):
        if start:
            postings._write_block()
        block = weights[start : start + size]
        postings._ids = array("I", numbers[start : start + size].tobytes())
        postings._weights = array("f", block.tobytes())
        postings._maxweight = float(block.max())
