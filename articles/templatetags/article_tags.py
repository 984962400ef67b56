"""Small pieces of article pages, and what other rooms' pages show of articles."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from articles.promoting.selectors import WriteUps, write_ups_of
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


@register.simple_tag
def write_ups(kind: str, key: object, user) -> WriteUps:
    """`{% write_ups "topic" topic.key user as found %}`: the articles that an answer became, for this reader."""
    return write_ups_of(kind, str(key), user=user)
