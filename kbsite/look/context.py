"""What base.html needs on every page: the site's name, the theme, the languages of this page."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from kbsite.look.themes import ICONS, Theme, theme_of

# Every language in its own words, so that nobody has to read the wrong one to leave it.
OWN_NAMES = {"en": "English", "fi": "Suomi", "sv": "Svenska"}


def look(request: HttpRequest) -> dict[str, object]:
    theme = theme_of(request)
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "support_phone": settings.SUPPORT_PHONE,
        "theme": theme,
        "theme_choices": [(choice, choice.label, ICONS[choice], choice == theme) for choice in Theme],
        "page_path": request.path,
        # The wide and the narrow menu both show them; each link costs a look through all addresses.
        "languages": SimpleLazyObject(lambda: language_links(request)),
    }


def language_links(request: HttpRequest) -> list[dict[str, object]]:
    """Links to this page in each language. A page with own addresses per language sets `request.language_versions`."""
    versions: dict[str, str] = getattr(request, "language_versions", {})
    current = get_language()
    return [
        {
            "code": code,
            "name": OWN_NAMES[code],
            "url": versions.get(code) or translate_url(request.get_full_path(), code),
            "is_current": code == current,
        }
        for code, _name in settings.LANGUAGES
    ]
