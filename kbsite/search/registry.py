"""Which kinds of things can be found, who builds their documents and who may see them.

A room calls `register_kind` in its `AppConfig.ready`. Search never imports the room.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentData:
    """What a room says about one of its objects: plain text only, no markup.

    `answers` is the text of accepted replies (forum) or of the resolution, when it is worth more than the rest of the body.
    `keywords` are words people use that the text does not. `section` is the name a person reads, `section_path` its stable
    path of slugs with slashes ("work/vpn"); a filter on a section takes in everything below that path. `products` are product
    ids. `solved` is None where the question makes no sense (an article). `audience` is one of kbsite.accounts.audience.
    `popularity` is 0 or more and only breaks near-ties: helpful votes and "me too" are good sources, views are not.
    `content` is the same for the language versions of one article ("article:<translation key>") and empty where there are no
    versions; of several that match, one is shown.
    """

    object_id: int
    title: str
    url: str
    language: str
    updated_at: datetime.datetime
    audience: str
    summary: str = ""
    headings: str = ""
    body: str = ""
    answers: str = ""
    keywords: str = ""
    tags: tuple[str, ...] = ()
    section: str = ""
    section_path: str = ""
    products: tuple[int, ...] = ()
    solved: bool | None = None
    popularity: float = 0.0
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchKind:
    """One kind of findable thing.

    `build(ids)` yields a document for each id that should be findable by somebody; an id that it leaves out is removed from the
    index. `all_ids()` lists every id for a rebuild. `visible_ids(user, ids)` is the room's own visibility rule, in a fixed
    number of queries; every hit passes it before it is shown, whatever the index says. `solved_label` and `open_label` name
    one that is solved or not, where that can be; `suggestions_label` heads its suggestions; `icon` is one of icons.svg.
    `address_for(address, language, reader_language)` turns the address of a document in `language` into the one that keeps
    a reader in the language of their interface, without a query; without it the document's own address is shown.
    `is_place` says that it holds answers and is none itself (a section): it comes below answers that fit as well.
    """

    name: str
    label: str | Promise
    build: Callable[[list[int]], Iterable[DocumentData]]
    all_ids: Callable[[], Iterable[int]]
    visible_ids: Callable[[object, list[int]], set[int]]
    plural_label: str | Promise = ""
    solved_label: str | Promise = ""
    open_label: str | Promise = ""
    suggestions_label: str | Promise = ""
    icon: str = "doc"
    is_place: bool = False
    address_for: Callable[[str, str, str], str] | None = None


_kinds: dict[str, SearchKind] = {}


def register_kind(kind: SearchKind) -> None:
    """Make a kind findable. The name is part of stored rows: it never changes. Registering another one under it is an error."""
    known = _kinds.get(kind.name)
    if known is not None and known != kind:
        raise ImproperlyConfigured(f"Two search kinds are called {kind.name!r}.")
    _kinds[kind.name] = kind


def unregister_kind(name: str) -> None:
    """Forget a kind; its documents stop being found at once, because nothing can vouch for them."""
    _kinds.pop(name, None)


def get_kind(name: str) -> SearchKind | None:
    return _kinds.get(name)


def all_kinds() -> tuple[SearchKind, ...]:
    """Every registered kind, in the order of registration."""
    return tuple(_kinds.values())
