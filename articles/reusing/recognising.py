"""Which articles the links of a text lead to, however they were written: pasted from a browser, inserted, or an old permalink."""

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from articles.models import ArticlePage
from kbsite.accounts.models import User

# Of one text. Who links more has written a list, not an answer; and each address is a condition of one query.
MOST_LINKS = 20


def articles_behind(addresses: Iterable[str], *, user: User | AnonymousUser) -> dict[str, UUID]:
    """Address -> content, for those that lead to a published article which `user` may read. One query, none without links."""
    wanted = {address: where for address in addresses if (where := _where(address)) is not None}
    if not wanted:
        return {}
    either = Q()
    for where in wanted.values():
        either |= where.condition
    readable = ArticlePage.objects.visible_to(user).filter(either)
    found = list(readable.values_list("translation_key", "url_path", "locale__language_code"))
    return {
        address: key for address, where in wanted.items() for key, url_path, own in found if where.leads_to(key, url_path, own)
    }


class _Where:
    """What an address says: a content, or a path below the start page of a language."""

    def __init__(self, *, key: UUID | None = None, language: str = "", path: str = "") -> None:
        self.key, self.language = key, language
        self.steps = [step for step in path.split("/") if step]

    @property
    def condition(self) -> Q:
        if self.key is not None:
            return Q(translation_key=self.key)
        # The slug has an index, url_path has none.
        return Q(
            slug=self.steps[-1],
            depth=len(self.steps) + 2,
            url_path__endswith="/" + "/".join(self.steps) + "/",
            locale__language_code=self.language,
        )

    def leads_to(self, key: UUID, url_path: str, language: str) -> bool:
        if self.key is not None:
            return key == self.key
        return language == self.language and url_path.split("/", 2)[2] == "/".join(self.steps) + "/"


def _where(address: str) -> _Where | None:
    path = _path_here(address)
    if path is None:
        return None
    language = get_language_from_path(path) or settings.LANGUAGE_CODE
    with override(language):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    match match.view_name, match.kwargs, match.args:
        case "articles:permalink", {"key": UUID() as key}, ():
            return _Where(key=key)
        case "articles:in_other_language", {"language": str(own), "path": str(rest)}, () if rest.strip("/"):
            return _Where(language=own, path=rest)
        case "page", _, (str(rest),) if rest.strip("/"):
            return _Where(language=language, path=rest)
    return None


def _path_here(address: str) -> str | None:
    """The path on this site; None for addresses elsewhere. `safe_url` has looked at the address before: it can be parsed."""
    parts = urlsplit(address)
    if parts.netloc and parts.netloc.lower() != urlsplit(settings.SITE_URL).netloc.lower():
        return None
    if parts.scheme not in ("", "http", "https") or not parts.path.startswith("/"):
        return None
    return unquote(parts.path)
