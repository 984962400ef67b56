"""How a hit names what it is, and what people look for."""

from django import template
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kbsite.look.templatetags.look import pill
from kbsite.search.hits import Hit
from kbsite.search.learning import popular
from kbsite.search.models import PopularSearch
from kbsite.search.registry import get_kind
from kbsite.text.languages import LANGUAGE_NAMES

register = template.Library()


@register.simple_tag
def kind_pill(hit: Hit) -> SafeString:
    """Article, solved topic, open topic, section: icon and word in the language that is active."""
    kind = get_kind(hit.kind)
    if kind is None:
        return SafeString()
    if hit.solved and kind.solved_label:
        return pill("solved", "solved", kind.solved_label)
    if hit.solved is False and kind.open_label:
        return pill("", "open", kind.open_label)
    return pill("", kind.icon, kind.label)


@register.simple_tag
def popular_searches() -> list[PopularSearch]:
    """What people look for, in the active language: for the home page. One query."""
    return popular.popular_searches(get_language() or "en")


@register.simple_tag
def search_log_days() -> int:
    """For how many days searches are kept: told on the privacy page."""
    return settings.SEARCH_LOG_DAYS


@register.filter
def language_name(code: str) -> str:
    """A language in its own words."""
    return LANGUAGE_NAMES.get(code, code)


@register.filter
def is_place(hit: Hit) -> bool:
    """Whether it holds answers and is none itself: the date of a subject says nothing about what stands in it."""
    kind = get_kind(hit.kind)
    return kind is not None and kind.is_place
