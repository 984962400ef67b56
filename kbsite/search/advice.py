"""What a question might have been: another spelling, or fewer words. Offered in one click, never done by itself.

Every word offered stands in a document that this person may see: a spelling could tell a secret as well as a result. A word
counts as unknown by the same rule, so its absence tells nothing either.
"""

from __future__ import annotations

import difflib
import operator
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from django.db.models import Q

from kbsite.search import ranking
from kbsite.search.analysis import fold, words
from kbsite.search.answering import Question
from kbsite.search.engine.choosing import engine
from kbsite.search.engine.interface import Asked, Corpus
from kbsite.search.engine.scoring import places
from kbsite.search.engine.suggestions import TYPO_MAX_CHARS, neighbours
from kbsite.search.engine.terms import Term
from kbsite.search.models import Document
from kbsite.search.store import IndexUnavailable
from kbsite.search.visibility import Key, pending_keys, visible_keys

# A long question fits by its other words; each unknown word costs some thousand look-ups.
MOST_UNKNOWN_WORDS = 4
# Two letters wrong are only guessed in long words, and only when they still look much alike (ratio of difflib).
LONG_WORD_CHARS = 7
LIKENESS = 0.8
_SAME_BEGINNING_CHARS = 3
_READ_DOCUMENTS = 300
# What a document says in few words; running text is full of the typing errors of others, and long.
_SHORT_TEXTS = ("title", "keywords", "summary", "headings")
_CANDIDATES = 5
# Documents of a candidate that are asked of their room; one that says yes is enough.
_ASKED_DOCUMENTS = 10
_WRITTEN_WORD = re.compile(r"[^\W_]+(?:[-.:][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Advice:
    """`did_you_mean` is the whole question with other words in it; `broader` are words of it that find something alone."""

    did_you_mean: str = ""
    broader: tuple[str, ...] = ()


NO_ADVICE = Advice()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A word of short texts, with some documents (row, key) that would vouch for it."""

    word: str
    documents: tuple[tuple[int, Key], ...]


def advice_for(question: Question, *, found: int, unmet: Collection[str]) -> Advice:
    """Nothing while every word is known and something was found; nothing while there is no index.

    `unmet` are words that no result holds: every unknown one is among them.
    """
    if found and not unmet:
        return NO_ADVICE
    pending = pending_keys()
    # One that has just changed may have become a secret, or have lost the word: none of them vouches for any.
    asked = Asked(audiences=question.audiences, kinds=question.kinds, withdrawn=pending)
    try:
        with engine().reading(asked) as corpus:
            doubted = [term for term in question.terms if term.surface in unmet]
            for term in doubted:
                corpus.gather([places(term)])
            seen = _vouching(corpus, question)
            unknown = [term for term in doubted if not any(seen[numbers].any() for numbers in _lists(corpus, term))]
            offered = {term.surface: _neighbours(corpus, question, term) for term in unknown[:MOST_UNKNOWN_WORDS]}
    except IndexUnavailable:
        return NO_ADVICE
    for word, candidates in offered.items():
        if not candidates and len(word) >= LONG_WORD_CHARS and _is_guessable(word):
            offered[word] = _much_alike(question, word, pending)
    corrections = _vouched(question.user, offered) if any(offered.values()) else {}
    broader = () if found or len(question.terms) < 2 else [term.surface for term in question.terms if term not in unknown]
    return Advice(did_you_mean=_rewritten(question.text, corrections), broader=tuple(broader))


def _lists(corpus: Corpus, term: Term) -> Iterator[np.ndarray]:
    for zone, word in places(term):
        yield corpus.postings(zone, word)[0]


def _vouching(corpus: Corpus, question: Question) -> np.ndarray:
    """Documents that may vouch for a word: the corpus was read as this person sees it, without what has just changed."""
    return corpus.alive & corpus.having("kind", *question.kinds)


def _neighbours(corpus: Corpus, question: Question, term: Term) -> list[_Candidate]:
    """Words of visible titles in the reader's language that differ by one letter, those of most documents first."""
    word = term.surface
    if not _is_guessable(word):
        return []
    near = neighbours(corpus, word, "title_word")
    corpus.gather([[("title_word", other)] for other in near])
    own = _vouching(corpus, question) & corpus.having("language", question.language)
    found = [(other, corpus.postings("title_word", other)[0]) for other in near]
    seen = [(other, numbers[own[numbers]]) for other, numbers in found if own[numbers].any()]
    seen.sort(key=lambda pair: (-len(pair[1]), -difflib.SequenceMatcher(a=pair[0], b=word).ratio(), pair[0]))
    kinds, codes = corpus.codes("kind")
    ids, rows = corpus.column("object_id"), corpus.column("row")
    return [
        _Candidate(
            other,
            tuple((int(rows[number]), (kinds[codes[number]], int(ids[number]))) for number in numbers[:_ASKED_DOCUMENTS]),
        )
        for other, numbers in seen[:_CANDIDATES]
    ]


def _is_guessable(word: str) -> bool:
    return word.isalpha() and ranking.TYPO_MIN_CHARS <= len(word) <= TYPO_MAX_CHARS


def _much_alike(question: Question, word: str, pending: list[Key]) -> list[_Candidate]:
    """The same with more than one letter wrong, or in no title: words that begin alike, from a bounded number of documents."""
    beginning = word[:_SAME_BEGINNING_CHARS]
    says_it = reduce(operator.or_, (Q(**{f"{name}__icontains": beginning}) for name in _SHORT_TEXTS))
    documents = Document.objects.filter(
        says_it, audience__in=question.audiences, kind__in=question.kinds, language=question.language
    ).values("pk", "kind", "object_id", *_SHORT_TEXTS)
    holders: dict[str, list[tuple[int, Key]]] = defaultdict(list)
    waiting = set(pending)
    for row in documents.order_by("-popularity", "pk")[:_READ_DOCUMENTS]:
        key = (row["kind"], row["object_id"])
        if key not in waiting:
            for other in _short_words(row, question.language):
                if other.startswith(beginning):
                    holders[other].append((row["pk"], key))
    close = difflib.get_close_matches(word, holders, n=_CANDIDATES, cutoff=LIKENESS)
    return [_Candidate(other, tuple(holders[other][:_ASKED_DOCUMENTS])) for other in close]


def _vouched(user: object, offered: dict[str, list[_Candidate]]) -> dict[str, str]:
    """For each unknown word the first candidate that stands in a document which its room shows to this person, now.

    The index holds stems beside the words as written; only what was written may be offered.
    """
    documents = dict(document for candidates in offered.values() for one in candidates for document in one.documents)
    visible = visible_keys(user, documents.values())
    rows = Document.objects.filter(pk__in=documents).values("pk", "language", *_SHORT_TEXTS)
    written = {row["pk"]: _short_words(row, row["language"]) for row in rows if documents[row["pk"]] in visible}
    corrections = {}
    for word, candidates in offered.items():
        vouched = (one.word for one in candidates if any(one.word in written.get(row, ()) for row, _ in one.documents))
        corrections[word] = next(vouched, "")
    return {word: other for word, other in corrections.items() if other}


def _short_words(row: dict[str, Any], language: str) -> set[str]:
    """The words of a document's short texts as they are written."""
    return {word.surface for name in _SHORT_TEXTS for word in words(row[name], language)}


def _rewritten(text: str, corrections: dict[str, str]) -> str:
    if not corrections:
        return ""

    def corrected(written: re.Match[str]) -> str:
        return corrections.get(fold(written[0].lower().replace("-", "")), written[0])

    rewritten = _WRITTEN_WORD.sub(corrected, text)
    return "" if rewritten == text else rewritten
