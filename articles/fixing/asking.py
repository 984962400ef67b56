"""A reader asks to be told; the address counts only after a link in a mail to it was used."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.fixing.forgetting import forget_requests
from articles.fixing.links import fix_url
from articles.models import Answer, ArticleVote, FixRequest
from kbsite.accounts.models import User
from kbsite.notifications.mail import queue_mail

# A button pressed twice is one wish.
ASKED_JUST_NOW = timedelta(minutes=5)


def address_key(email: str) -> str:
    """The same for the same address however it is written; useless without this site's secret."""
    return salted_hmac("articles.fixing", email.strip().casefold(), algorithm="sha256").hexdigest()


@transaction.atomic
def ask_to_be_told(*, vote: ArticleVote, email: str, language: str, user: User | None = None) -> FixRequest:
    """Keep the address and mail it a link to confirm. A confirmed address that asks again keeps its request and gets no mail.

    One open request a vote and address: a new one takes its place. Raises ValueError for an answer that is not "no".
    """
    if vote.answer != Answer.NO:
        raise ValueError("only who was not helped is told of a fix")
    key, now = address_key(email), timezone.now()
    open_ones = FixRequest.objects.open().filter(article_id=vote.article_id)
    known = open_ones.filter(email_key=key).first()
    if known is not None and (known.confirmed_at is not None or known.asked_at > now - ASKED_JUST_NOW):
        return known
    # A mail that did not arrive, another device, another address: the newest wish counts.
    forget_requests(open_ones.filter(Q(email_key=key) | Q(vote=vote)))
    request = FixRequest.objects.create(
        article_id=vote.article_id,
        vote=vote,
        user=user,
        email=email.strip(),
        email_key=key,
        language=language,
        asked_at=now,
    )
    queue_mail(
        key=f"fix-confirm:{request.pk}",
        to=request.email,
        template="fix_confirm",
        context={
            "article": vote.article,
            "confirm_url": fix_url(request, "fix_confirm"),
            "forget_url": fix_url(request, "fix_forget"),
        },
        language=language,
        user=user,
        headers=unsubscribe_headers(request),
    )
    return request


@transaction.atomic
def confirm_request(*, request: FixRequest) -> None:
    """The address is its reader's. Doing it twice changes nothing."""
    FixRequest.objects.filter(pk=request.pk, confirmed_at__isnull=True).update(confirmed_at=timezone.now())
    request.refresh_from_db(fields=["confirmed_at"])


def unsubscribe_headers(request: FixRequest) -> dict[str, str]:
    """What mail programs show as a button (RFC 8058)."""
    return {"List-Unsubscribe": f"<{fix_url(request, 'fix_forget')}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def was_asked_about_fix(email: str, user: User | None, since: datetime) -> bool:
    """For the site's budget of questions."""
    asked = FixRequest.objects.filter(has_asked=True, told_at__gt=since)
    if email and asked.filter(email_key=address_key(email)).exists():
        return True
    return user is not None and asked.filter(user=user).exists()
