"""Puts a word in the place of personal data, and the data back: each placeholder stands for exactly one piece."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import override

from articles.personal_data import PersonalData, PersonalDataKind

Texts = dict[str, str]


@dataclass(frozen=True)
class Covered:
    """A piece that was masked, and what stands in its place."""

    kind: PersonalDataKind
    original: str
    placeholder: str


def cover(texts: Mapping[str, str], piece: PersonalData, covered: list[Covered], *, language: str) -> tuple[Texts, Covered]:
    """The texts with every occurrence of the piece masked. `covered` are those before it: placeholders stay distinct."""
    made = Covered(piece.kind, piece.text, _placeholder(piece.kind, {one.placeholder for one in covered}, language))
    whole = _whole(piece.text)
    # A link to a masked address leads nowhere: only its words stay.
    linked = re.compile(rf"(?<!!)\[([^\]\n]*)\]\(<[^>\n]*{re.escape(piece.text)}[^>\n]*>\)")
    result = {
        # A function, because a placeholder is no pattern.
        name: whole.sub(lambda _match: made.placeholder, linked.sub(r"\1", text))
        for name, text in texts.items()
    }
    return result, made


def uncover(texts: Mapping[str, str], covered: Covered) -> Texts:
    return {name: text.replace(covered.placeholder, covered.original) for name, text in texts.items()}


def _whole(text: str) -> re.Pattern[str]:
    """The words alone, not inside a longer one: masking "Ana" leaves "banana"."""
    before = r"(?<!\w)" if text[:1].isalnum() else ""
    after = r"(?!\w)" if text[-1:].isalnum() else ""
    return re.compile(before + re.escape(text) + after)


def _placeholder(kind: PersonalDataKind, taken: set[str], language: str) -> str:
    with override(language):
        word = str(kind.label)
    number = 1
    while (shown := f"[{word}]" if number == 1 else f"[{word} {number}]") in taken:
        number += 1
    return shown
