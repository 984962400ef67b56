"""What a Whoosh writer is missing: deletion of many keys at once, and a merge policy that keeps segments few."""

from __future__ import annotations

from collections.abc import Iterable

from whoosh.reading import SegmentReader, TermNotFound
from whoosh.writing import SegmentWriter

# Every segment costs each query a look-up per word, every merge costs the indexer about a millisecond per document.
MOST_SEGMENTS = 8
# Up to this many documents are merged without a thought.
SMALL_SEGMENT = 500


def delete_by_keys(writer: SegmentWriter, keys: Iterable[str], *, field: str = "key") -> None:
    """Mark the published documents with these keys as deleted. Unknown keys are no error."""
    if not writer.segments:
        return
    reader = writer.reader()
    try:
        for key in keys:
            try:
                matcher = reader.postings(field, key.encode())
            except TermNotFound:
                continue
            for number in list(matcher.all_ids()):
                writer.delete_document(number)
    finally:
        reader.close()


def merge_small(writer: SegmentWriter, segments: list) -> list:
    """Merge small and half-deleted segments into the one being written when there are many; return those that stay."""
    by_size = sorted(segments, key=lambda segment: segment.doc_count_all())
    wasteful = [segment for segment in by_size if segment.deleted_count() * 2 > segment.doc_count_all()]
    small = [segment for segment in by_size if segment.doc_count_all() <= SMALL_SEGMENT]
    if len(by_size) >= MOST_SEGMENTS and len(small) < MOST_SEGMENTS // 2:
        # All but the largest: this happens after some thousand changes, and then the tiers start again.
        small = by_size[:-1]
    merged = set(map(id, wasteful)) | (set(map(id, small)) if len(by_size) >= MOST_SEGMENTS else set())
    for segment in by_size:
        if id(segment) in merged and segment.doc_count():
            reader = SegmentReader(writer.storage, writer.schema, segment)
            try:
                writer.add_reader(reader)
            finally:
                reader.close()
    return [segment for segment in by_size if id(segment) not in merged]
