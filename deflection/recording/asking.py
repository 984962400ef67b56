"""What this room has asked people, for the budget that the whole site shares (kbsite.notifications.asking)."""

from datetime import datetime

from django.db.models import Q

from deflection.models import Correspondence, Resolution, SolvedQuestion
from kbsite.accounts.models import User

# Questions that we put; what somebody tells by themselves on the page of their contact uses up nothing.
ASKED_BY_US = (SolvedQuestion.CONTACT_MAIL, SolvedQuestion.FOLLOW_UP)


def was_asked_about_contact(email: str, user: User | None, since: datetime) -> bool:
    who = _who(email, user)
    return Resolution.objects.filter(who, question__in=ASKED_BY_US, asked_at__gt=since).exists()


def is_owed_a_question(email: str, user: User | None) -> bool:
    """Whether the question about an answered contact of theirs waits to be put."""
    return Correspondence.objects.filter(_who(email, user), ask_solved_at__isnull=False).exists()


def _who(email: str, user: User | None) -> Q:
    who = Q()
    if email:
        who |= Q(contact__correspondence__email__iexact=email)
    if user is not None:
        who |= Q(contact__user=user)
    return who
