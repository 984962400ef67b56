"""Titles that fit what has been typed so far. Prefixes and typos are looked up in titles only, never in bodies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kbsite.search import ranking
from kbsite.search.analysis import words
from kbsite.search.engine.interface import Corpus, LookUp
from kbsite.search.engine.scoring import with_priors
from kbsite.search.engine.terms import rarity
from kbsite.search.question_words import QUESTION_WORDS
from kbsite.search.schema import PREFIX_MAX_CHARS, PREFIX_MIN_CHARS

MAX_TYPED_CHARS = 120
MAX_TYPED_WORDS = 8
# Longer words have thousands of neighbours and are rarely mistyped by one letter only.
TYPO_MAX_CHARS = 18


@dataclass(frozen=True, slots=True)
class TypedWord:
    text: str
    base: str
    # The last word may still grow; a space behind it says that it is whole.
    is_whole: bool


def typed_words(text: str, language: str) -> list[TypedWord]:
    """The words that choose suggestions: question words only when nothing else was typed."""
    text = text[:MAX_TYPED_CHARS]
    typed = words(text, language)[:MAX_TYPED_WORDS]
    ends_whole = bool(text) and not text[-1].isalnum()
    found = [
        TypedWord(word.surface, word.base, is_whole=ends_whole or place < len(typed) - 1) for place, word in enumerate(typed)
    ]
    ignored = QUESTION_WORDS.get(language, frozenset())
    chosen = [word for word in found if len(word.text) >= PREFIX_MIN_CHARS]
    return [word for word in chosen if word.text not in ignored] or chosen


def score_titles(corpus: Corpus, typed: list[TypedWord], *, language: str) -> np.ndarray:
    """One number per document: above 0 where the title fits all typed words (the greater part of three or more)."""
    needed = ranking.SUGGESTION_FLOOR if len(typed) >= 3 else 0.999
    places = [(word, *_title_places(corpus, word)) for word in typed]
    corpus.gather([look_ups for _, look_ups, _ in places], floor=needed, unknown_weight=ranking.UNKNOWN_WORD_WEIGHT)
    score = np.zeros(corpus.size, dtype=np.float32)
    matched = np.zeros(corpus.size, dtype=np.float32)
    total = 0.0
    for word, look_ups, worth in places:
        numbers = _documents_of(corpus, look_ups)
        known_by = corpus.known_by(look_ups, numbers)
        weight = rarity(corpus, known_by) * (1.0 if known_by else ranking.UNKNOWN_WORD_WEIGHT)
        total += weight
        matched[numbers] += weight
        score[numbers] += weight * worth
        if len(numbers):
            score[corpus.postings("title_word", word.text)[0]] *= ranking.WHOLE_WORD_BONUS
    if not total:
        return score
    score[matched < needed * total] = 0
    score[~corpus.alive] = 0
    return with_priors(corpus, score, language=language)


def _title_places(corpus: Corpus, word: TypedWord) -> tuple[list[LookUp], float]:
    """Where a title word that begins so, is a form of it or is one typo away is found; and what such a match is worth."""
    places = [("prefix", word.text[:PREFIX_MAX_CHARS]), ("title_word", word.base)]
    if len(word.text) < ranking.TYPO_MIN_CHARS or corpus.known_by(places):
        return places, 1.0
    field = "title_word" if word.is_whole else "prefix"
    return [(field, other) for other in neighbours(corpus, word.text, field)], ranking.TYPO_PENALTY


def _documents_of(corpus: Corpus, look_ups: list[LookUp]) -> np.ndarray:
    found = [corpus.postings(field, word)[0] for field, word in look_ups]
    numbers = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
    return numbers[corpus.alive[numbers]]


def neighbours(corpus: Corpus, word: str, field: str) -> list[str]:
    """Words of a title field that differ by one letter missing, added, changed or swapped."""
    if len(word) > TYPO_MAX_CHARS:
        return []
    return sorted(corpus.words_among(field, set(_one_edit_away(word, corpus.letters))))


def _one_edit_away(word: str, letters: str) -> Iterable[str]:
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in letters:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
