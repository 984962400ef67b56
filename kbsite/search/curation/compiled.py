"""Synonyms and promotions ready for use in this process, compiled anew when the version in the database says so."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from kbsite.search.curation.wording import Bases, bases_of, phrases_of
from kbsite.search.models import CurationVersion, Promotion, Synonym
from kbsite.text.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Alternative:
    """Something that is searched for besides what was typed: as it is shown, and its base forms, all of which must stand."""

    shown: str
    bases: Bases


@dataclass(frozen=True, slots=True)
class Rule:
    """When all words of `source` are in a question, the alternatives count too."""

    source: Bases
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """A promoted object and the days on which it is shown."""

    kind: str
    object_id: int
    content: str
    from_day: datetime.date | None
    until_day: datetime.date | None

    def is_shown_on(self, day: datetime.date) -> bool:
        return (self.from_day is None or self.from_day <= day) and (self.until_day is None or day <= self.until_day)


@dataclass(slots=True)
class Curation:
    """`rules` by language and first word of the source; `pins` by language and the question's set of base forms."""

    version: int
    rules: dict[tuple[str, str], list[Rule]] = field(default_factory=lambda: defaultdict(list))
    pins: dict[tuple[str, frozenset[str]], list[Pin]] = field(default_factory=lambda: defaultdict(list))


_newest: Curation | None = None


def current_curation() -> Curation:
    """One query, and two more after a change."""
    global _newest
    version = CurationVersion.objects.filter(pk=1).values_list("version", flat=True).first() or 0
    newest = _newest
    if newest is None or newest.version != version:
        # Read after the version: a change in between is compiled again, never missed.
        newest = _newest = _compile(version)
    return newest


def forget_curation() -> None:
    """For tests: each has a database of its own, whose versions begin anew."""
    global _newest
    _newest = None


def _compile(version: int) -> Curation:
    curation = Curation(version=version)
    for synonym in Synonym.objects.order_by("pk"):
        for language in _languages(synonym.language):
            _add_rules(curation, synonym, language)
    for promotion in Promotion.objects.order_by("pk"):
        pin = Pin(promotion.kind, promotion.object_id, promotion.content, promotion.from_day, promotion.until_day)
        for language in _languages(promotion.language):
            for bases in {frozenset(bases_of(phrase, language)) for phrase in phrases_of(promotion.phrases)}:
                curation.pins[language, bases].append(pin)
    return curation


def _add_rules(curation: Curation, synonym: Synonym, language: str) -> None:
    words, also = (
        [Alternative(phrase, bases_of(phrase, language)) for phrase in phrases_of(text)] for text in (synonym.words, synonym.also)
    )
    is_two_way = synonym.direction == Synonym.Direction.TWO_WAY
    sources, targets = ([*words, *also], [*words, *also]) if is_two_way else (words, also)
    for source in sources:
        others = tuple(target for target in targets if target.bases and target.bases != source.bases)
        if source.bases and others:
            curation.rules[language, source.bases[0]].append(Rule(source.bases, others))


def _languages(chosen: str) -> tuple[str, ...]:
    return (chosen,) if chosen else tuple(LANGUAGES)
