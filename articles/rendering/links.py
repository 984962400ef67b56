"""Links between articles, kept by content (`/articles/<uuid>/`) and resolved for each reader when the page is shown.

So an address may change, a translation may appear, and a link to something that the reader may not see is no link at all:
only its words stay.
"""

import re
from collections.abc import Mapping, Set
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from articles.addresses import address_for, permalink
from articles.models import SectionPage
from kbsite.accounts.models import User

_KEY = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_MARK = "wagtail-page:"
_MARKED = re.compile(rf'<a href="{_MARK}(\d+)">(.*?)</a>', re.DOTALL)
_LINK = re.compile(rf'<a href="/articles/({_KEY})/(#[^"]*)?"[^>]*>(.*?)</a>', re.DOTALL)


class ContentLinkHandler(PageLinkHandler):
    """Leaves a mark for each of rich text's page links; `link_by_content` turns all of a body's marks at once."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        ids = [attrs.get("id", "") for attrs in attrs_list]
        return [f'<a href="{_MARK}{page_id}">' if page_id.isdigit() else "<a>" for page_id in ids]


def link_by_content(html: str) -> str:
    """Page links of rich text as links by content. One query, none without such links."""
    ids = {int(match[1]) for match in _MARKED.finditer(html)}
    keys = dict(Page.objects.filter(pk__in=ids).values_list("pk", "translation_key")) if ids else {}

    def link(match: re.Match[str]) -> str:
        key = keys.get(int(match[1]))
        return f'<a href="{permalink(key)}">{match[2]}</a>' if key else match[2]

    return _MARKED.sub(link, html)


def linked_keys(html: str) -> frozenset[str]:
    """The contents that a text links to."""
    return frozenset(match[1] for match in _LINK.finditer(html))


def section_addresses(keys: Set[str], *, user: User | AnonymousUser, reader_language: str) -> dict[str, str]:
    """Where sections stand for this reader; contents hidden from them are missing. One query, none without keys."""
    if not keys:
        return {}
    versions = SectionPage.objects.one_per_content(language=reader_language, user=user).filter(
        translation_key__in=[UUID(key) for key in keys]
    )
    return {
        str(key): address_for(url_path, language=language, reader_language=reader_language)
        for key, url_path, language in versions.values_list("translation_key", "url_path", "locale__language_code")
    }


def resolve_links(html: str, addresses: Mapping[str, str]) -> str:
    """Put in the addresses; a link that leads nowhere becomes its words."""

    def link(match: re.Match[str]) -> str:
        key, fragment, words = match.groups()
        address = addresses.get(key)
        return f'<a href="{address}{fragment or ""}">{words}</a>' if address else words

    return _LINK.sub(link, html)
