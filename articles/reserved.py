"""First steps of addresses that are not for pages: a section called "community" could never be reached."""

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import override

# Addresses of files, and the language prefixes, which the resolver reads before the step itself.
FIXED = {"static", "media", *(code for code, _name in settings.LANGUAGES)}


def is_reserved(slug: str) -> bool:
    """Whether /slug/ already leads to something that is not a page."""
    if slug in FIXED:
        return True
    with override(settings.LANGUAGE_CODE):
        for address in (f"/{slug}/", f"/{slug}"):
            try:
                found = resolve(address)
            except Resolver404:
                continue
            # Pages are what is left when no other pattern fits.
            if "path" not in found.kwargs and not found.args:
                return True
    return False
