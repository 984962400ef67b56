"""Tells those who wait when an article with their answer is published: once, by the worker, from rows."""

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from articles.models import ArticleSource
from articles.promoting.origins import origin_named
from kbsite.accounts.audience import audiences_for
from kbsite.notifications.notices import notify

BATCH = 20
NOTICE = "written_up"


def published(sources: QuerySet[ArticleSource]) -> QuerySet[ArticleSource]:
    """Those whose words readers may find in the article: it is live from their draft, or from one after it."""
    return sources.filter(article__live=True, article__live_revision__gte=F("revision_id"))


def announce_published() -> int:
    """At most a batch; returns how many articles were told of."""
    waiting = published(ArticleSource.objects.filter(announced_at__isnull=True))
    return sum(_announce(pk) for pk in list(waiting.order_by("pk").values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _announce(pk: int) -> int:
    """Note, notices and the mark that it was done are one transaction: a killed worker tells nobody, or everybody."""
    rows = published(ArticleSource.objects.filter(pk=pk, announced_at__isnull=True))
    source = rows.select_for_update(of=("self",)).select_related("article__live_revision__user", "contributor", "made_by").first()
    origin = origin_named(source.kind) if source else None
    # An article for fewer people than its topic waits until it is for all of them.
    if source is None or origin is None or not origin.is_shown_with(source.key, source.article.effective_audience):
        return 0
    source.announced_at = timezone.now()
    source.save(update_fields=["announced_at"])
    origin.announce(source)
    person = source.contributor
    if person is not None and person.is_active and source.article.effective_audience in audiences_for(person):
        with override(person.language):
            url = reverse("articles:permalink", args=[source.article.translation_key])
        text = format_lazy(_("Your answer is an article now: “{title}”"), title=source.article.title)
        notify(user=person, kind=NOTICE, key=f"contributed:{source.pk}", text=text, url=url, actor=writer_of(source))
    return 1


def writer_of(source: ArticleSource):
    """Whose words are published, else whoever wrote them up first; None when both have left."""
    revision = source.article.live_revision
    return (revision.user if revision else None) or source.made_by
