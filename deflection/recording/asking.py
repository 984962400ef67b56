"""The one door to questions: whoever wants to ask a person something by mail or prompt asks here first."""

from datetime import datetime, timedelta

from django.db.models import Q

from deflection.models import Resolution, SolvedQuestion
from kbsite.accounts.models import User

# One question in 30 days: people who are asked after every contact stop answering, and the yes-share then means nothing.
BUDGET = timedelta(days=30)
# Questions that we put; what somebody tells by themselves on the page of their contact uses up nothing.
ASKED_BY_US = (SolvedQuestion.CONTACT_MAIL, SolvedQuestion.FOLLOW_UP)


def may_ask(*, now: datetime, email: str = "", user: User | None = None) -> bool:
    """Whether this person, known by account or address, has not been asked anything within the budget.

    Call it inside the transaction that writes the question.
    """
    who = Q()
    if email:
        who |= Q(contact__correspondence__email__iexact=email)
    if user is not None:
        who |= Q(contact__user=user)
    if not who:
        return False  # nobody whom an answer could reach
    return not Resolution.objects.filter(who, question__in=ASKED_BY_US, asked_at__gt=now - BUDGET).exists()
