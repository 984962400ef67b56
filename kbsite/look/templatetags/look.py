"""Small pieces of the look: icons, pills, query strings. No data access here."""

import datetime
import json
from functools import cache

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from kbsite.look.queries import changed_query

register = template.Library()

# Django's English formats are American; the site's readers write the day first.
DAY_FORMATS = {"en": "j M Y", "fi": "j.n.Y", "sv": "j b Y"}


@register.simple_tag
@cache  # a topic shows eighty of them, a dozen different ones
def icon(name: str, css_class: str = "") -> SafeString:
    """An icon of static/icons.svg, hidden from screen readers: the word beside it tells the meaning."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        f" {css_class}" if css_class else "",
        static("icons.svg"),
        name,
    )


@register.simple_tag
def pill(tone: str, icon_name: str, text: str) -> SafeString:
    """A status with colour, icon and word together; colour never stands alone. Tones: solved, needs, broken, info, or empty."""
    return format_html('<span class="pill{}">{}{}</span>', f" is-{tone}" if tone else "", icon(icon_name), text)


# What would end the script element or start a comment in it, as JSON writes it.
_SCRIPT_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.simple_tag
def structured_data(data: dict[str, object] | None) -> SafeString:
    """schema.org data as a block that no browser runs. Texts of people cannot end it: `<`, `>` and `&` are escaped."""
    if data is None:
        return SafeString("")
    text = json.dumps(data, ensure_ascii=False).translate(_SCRIPT_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  (escaped above)


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, object], **changes: object) -> str:
    """The page's query string with some parameters changed (None removes one); the page number starts anew."""
    request = context["request"]
    if not isinstance(request, HttpRequest):
        raise TypeError("query_with needs a request in its context")
    encoded = changed_query(request.GET, **changes)
    return f"?{encoded}" if encoded else request.path


@register.simple_tag
def moment(value: datetime.datetime) -> SafeString:
    """A time as people say it: how long ago within a week, else the day. The exact time stands in the title."""
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        date_format(local, "DATETIME_FORMAT"),
        _moment_words(local, timezone.now() - value),
    )


def _moment_words(local: datetime.datetime, age: datetime.timedelta) -> str:
    minutes, days = int(age.total_seconds() // 60), age.days
    if days < 0 or days >= 7:
        return date_format(local, DAY_FORMATS.get(get_language() or "en", DAY_FORMATS["en"]))
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return gettext("%(minutes)d min ago") % {"minutes": minutes}
    if days < 1:
        return gettext("%(hours)d h ago") % {"hours": minutes // 60}
    return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}
