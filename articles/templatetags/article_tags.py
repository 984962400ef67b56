"""Small pieces of article pages. No data access here."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from kbsite.text import callouts, highlighting

register = template.Library()


@register.simple_tag
def callout_class(tone: str) -> str:
    return callouts.callout_class(tone)


@register.simple_tag
def callout_label(tone: str) -> str:
    """The word of a callout, in the language that is active: the text's own while a body is rendered."""
    return callouts.label_for(tone, get_language() or "en")


@register.simple_tag
def code_block(code: str, language: str) -> SafeString:
    # Safe: made by kbsite.text, which escapes the code.
    return mark_safe(highlighting.code_block(code, language or ""))  # noqa: S308
