"""The rooms that answers come from. Each registers in its AppConfig.ready."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise

from articles.models import ArticleSource, FlagReason
from articles.promoting.source import AnswerSource, OriginLink
from kbsite.accounts.models import User

Reader = User | AnonymousUser


def _nobody_waits(source: ArticleSource) -> None:
    """Where nobody waits for an article, nobody is told."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """One kind of answers. `has(pairs)` are those pairs of key and answer key that are there, whoever may see them.

    `find(user, answer_key)` is the answer, None when it is not there for this person. `links(user, keys)` are those that
    this reader may open. `troubles(answer_keys)` are the answers that no longer hold, with the reason: truth, in a fixed
    number of queries. `announce(source)` tells those who wait that the article is published; it runs in the transaction
    that remembers it. `is_shown_with(key, audience)` says whether everybody who sees the origin may read an article for
    `audience`, so that telling them leads somewhere. `label` names the room to people who write.
    """

    name: str
    label: str | Promise
    find: Callable[[Reader, str], AnswerSource | None]
    links: Callable[[Reader, Collection[str]], dict[str, OriginLink]]
    troubles: Callable[[Collection[str]], dict[str, FlagReason]]
    has: Callable[[Collection[tuple[str, str]]], set[tuple[str, str]]]
    announce: Callable[[ArticleSource], None] = _nobody_waits
    is_shown_with: Callable[[str, str], bool] = lambda key, audience: True


_origins: dict[str, Origin] = {}


def register_origin(origin: Origin) -> None:
    """The name is part of stored rows: it never changes."""
    _origins[origin.name] = origin


def origin_named(name: str) -> Origin | None:
    """None for a room that is gone: its sources then lead nowhere and are left alone."""
    return _origins.get(name)


def all_origins() -> tuple[Origin, ...]:
    return tuple(_origins.values())
