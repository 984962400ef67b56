"""The published versions of an article with the answers about each: an edit starts fresh, so a rate belongs to a version."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry

from articles.models import Answer, ArticlePage, ArticleVote
from deflection.estimation.shrinkage import Answers, SolveRate
from deflection.estimation.types import Undetermined
from deflection.reporting.said.priors import Priors
from deflection.reporting.series import Series

MOST_VERSIONS = 30
PUBLISHED = "wagtail.publish"


@dataclass(frozen=True)
class Version:
    """`until` is None for the one that readers see now. `number` counts from the first publication."""

    revision_id: int
    number: int
    since: datetime.date
    until: datetime.date | None
    answers: Answers
    rate: SolveRate | Undetermined


def versions_of_article(page: ArticlePage, known: Priors) -> list[Version]:
    """The latest versions, oldest first: all that were published, and all that somebody answered about. Two queries."""
    since: dict[int, datetime.datetime] = {}
    published = PageLogEntry.objects.filter(page_id=page.pk, action=PUBLISHED, revision__isnull=False)
    for revision, at in published.order_by("timestamp", "pk").values_list("revision_id", "timestamp"):
        since.setdefault(revision, at)
    counted: dict[int, Answers] = {}
    votes = ArticleVote.objects.filter(article_id=page.pk, is_counted=True).values("revision_id").order_by()
    for row in votes.annotate(yes=Count("pk", Q(answer=Answer.YES)), no=Count("pk", Q(answer=Answer.NO)), at=Min("created_at")):
        counted[row["revision_id"]] = Answers(row["yes"], row["no"])
        # What was published before publications were logged began with its first answer at the latest.
        since.setdefault(row["revision_id"], row["at"])
    if page.live_revision_id:
        since.setdefault(page.live_revision_id, page.last_published_at or timezone.now())
    # What readers see now is the last, also when an older draft was published after a newer one.
    ordered = sorted(since, key=lambda revision: (revision == page.live_revision_id, since[revision], revision))
    days = [timezone.localdate(since[revision]) for revision in ordered]
    made = [
        Version(
            revision_id=revision,
            number=place + 1,
            since=days[place],
            until=days[place + 1] if place + 1 < len(ordered) else None,
            answers=counted.get(revision, Answers(0, 0)),
            rate=known.rate(page.translation_key, counted.get(revision, Answers(0, 0))),
        )
        for place, revision in enumerate(ordered)
    ]
    return made[-MOST_VERSIONS:]


def versions_series(page: ArticlePage, versions: list[Version]) -> Series:
    """One row a version; shares in whole percent, None while there is too little data."""
    return Series(
        name=f"article-{page.pk}-versions",
        columns=(
            _("Version"),
            _("Published"),
            _("Replaced"),
            _("Answers yes"),
            _("Answers no"),
            _("Solved, %"),
            _("Low, %"),
            _("High, %"),
        ),
        rows=tuple(_row(one) for one in versions),
    )


def _row(one: Version) -> tuple[int | str | None, ...]:
    until = one.until.isoformat() if one.until else None
    start = (one.number, one.since.isoformat(), until, one.answers.yes, one.answers.no)
    if isinstance(one.rate, Undetermined):
        return (*start, None, None, None)
    interval = one.rate.interval
    return (*start, round(100 * one.rate.rate), round(100 * interval.low), round(100 * interval.high))
