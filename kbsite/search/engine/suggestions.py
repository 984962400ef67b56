"""Titles that fit what has been typed so far. Prefixes and typos are looked up in titles only, never in bodies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kbsite.search import ranking
from kbsite.search.analysis import words
from kbsite.search.engine.corpus import Corpus
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
    score = np.zeros(corpus.size, dtype=np.float32)
    matched = np.zeros(corpus.size, dtype=np.float32)
    total = 0.0
    for word in typed:
        numbers, worth = _title_numbers(corpus, word)
        weight = rarity(corpus, len(numbers)) * (1.0 if len(numbers) else ranking.UNKNOWN_WORD_WEIGHT)
        total += weight
        matched[numbers] += weight
        score[numbers] += weight * worth
        if len(numbers):
            score[corpus.postings("title_word", word.text)[0]] *= ranking.WHOLE_WORD_BONUS
    if not total:
        return score
    needed = ranking.SUGGESTION_FLOOR if len(typed) >= 3 else 0.999
    score[matched < needed * total] = 0
    score[~corpus.alive] = 0
    return with_priors(corpus, score, language=language)


def _title_numbers(corpus: Corpus, word: TypedWord) -> tuple[np.ndarray, float]:
    """Documents with a title word that begins so, is a form of it or is one typo away; and what such a match is worth."""
    begun = corpus.postings("prefix", word.text[:PREFIX_MAX_CHARS])[0]
    inflected = corpus.postings("title_word", word.base)[0]
    numbers = np.union1d(begun, inflected) if len(inflected) else begun
    if len(numbers) or len(word.text) < ranking.TYPO_MIN_CHARS:
        return numbers, 1.0
    field = "title_word" if word.is_whole else "prefix"
    corrected = [corpus.postings(field, other)[0] for other in neighbours(corpus, word.text, field)]
    return (np.unique(np.concatenate(corrected)) if corrected else numbers), ranking.TYPO_PENALTY


def neighbours(corpus: Corpus, word: str, field: str) -> list[str]:
    """Words of a title field that differ by one letter missing, added, changed or swapped."""
    if len(word) > TYPO_MAX_CHARS:
        return []
    return sorted({other for other in _one_edit_away(word, corpus.letters) if corpus.has_word(field, other)})


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
