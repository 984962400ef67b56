"""From text to the words that are indexed and searched: the same code on both sides, or nothing is found.

A word has a surface (as written, lower case, foreign accents off) and a base form in the text's language. Base forms find,
surfaces rank: "salasanojen" finds "salasana", and a text that says exactly "salasanojen" comes first. Compounds and hyphenated
words also have parts, which count less.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from kbsite.search.question_words import QUESTION_WORDS
from kbsite.text.lemmas import STOP_WORDS, compound_parts, lemma_of, tokens, written_words

# Changes with every change of meaning here or in kbsite.text.lemmas: indexes built by another version are rebuilt.
ANALYSIS_VERSION = "3"

# The longest article of the shared development data has 19,714 words; beyond this many characters a text is cut, not refused.
MAX_TEXT_CHARS = 400_000
# Shorter parts of a hyphenated word ("wi", "fi") mean nothing alone.
MIN_PART_CHARS = 3

_MARKS = re.compile(r"[.\-_:]")
# a-ring, a-umlaut, o-umlaut and their Danish and Norwegian sisters are letters of their own, not accents.
_OWN_LETTERS = frozenset("åäöøæ")


@dataclass(frozen=True, slots=True)
class Word:
    """One written word: its surface, its base form, and the base forms of what it is made of."""

    surface: str
    base: str
    parts: tuple[str, ...]


def words(text: str, language: str) -> list[Word]:
    """The words of a text in order; the parts of a hyphenated word are in it, not beside it."""
    found: list[Word] = []
    for written in written_words(text[:MAX_TEXT_CHARS]):
        found += _words_in(written, language)
    return found


def text_words(text: str, language: str) -> list[Word]:
    """The words of running text without the few that every sentence has."""
    ignored = STOP_WORDS.get(language, frozenset())
    return [word for word in words(text, language) if word.surface not in ignored]


def counted_words(
    text: str, language: str, *, with_stop_words: bool, in_order: int = 0
) -> tuple[list[tuple[Word, int]], list[str]]:
    """The words of a text with how often each is written, and the base forms of about the first `in_order` of them in order.

    The same words as `words` and `text_words` give, several times as fast: each written form is taken apart once. A word that
    is written in two ways comes twice.
    """
    ignored = frozenset() if with_stop_words else STOP_WORDS.get(language, frozenset())
    written = written_words(text[:MAX_TEXT_CHARS])
    meant = {form: [word for word in _words_in(form, language) if word.surface not in ignored] for form in dict.fromkeys(written)}
    counts = [(word, count) for form, count in Counter(written).items() for word in meant[form]]
    return counts, [word.base for form in written[:in_order] for word in meant[form]]


def subject_words(text: str, language: str) -> list[Word]:
    """Distinct words of a question that say what it is about; all of them when nothing else remains."""
    distinct = list({word.surface: word for word in words(text, language)}.values())
    ignored = QUESTION_WORDS.get(language, frozenset()) | STOP_WORDS.get(language, frozenset())
    return [word for word in distinct if word.surface not in ignored] or distinct


# An index is built of as many written forms; a web process meets a small part of them.
@lru_cache(maxsize=200_000)
def _words_in(written: str, language: str) -> tuple[Word, ...]:
    """What one written word stands for: mostly one word, several where it is too long for a whole."""
    given = tokens(written)
    found: list[Word] = []
    place = 0
    while place < len(given):
        token = given[place]
        found.append(word_of(token, language))
        place += 1
        pieces = _pieces(token)
        # kbsite.text gives a word with marks whole and then in pieces.
        if pieces and given[place : place + len(pieces)] == pieces:
            place += len(pieces)
    return tuple(found)


def forget_words() -> None:
    """Drop what is kept of words, where a test or a measurement changes how they are taken apart."""
    _words_in.cache_clear()
    word_of.cache_clear()


@lru_cache(maxsize=50_000)
def word_of(token: str, language: str) -> Word:
    """One token of kbsite.text as a word."""
    joined = token.replace("-", "")
    base = fold(lemma_of(token, language))
    pieces = [piece for piece in _pieces(token) if len(piece) >= MIN_PART_CHARS]
    pieces.extend(compound_parts(pieces[-1] if pieces else token, language))
    parts = dict.fromkeys(fold(lemma_of(piece, language)) for piece in pieces)
    parts.pop(base, None)
    return Word(surface=fold(joined), base=base, parts=tuple(parts))


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """A word without the accents that Nordic keyboards lack."""
    if word.isascii():
        return word
    return "".join(letter if letter in _OWN_LETTERS else _without_accent(letter) for letter in word)


def _without_accent(letter: str) -> str:
    decomposed = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in decomposed if not unicodedata.combining(part)) or letter


def _pieces(token: str) -> list[str]:
    if not _MARKS.search(token) or not any(letter.isalpha() for letter in token):
        return []
    return [piece for piece in _MARKS.split(token) if len(piece) > 1]
