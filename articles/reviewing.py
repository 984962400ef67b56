"""Reviews: who is asked to approve a draft is told, and owners hear when an article is due to be looked at again."""

import datetime
from collections import defaultdict

from django.db import transaction
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState
from wagtail.signals import task_submitted

from articles.flagging import owner_for
from articles.models import ArticlePage, Confidence, NamedReviewTask
from kbsite.accounts.models import User
from kbsite.notifications.mail import queue_mail
from kbsite.notifications.models import Notice
from kbsite.notifications.notices import notify

ASKED = "review_asked"
DUE = "review_due"
# Long enough to plan a look, short enough to remember it.
DAYS_AHEAD = 7
BATCH = 500


@receiver(task_submitted, sender=TaskState)
def tell_reviewers(sender, instance: TaskState, user: User | None = None, **kwargs) -> None:
    """In the transaction that asks: the notice and the mail exist exactly when the request does."""
    task = instance.task.specific
    if not isinstance(task, NamedReviewTask):
        return
    page = instance.revision.as_object()
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    text = format_lazy(_("Please review “{title}”"), title=page.title)
    for person in task.reviewers_to_tell(instance):
        key = f"review:{instance.pk}:{person.pk}"
        if notify(user=person, kind=ASKED, key=key, text=text, url=url, actor=user) and person.email:
            context = {"title": page.title, "path": url, "asked_by": user.public_name if user else ""}
            queue_mail(key=key, to=person.email, template="review_asked", context=context, language=person.language, user=person)


def remind_of_reviews(today: datetime.date | None = None) -> int:
    """Tell owners, a week ahead and on the day, each article once a date. One mail a person and day. The worker's job."""
    today = today or timezone.localdate()
    due = (
        ArticlePage.objects.live()
        .filter(review_by__lte=today + datetime.timedelta(days=DAYS_AHEAD))
        .exclude(confidence=Confidence.ARCHIVED)
        .select_related("owner")
        .order_by("review_by", "pk")[:BATCH]
    )
    by_owner: dict[User, list[ArticlePage]] = defaultdict(list)
    for article in due:
        owner = owner_for(article)
        if owner is not None:
            by_owner[owner].append(article)
    return sum(_remind(owner, articles, today) for owner, articles in by_owner.items())


@transaction.atomic
def _remind(owner: User, articles: list[ArticlePage], today: datetime.date) -> int:
    """Notices and mail of one person are one transaction, so that a killed worker reminds wholly or not at all."""
    keys = {_key(article, today): article for article in articles}
    told = set(Notice.objects.filter(user=owner, key__in=keys).values_list("key", flat=True))
    waiting = {key: article for key, article in keys.items() if key not in told}
    for key, article in waiting.items():
        late = article.review_by <= today
        words = _("“{title}” is due to be reviewed") if late else _("“{title}” is due to be reviewed within a week")
        url = reverse("wagtailadmin_pages:edit", args=[article.pk])
        notify(user=owner, kind=DUE, key=key, text=format_lazy(words, title=article.title), url=url)
    if waiting and owner.email:
        queue_mail(
            key=f"reviews:{owner.pk}:{today.isoformat()}",
            to=owner.email,
            template="reviews_due",
            context={"articles": list(waiting.values()), "count": len(waiting)},
            language=owner.language,
            user=owner,
        )
    return len(waiting)


def _key(article: ArticlePage, today: datetime.date) -> str:
    when = "due" if article.review_by <= today else "soon"
    return f"review-{when}:{article.pk}:{article.review_by.isoformat()}"
