"""Snippets: a stretch of stored text where the question's words stand, escaped, with <mark> around them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kbsite.search.analysis import word_of
from kbsite.text.lemmas import tokens, written_words

SNIPPET_CHARS = 220
# A longer text is searched for the best stretch only this far: the first screens hold the subject.
SEARCHED_CHARS = 12_000
_BEFORE_MATCH_CHARS = 60


def highlight(text: str, forms: Collection[str], language: str) -> SafeString:
    """The whole text, escaped, with the matching words marked."""
    return _marked(text, _matching_spans(text, forms, language))


def snippet(text: str, forms: Collection[str], language: str) -> SafeString:
    """The stretch with the most distinct matching words, cut at words. The beginning when nothing matches."""
    text = " ".join(text[:SEARCHED_CHARS].split())
    spans = _matching_spans(text, forms, language)
    start = _best_start(spans)
    if start > 0:
        space = text.find(" ", start)
        start = space + 1 if 0 <= space < start + 30 else start
    end = len(text)
    if end - start > SNIPPET_CHARS:
        space = text.rfind(" ", start, start + SNIPPET_CHARS)
        end = space if space > start else start + SNIPPET_CHARS
    shown = [(a - start, b - start, form) for a, b, form in spans if a >= start and b <= end]
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return mark_safe(f"{before}{_marked(text[start:end], shown)}{after}")  # noqa: S308 - _marked escapes all text


def bold_beginnings(title: str, typed: str) -> SafeString:
    """A title, escaped, with the typed beginnings of its words in <b>."""
    beginnings = sorted({re.escape(word) for word in typed.lower().split() if len(word) > 1}, key=len, reverse=True)
    lowered = title.lower()
    if not beginnings or len(lowered) != len(title):
        return escape(title)
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(beginnings)})")
    spans = [(found.start(), found.end(), found.group()) for found in pattern.finditer(lowered)]
    return _marked(title, spans, tag="b")


def _matching_spans(text: str, forms: Collection[str], language: str) -> list[tuple[int, int, str]]:
    """(start, end, form) of matching words. Distinct words are judged once; only those that match are looked for again."""
    lowered = text.lower()
    if len(lowered) != len(text):
        # A few letters grow in lower case (the Turkish dotted I): then offsets would not fit, and nothing is marked.
        return []
    wanted = frozenset(forms)
    matching = {
        token: next(form for form in held if form in wanted)
        for written in set(written_words(lowered))
        for token, held in _forms_by_token(written, language)
        if not wanted.isdisjoint(held)
    }
    spans = [(start, end, form) for token, form in matching.items() for start, end in _whole_words(lowered, token)]
    # Where one word lies in another ("laskutus" in "e-laskutus") the longer is marked.
    spans.sort(key=lambda span: (span[0], -span[1]))
    marked: list[tuple[int, int, str]] = []
    for span in spans:
        if not marked or span[0] >= marked[-1][1]:
            marked.append(span)
    return marked


@lru_cache(maxsize=100_000)
def _forms_by_token(written: str, language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    judged = [(token, word_of(token, language)) for token in tokens(written)]
    return tuple((token, (word.surface, word.base, *word.parts)) for token, word in judged)


def _whole_words(text: str, word: str) -> Iterator[tuple[int, int]]:
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        # A pattern for each text would take longer to compile than the text takes to search.
        if not text[max(start - 1, 0) : start].isalnum() and not text[end : end + 1].isalnum():
            yield start, end
        start = text.find(word, end)


def _best_start(spans: list[tuple[int, int, str]]) -> int:
    best_start, best_count = 0, 0
    for index, (start, _, _) in enumerate(spans):
        inside = {form for a, _, form in spans[index : index + 40] if a < start + SNIPPET_CHARS - _BEFORE_MATCH_CHARS}
        if len(inside) > best_count:
            best_start, best_count = max(0, start - _BEFORE_MATCH_CHARS), len(inside)
    return best_start


def _marked(text: str, spans: list[tuple[int, int, str]], tag: str = "mark") -> SafeString:
    parts: list[str] = []
    position = 0
    for start, end, _ in spans:
        parts += [escape(text[position:start]), f"<{tag}>", escape(text[start:end]), f"</{tag}>"]
        position = end
    parts.append(escape(text[position:]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece of text went through escape()
