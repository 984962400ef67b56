"""A question as weighted terms, each with the forms under which documents may hold it."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from simplemma import is_known

from kbsite.search import ranking
from kbsite.search.analysis import Word, subject_words, text_words, word_of
from kbsite.search.engine.interface import Corpus, LookUp
from kbsite.search.question_words import QUESTION_WORDS
from kbsite.text.languages import LANGUAGES

# A pasted error log is a question too, but its first words are the ones that count.
MAX_QUESTION_CHARS = 400
MAX_QUESTION_TERMS = 32

LEAST_RARITY = 0.05


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a question. `forms` are base forms under which documents may hold it.

    `parts` are base forms of what a compound is made of; they find too, for less. `synonyms` are what editors say means the
    same: each is one or more base forms, all of which a document must hold; they find for less as well.
    """

    surface: str
    forms: tuple[str, ...]
    parts: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()


def question_terms(text: str, language: str) -> list[Term]:
    """The terms of what a person typed: bounded, without question words, in the order typed."""
    return [term_of(word, language) for word in subject_words(text[:MAX_QUESTION_CHARS], language)[:MAX_QUESTION_TERMS]]


def term_of(word: Word, language: str) -> Term:
    """A word with its base form in the question's language, and in the others when it is no word of that language.

    English "rid" is also an inflection of the Swedish for "ride"; nobody who writes English means it.
    """
    others = () if is_known(word.surface, language, low_memory=True) else LANGUAGES
    forms = dict.fromkeys([word.base, *(word_of(word.surface, other).base for other in others), word.surface])
    return Term(surface=word.surface, forms=tuple(forms), parts=word.parts)


def likeness_terms(corpus: Corpus, title: str, body: str, language: str) -> list[Term]:
    """The words that speak most for a longer text: frequent in it, rare elsewhere; title words count three times.

    Words that no other document knows cannot lead to one and are left out.
    """
    counts: Counter[Word] = Counter()
    for text, points in ((title, 3), (body, 1)):
        ignored = QUESTION_WORDS.get(language, frozenset())
        counts.update(
            {word: points * count for word, count in Counter(text_words(text, language)).items() if word.surface not in ignored}
        )
    weighed: list[tuple[float, Term]] = []
    terms = {Term(surface=word.surface, forms=(word.base,), parts=word.parts): count for word, count in counts.items()}
    corpus.know(place for term in terms for place in likely_places(term))
    for term, count in terms.items():
        known_by = corpus.known_by(likely_places(term))
        if known_by:
            weighed.append((math.log(1 + count) * rarity(corpus, known_by), term))
    weighed.sort(key=lambda pair: (-pair[0], pair[1].surface))
    return [term for _, term in weighed[: ranking.LIKENESS_TERMS]]


def likely_places(term: Term) -> list[LookUp]:
    """The zones that tell about how many documents hold a term."""
    return [(zone, form) for form in term.forms for zone in ("title", "body", "answers")]


def rarity(corpus: Corpus, known_by: int) -> float:
    """BM25's inverse document frequency; a word that nearly every document holds still orders a little."""
    return max(LEAST_RARITY, math.log(1 + (corpus.living - known_by + 0.5) / (known_by + 0.5)))
