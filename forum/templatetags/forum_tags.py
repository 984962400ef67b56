"""Pieces of forum pages, and the block of solved topics for the home page."""

from django import template
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forum.models import Topic
from forum.selectors import SolvedTopic, latest_solved_topics
from forum.suggesting import open_questions_beside, solved_topics_beside
from kbsite.look.templatetags.look import pill

register = template.Library()


@register.simple_tag
def topic_pill(topic: Topic) -> SafeString:
    """The one word that says how a topic stands."""
    if topic.is_hidden:
        return pill("broken", "eye", _("Hidden"))
    if topic.is_solved:
        return pill("solved", "solved", _("Solved"))
    if topic.state == Topic.State.NEEDS_INFO:
        return pill("needs", "needs", _("Needs information"))
    if topic.is_locked:
        return pill("", "lock", pgettext("topic", "Closed"))
    return pill("", "open", pgettext("topic", "Open"))


@register.simple_tag
def latest_solved(user, limit: int = 5) -> list[SolvedTopic]:
    """`{% latest_solved user as topics %}`: what was solved lately, for the home page. Two queries at most."""
    return latest_solved_topics(user, limit=limit)


@register.simple_tag
def solved_beside(user, kind: str, object_id: int, language: str) -> list[Topic]:
    """`{% solved_beside user "article" page.pk view.language as topics %}`: one query when warm."""
    return solved_topics_beside(user, kind=kind, object_id=object_id, language=language)


@register.simple_tag
def open_beside(user, kind: str, object_id: int, language: str) -> list[Topic]:
    """`{% open_beside user "section" view.section.pk language as topics %}`: one query when warm."""
    return open_questions_beside(user, kind=kind, object_id=object_id, language=language)


@register.simple_tag
def site_address(path: str) -> str:
    """The full address of a path of this site: from the settings, never from what a request calls its host."""
    return settings.SITE_URL + path
