"""One document as a row of the index: lexemes that find it, and packed counts that rank it.

Lexemes are the base forms of its words, and, told apart by their first letter, exact forms, parts of compounds and title words.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np

from kbsite.search import ranking
from kbsite.search.models import Document
from kbsite.search.schema import TEXT_ZONES, index_fields

# In the order in which zones are numbered in packed counts: a new one goes to the end.
PACKED_ZONES = (*TEXT_ZONES, "exact", "parts")
EXACT, PART, TITLE_WORD, ZONE_TOTAL = "=", "+", "^", "#"
ALL_DOCUMENTS = ZONE_TOTAL
# Four weights are all that PostgreSQL knows. They order plain ts_rank queries; ours are ranked from the counts.
_WEIGHTS = {"title": "A", "keywords": "B", "tags": "B", "summary": "C", "headings": "C", "answers": "C", "body": "D"}
# A lexeme has one place per weight, for nothing here looks for phrases: "AD" -> ":1A,4D".
_PLACES_OF = {
    "".join(weights): ":" + ",".join(f"{'ABCD'.index(weight) + 1}{weight}" for weight in weights)
    for length in (1, 2, 3, 4)
    for weights in combinations("ABCD", length)
}

# A tsvector may take a megabyte. Only a pasted dictionary has more different words; its last ones go unfound.
MOST_LEXEMES = 20_000
# Filter fields whose values come to a reader as one text: few different ones among many documents.
FACETS = ("kind", "language", "audience", "solved", "own_section", "section", "product", "tag")
FIELDS_APART, VALUES_APART = "\x1d", "\x1e"
# Between two documents in a run of packed counts.
HEADER = 0xFF
_MOST_COUNT = 0xFFFF


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the index table, in the order of COLUMNS."""

    row: int
    kind: str
    object_id: int
    language: str
    audience: str
    content: str
    facets: str
    section_paths: list[str]
    products: list[str]
    tags: list[str]
    solved: str
    popularity: float
    standing: float
    updated: int
    title_words: str
    # Words per zone, in the order of PACKED_ZONES.
    lengths: list[int]
    vector: str
    counts: bytes
    opening: bytes
    # Not a column: what the statistics of the whole index gain.
    lexemes: frozenset[str]


COLUMNS = (
    "row, kind, object_id, language, audience, content, facets, section_paths, products, tags, solved, popularity, standing,"
    " updated, title_words, lengths, vector, counts, opening"
)


def entry_of(document: Document) -> Entry:
    fields = index_fields(document)
    zones: dict[str, Counter[str]] = {zone: fields[zone] for zone in PACKED_ZONES}
    title_words = sorted(fields["title_word"])
    lexemes = _lexemes(zones, title_words)
    lengths = [sum(zones[zone].values()) for zone in PACKED_ZONES]
    return Entry(
        row=document.pk,
        kind=document.kind,
        object_id=document.object_id,
        language=document.language,
        audience=document.audience,
        content=document.content,
        facets=FIELDS_APART.join(VALUES_APART.join(map(str, fields[name])) for name in FACETS),
        section_paths=list(fields["section"]),
        products=list(fields["product"]),
        tags=list(fields["tag"]),
        solved=next(iter(fields["solved"]), ""),
        popularity=fields["popularity"],
        standing=_standing(document),
        updated=fields["updated"],
        title_words=" ".join(title_words),
        lengths=lengths,
        vector=" ".join(f"{quoted(lexeme)}{places}" for lexeme, places in lexemes.items()),
        counts=packed(zones, lengths),
        opening=fields["opening"],
        lexemes=frozenset(lexemes),
    )


def lexeme_of(field: str, word: str) -> str:
    """Under which lexeme a look-up in a zone, or in title words, is found."""
    if field in _WEIGHTS:
        return word
    return {"exact": EXACT, "parts": PART, "title_word": TITLE_WORD, "prefix": TITLE_WORD}[field] + word


def quoted(lexeme: str) -> str:
    """A lexeme as tsvector and tsquery read it: whatever it holds, it is one lexeme and no operator."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


@lru_cache(maxsize=200_000)
def code_of(word: str) -> int:
    """40 bits for a word: two of a million words share one with a chance of one half, and then a count is a little high."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=5).digest(), "big") or 1


def packed(zones: dict[str, Counter[str]], lengths: list[int]) -> bytes:
    """Eight bytes per word and zone: code of the word, number of the zone, count. The lengths of zones come under code 0."""
    values = [HEADER << 16]
    for number, (zone, length) in enumerate(zip(PACKED_ZONES, lengths, strict=True)):
        if length:
            of_zone = number << 16
            values.append(of_zone | min(length, _MOST_COUNT))
            values.extend([code_of(word) << 24 | of_zone | min(count, _MOST_COUNT) for word, count in zones[zone].items()])
    return np.array(values, dtype="<u8").tobytes()


def _lexemes(zones: dict[str, Counter[str]], title_words: list[str]) -> dict[str, str]:
    """Lexeme -> its weights, strongest zones first."""
    weights: dict[str, str] = {}
    for zone, weight in _WEIGHTS.items():
        for word in zones[zone]:
            held = weights.get(word)
            if held is None:
                weights[word] = weight
            elif held[-1] != weight:
                weights[word] = held + weight
    found = {TITLE_WORD + word: ":1A" for word in title_words}
    found |= {word: _PLACES_OF[held] for word, held in weights.items()}
    for zone, sign in (("parts", PART), ("exact", EXACT)):
        found |= {sign + word: "" for word in zones[zone]}
    return dict(list(found.items())[:MOST_LEXEMES]) if len(found) > MOST_LEXEMES else found


def _standing(document: Document) -> float:
    """What is known of a document without a question; where more fit than can be looked at, those that stand higher are."""
    solved = {True: ranking.SOLVED_BOOST, False: ranking.OPEN_TOPIC_BOOST, None: 1.0}[document.solved]
    steps = min(math.log10(1 + max(document.popularity, 0)), ranking.POPULARITY_STEPS_MAX)
    # Rounded, so that among equals the newest come first.
    return round(solved * (1 + ranking.POPULARITY_STEP * steps), 2)
