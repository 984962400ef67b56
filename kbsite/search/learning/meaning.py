"""When two searches mean the same: they share most of their words, in base form and in any order."""

from __future__ import annotations

from collections.abc import Set

from kbsite.search.analysis import subject_words

# At least six of ten different words: "vpn drops home" and "vpn drops" are one, "reset password" and "change password" are two.
SAME_MEANING = 0.6
MOST_CHARS = 300


def lemmas_of(terms: str, language: str) -> str:
    """The base forms of what a search is about, sorted, with single spaces between."""
    found = sorted({word.base for word in subject_words(terms, language) if any(letter.isalnum() for letter in word.base)})
    text = " ".join(found)
    # Cut at a word: half of one would be another word.
    return text if len(text) <= MOST_CHARS else text[: MOST_CHARS + 1].rpartition(" ")[0]


def likeness(one: Set[str], other: Set[str]) -> float:
    """Shared words per different words of both (0-1); 0 when either is empty."""
    return len(one & other) / len(one | other) if one and other else 0.0


def means_same(one: Set[str], other: Set[str]) -> bool:
    return likeness(one, other) >= SAME_MEANING
