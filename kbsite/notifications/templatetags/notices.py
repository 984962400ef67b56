"""The number beside the bell. One query, and only for people who are signed in."""

from django import template
from django.contrib.auth.models import AnonymousUser

from kbsite.accounts.models import User
from kbsite.notifications.selectors import unread_count

register = template.Library()


@register.simple_tag
def unread_notices(user: User | AnonymousUser) -> int:
    return unread_count(user=user) if isinstance(user, User) and user.is_authenticated else 0
