"""Snippets: a stretch of stored text where the question's words stand, escaped, with <mark> around them."""

from __future__ import annotations

import re
from collections.abc import Collection
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
    matching: dict[str, str] = {}
    for token in {token for written in set(written_words(lowered)) for token in _tokens_of(written)}:
        word = word_of(token, language)
        for form in (word.surface, word.base, *word.parts):
            if form in wanted:
                matching[token] = form
                break
    if not matching:
        return []
    longest_first = sorted(matching, key=len, reverse=True)
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, longest_first))})(?![^\W_])")
    return [(found.start(), found.end(), matching[found.group()]) for found in pattern.finditer(lowered)]


@lru_cache(maxsize=50_000)
def _tokens_of(written: str) -> tuple[str, ...]:
    return tuple(tokens(written))


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
