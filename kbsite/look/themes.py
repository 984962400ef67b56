"""The three-way theme switch; its choice is a cookie, so the server renders the right theme and nothing flashes."""

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

COOKIE = "theme"
COOKIE_SECONDS = 31_536_000  # a year


class Theme(TextChoices):
    SYSTEM = "system", _("System")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


ICONS = {Theme.SYSTEM: "screen", Theme.LIGHT: "sun", Theme.DARK: "moon"}


def theme_of(request: HttpRequest) -> Theme:
    """The chosen theme; anything unknown in the cookie means the system's."""
    value = request.COOKIES.get(COOKIE, "")
    return Theme(value) if value in Theme.values else Theme.SYSTEM
