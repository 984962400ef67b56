"""Where pages stand. A page has one address in its own language, and one under each other language of the interface.

/devices/reset/                 an English article, English interface
/fi/laitteet/nollaus/           a Finnish one, Finnish interface
/sv/articles/en/devices/reset/  the English one for a reader of Swedish, as long as there is no Swedish one
/articles/<uuid>/               the content itself: leads to the version that serves the reader best
"""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override


def path_in_site(url_path: str) -> str:
    """Wagtail's url_path without the start page's own slug: "/home-fi/laitteet/" -> "laitteet/"."""
    return url_path.split("/", 2)[2]


def own_address(url_path: str, language: str) -> str:
    """The one canonical address of a page."""
    with override(language):
        return reverse("wagtail_serve", args=[path_in_site(url_path)])


def address_for(url_path: str, *, language: str, reader_language: str) -> str:
    """The page's address that keeps the reader in the language of their interface."""
    if language == reader_language:
        return own_address(url_path, language)
    with override(reader_language):
        return reverse("articles:in_other_language", args=[language, path_in_site(url_path)])


def address_found(address: str, language: str, reader_language: str) -> str:
    """What `own_address` made, as `address_for` gives it: search keeps only the address in the page's own language."""
    with override(language):
        path = address.removeprefix(reverse("home"))
    return address_for(f"/home/{path}", language=language, reader_language=reader_language)


def permalink(translation_key: UUID | str) -> str:
    """The address that outlives moves, and that fits every language; this is what imported texts link to."""
    with override(settings.LANGUAGE_CODE):
        return reverse("articles:permalink", args=[translation_key])


def absolute(address: str) -> str:
    """With the site's origin, for machines that read it elsewhere."""
    return f"{settings.SITE_URL}{address}"
