"""What an editor typed, as search understands it: phrases, and the base forms under which they are looked for."""

from __future__ import annotations

from simplemma import is_known

from kbsite.search.analysis import Word, subject_words, word_of
from kbsite.text.languages import LANGUAGES

# A list longer than this is a dictionary, and every entry of it is looked up for a question.
MOST_PHRASES = 20
MOST_WORDS = 4

Bases = tuple[str, ...]


def phrases_of(text: str) -> list[str]:
    """The distinct phrases of a list with commas or lines, in the order typed."""
    pieces = (" ".join(piece.split()) for line in text.splitlines() for piece in line.split(","))
    return list({piece.casefold(): piece for piece in pieces if piece}.values())


def bases_of(phrase: str, language: str) -> Bases:
    """The base forms of the words that say what it is about; empty when it has no word at all."""
    return tuple(dict.fromkeys(_base_of(word, language) for word in subject_words(phrase, language)))


def _base_of(word: Word, language: str) -> str:
    """In the language of the question, or in the one that knows the word: English names stand in Finnish questions too."""
    for one in (language, *LANGUAGES):
        if is_known(word.surface, one, low_memory=True):
            return word_of(word.surface, one).base
    return word.base
