"""The searches of a visit that is going on, in the cache for half an hour: so that a row learns what happened next.

The key is the visitor's own where there is one, else a salted digest of address and browser that exists in the cache only.
Neither is ever written to a row.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.core.cache import cache
from django.http import HttpRequest

from kbsite.visitors.visits import VISIT_GAP_SECONDS, memory_key
from kbsite.visitors.who import ActorClass, Visitor, visitor_of

MOST_SEARCHES = 10


@dataclass
class Remembered:
    """One search of this visit. `shown`: what was on its pages, by place from 1."""

    key: uuid.UUID
    language: str
    terms: str
    lemmas: frozenset[str]
    shown: dict[str, int] = field(default_factory=dict)
    opened_position: int | None = None
    next_step: str = "nothing"


def may_remember(visitor: Visitor) -> bool:
    """Robots and staff are no readers, and a refusal ends it."""
    return visitor.actor_class == ActorClass.PERSON and not visitor.has_refused


def remembered(request: HttpRequest) -> list[Remembered]:
    """Newest last."""
    own = own_key(request)
    found = cache.get(_name(own))
    if found is None and own != (before := memory_key(request)):
        # A form or vote has just given this visit a key of its own.
        found = cache.get(_name(before))
    return list(found or [])


def remember(request: HttpRequest, searches: list[Remembered]) -> None:
    cache.set(_name(own_key(request)), searches[-MOST_SEARCHES:], VISIT_GAP_SECONDS)


def own_key(request: HttpRequest) -> str:
    visitor = visitor_of(request)
    return visitor.person_key or visitor.visit_key or visitor.memory_key or memory_key(request)


def _name(key: str) -> str:
    return f"search:visit:{key}"
