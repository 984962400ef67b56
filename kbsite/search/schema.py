"""What the text index holds of a document. Words come in counted; Whoosh stores and merges, it does not analyse."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator

from whoosh import columns
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence

from kbsite.search.analysis import counted_words, words
from kbsite.search.models import Document

# A suggestion starts at two letters; nobody types 20 letters and still needs one.
PREFIX_MIN_CHARS = 2
PREFIX_MAX_CHARS = 20
TEXT_ZONES = ("title", "keywords", "summary", "answers", "headings", "tags", "body")
# Zones of few words, where every word counts.
WHOLE_ZONES = frozenset({"title", "keywords", "tags"})
# Where a document says what it is about, in the order in which its opening is kept.
OPENING_ZONES = ("title", "summary", "answers", "body")
# Words of the opening: the subject is said in the first screens, and 40 openings are read for every question.
OPENING_WORDS = 400
# Every other word of running text is a stop word at most.
_OPENING_READ = 2 * OPENING_WORDS
FILTERS = ("kind", "language", "audience", "section", "own_section", "product", "tag", "solved", "content")


class CountedWords(FieldType):
    """A field whose value is a mapping of word to count. Places are not stored: nothing looks for phrases here."""

    def __init__(self, *, scorable: bool) -> None:
        self.format = Existence()
        self.analyzer = None
        self.scorable = scorable
        self.stored = False
        self.unique = False
        self.vector = None
        self.column_type = None
        self.indexed = True

    def index(self, value: dict[str, int], **kwargs) -> Iterator[tuple[bytes, int, float, bytes]]:
        for word, count in value.items():
            yield word.encode(), count, float(count), b""


def make_schema() -> Schema:
    fields: dict[str, FieldType] = {zone: CountedWords(scorable=True) for zone in (*TEXT_ZONES, "exact", "parts")}
    fields |= {name: CountedWords(scorable=False) for name in (*FILTERS, "key", "prefix", "title_word")}
    fields |= {name: COLUMN(columns.NumericColumn("q")) for name in ("row", "object_id", "updated")}
    fields["popularity"] = COLUMN(columns.NumericColumn("d"))
    fields["opening"] = COLUMN(columns.VarBytesColumn())
    return Schema(**fields)


def document_key(kind: str, object_id: int | str) -> str:
    return f"{kind}:{object_id}"


def index_fields(document: Document) -> dict[str, object]:
    """What is written for one document."""
    language = document.language
    zones: dict[str, Counter[str]] = {}
    opening: dict[str, list[str]] = {}
    exact: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    for zone in TEXT_ZONES:
        text = " ".join(document.tags) if zone == "tags" else getattr(document, zone)
        # A title like "IT at home" consists of words that running text does without.
        counted: Counter[str] = Counter()
        found, opening[zone] = counted_words(
            text, language, with_stop_words=zone in WHOLE_ZONES, in_order=_OPENING_READ if zone in OPENING_ZONES else 0
        )
        for word, count in found:
            counted[word.base] += count
            # Where surface and base form are one word, the zone itself holds it.
            if word.surface != word.base:
                exact[word.surface] += count
            for part in word.parts:
                parts[part] += count
        zones[zone] = counted
    title_words = suggestion_words(document.title, language)
    return zones | {
        "exact": exact,
        "parts": parts,
        "key": {document_key(document.kind, document.object_id): 1},
        "title_word": dict.fromkeys(title_words, 1),
        "prefix": dict.fromkeys(prefixes(title_words), 1),
        "kind": {document.kind: 1},
        "language": {document.language: 1},
        "audience": {document.audience: 1},
        "section": dict.fromkeys(section_ancestors(document.section_path), 1),
        "own_section": {named_section(document.section_path, document.section): 1} if document.section_path else {},
        "product": {str(product): 1 for product in document.products},
        "tag": dict.fromkeys(document.tags, 1),
        "solved": {} if document.solved is None else {"yes" if document.solved else "no": 1},
        "content": {document.content: 1} if document.content else {},
        "row": document.pk,
        "object_id": document.object_id,
        "updated": int(document.updated_at.timestamp()),
        "popularity": float(document.popularity),
        "opening": pack_opening([word for zone in OPENING_ZONES for word in opening[zone]][:OPENING_WORDS]),
    }


def pack_opening(found: list[str]) -> bytes:
    """Readers hold the whole index in memory: packed it takes less than half."""
    return zlib.compress(" ".join(found).encode(), 1)


def unpack_opening(packed: bytes) -> list[str]:
    return zlib.decompress(packed).decode().split() if packed else []


def suggestion_words(title: str, language: str) -> set[str]:
    """What a title can be found by while typing: surfaces, base forms and parts of its words."""
    return {form for word in words(title, language) for form in (word.surface, word.base, *word.parts)}


def prefixes(found: Iterable[str], *, shortest: int = PREFIX_MIN_CHARS) -> set[str]:
    """Every beginning of every word, from `shortest` letters up."""
    return {word[:length] for word in found for length in range(shortest, min(len(word), PREFIX_MAX_CHARS) + 1)}


def section_ancestors(path: str) -> list[str]:
    """ "work/vpn/mac" -> work, work/vpn, work/vpn/mac: a filter on a section takes in what lies below it."""
    parts = [part for part in path.split("/") if part]
    return ["/".join(parts[: end + 1]) for end in range(len(parts))]


def named_section(path: str, name: str) -> str:
    """A section's path with its name, as one value: counting by section then needs no query for names."""
    return f"{path}\x1f{name}"


def path_and_name(named: str) -> tuple[str, str]:
    path, _, name = named.partition("\x1f")
    return path, name
