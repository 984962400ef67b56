"""Who may see a thing: the one scale that articles, boards, search and feeds share."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from kbsite.accounts.models import User
from kbsite.accounts.roles import is_staff_member


class Audience(models.TextChoices):
    """From everybody to few; the order is that of `strictest`."""

    PUBLIC = "public", _("Everybody")
    SIGNED_IN = "signed_in", _("People who are signed in")
    STAFF = "staff", _("Only people who work here")


def audiences_for(user: User | AnonymousUser) -> tuple[str, ...]:
    """The audiences whose content this person may see. At most two permission queries a request (Django caches them)."""
    if is_staff_member(user):
        return (Audience.PUBLIC, Audience.SIGNED_IN, Audience.STAFF)
    if user.is_authenticated:
        return (Audience.PUBLIC, Audience.SIGNED_IN)
    return (Audience.PUBLIC,)


def strictest(*audiences: str) -> str:
    """The narrowest of several: a public article in a staff section is for staff."""
    order = [choice.value for choice in Audience]
    return max(audiences, key=order.index, default=Audience.PUBLIC)
