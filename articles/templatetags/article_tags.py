"""Small pieces of article pages, and what other rooms' pages show of articles."""

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from articles.promoting.selectors import WriteUps, write_ups_of
from articles.reusing.picking import Pick, find_picks
from articles.reusing.places import spot_at
from articles.reusing.selectors import Hint, LinkedArticle, answered_before, linked_articles
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


@register.simple_tag
def picked_articles(place: str, key: object, words: str, user) -> tuple[Pick, ...]:
    """`{% picked_articles "topic" topic.key words user as picks %}`: for writers without a script. No query without words."""
    spot = spot_at(place, str(key), user=user) if words else None
    return find_picks(words, spot=spot, user=user, today=timezone.localdate()) if spot is not None else ()


@register.simple_tag
def hints_of_answers(place: str, key: object, user) -> tuple[Hint, ...]:
    """Articles that answered the like before, for those who may link articles there; nothing for others."""
    spot = spot_at(place, str(key), user=user)
    return answered_before(spot, user=user) if spot is not None and spot.may_link else ()


@register.simple_tag
def articles_linked_to(place: str, key: object, user) -> tuple[LinkedArticle, ...]:
    """Articles that the desk linked by hand, as far as this person may read them."""
    return linked_articles(place, str(key), user=user)
