"""The one mail: once the marked version, or one after it, is what readers see."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from articles.addresses import absolute, address_for
from articles.fixing.asking import unsubscribe_headers
from articles.fixing.forgetting import forget_requests, told_key
from articles.fixing.links import fix_url
from articles.models import Answer, ArticleFix, ArticlePage, ArticleVote, FixRequest
from kbsite.notifications.asking import may_ask
from kbsite.notifications.mail import queue_mail

BATCH = 50


def tell_of_fixes(now: datetime | None = None) -> int:
    """Worker job: mail those who wait for a fix that is published; returns how many requests were settled."""
    fixes = ArticleFix.objects.filter(
        article=OuterRef("article"),
        revision_id__gt=OuterRef("vote__revision_id"),
        revision_id__lte=OuterRef("article__live_revision_id"),
    )
    due = FixRequest.objects.waiting().filter(Exists(fixes), article__live=True)
    return sum(_tell(pk, now or timezone.now()) for pk in list(due.order_by("confirmed_at").values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _tell(pk: int, now: datetime) -> bool:
    request = FixRequest.objects.open().select_for_update().filter(pk=pk).first()
    if request is None:
        return False  # another worker was faster, or the reader has changed their mind
    readers = request.user or AnonymousUser()
    article = ArticlePage.objects.visible_to(readers).select_related("locale").filter(pk=request.article_id).first()
    if article is None:
        return False  # they may not see it (now); it waits until they may, or until its time is over
    fix = (
        ArticleFix.objects.filter(
            article=article, revision_id__gt=request.vote.revision_id, revision_id__lte=F("article__live_revision_id")
        )
        .order_by("-revision_id")
        .first()
    )
    if request.vote.answer != Answer.NO or _has_answered_since(request, fix):
        forget_requests([request])
        return True
    # The mail is what they asked for; the question in it is ours and keeps to the budget.
    asks = may_ask(now=now, email=request.email, user=request.user)
    FixRequest.objects.filter(pk=pk).update(told_at=now, fix=fix, has_asked=asks)
    address = address_for(article.url_path, language=article.locale.language_code, reader_language=request.language)
    queue_mail(
        key=told_key(request),
        to=request.email,
        template="fix_told",
        context={
            "article": article,
            "note": fix.note,
            "url": absolute(address),
            "answer_url": fix_url(request, "fix_answer") if asks else "",
            "forget_url": fix_url(request, "fix_forget"),
        },
        language=request.language,
        user=request.user,
        headers=unsubscribe_headers(request),
    )
    return True


def _has_answered_since(request: FixRequest, fix: ArticleFix) -> bool:
    """They have seen the new version by themselves and said whether it helps."""
    return ArticleVote.objects.filter(
        article_id=request.article_id, voter_key=request.vote.voter_key, revision_id__gte=fix.revision_id
    ).exists()
