"""The one line that asks, after a vote, whether this browser may be remembered."""

from typing import Any

from django import template

from kbsite.visitors import wishes
from kbsite.visitors.who import ActorClass, visitor_of

register = template.Library()


@register.inclusion_tag("visitors/consent_question.html", takes_context=True)
def consent_question(context: dict[str, Any], next_url: str = "") -> dict[str, object]:
    """Empty for everybody whose answer is known: staff, robots, signed in, agreed, objected, or with a browser signal."""
    request = context["request"]
    visitor = visitor_of(request)
    is_open = (
        visitor.actor_class == ActorClass.PERSON
        and not visitor.has_refused
        and visitor.person_key is None
        and wishes.wish_of(request).choice == wishes.Choice.NONE
    )
    return {"is_open": is_open, "next_url": next_url or request.path, "request": request, "csrf_token": context.get("csrf_token")}
