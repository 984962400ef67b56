"""Everything on the page of what readers said about one article."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q

from articles.models import REASONS_OF, Answer, ArticlePage, ArticleVote, Reason, VoteReason
from deflection.estimation.shrinkage import Answers, SolveRate
from deflection.estimation.types import Undetermined
from deflection.reporting.said.priors import priors
from deflection.reporting.said.versions import Version, versions_of_article, versions_series
from deflection.reporting.series import Series

COMMENTS_PER_PAGE = 20


@dataclass(frozen=True)
class ReasonCount:
    """How often readers of the published version, and of all versions, gave a reason."""

    label: str
    now: int
    ever: int


@dataclass(frozen=True)
class Comment:
    """`version` is 0 for one so old that its version is not listed any more."""

    vote: ArticleVote
    version: int


@dataclass(frozen=True)
class SaidAbout:
    page: ArticlePage
    answers: Answers
    looking: int
    rate: SolveRate | Undetermined
    versions: list[Version]
    series: Series
    reasons: dict[str, list[ReasonCount]]
    comments: list[Comment]
    comments_page: Page

    @property
    def is_empty(self) -> bool:
        """Nobody has ever answered about any version."""
        return not self.looking and not any(one.answers.total for one in self.versions)


def said_about(page: ArticlePage, *, comments_page: object = 1) -> SaidAbout:
    """Seven queries beside those for the priors, however many votes, versions and comments there are."""
    versions = versions_of_article(page, priors())
    live = next((one for one in versions if one.revision_id == page.live_revision_id), versions[-1])
    votes = ArticleVote.objects.filter(article_id=page.pk, is_counted=True)
    shown = Paginator(votes.exclude(comment="").order_by("-changed_at", "-pk"), COMMENTS_PER_PAGE).get_page(comments_page)
    numbers = {one.revision_id: one.number for one in versions}
    given = _with_reasons(list(shown))
    return SaidAbout(
        page=page,
        answers=live.answers,
        looking=votes.filter(answer=Answer.LOOKING).count(),
        rate=live.rate,
        versions=versions,
        series=versions_series(page, versions),
        reasons=_reason_counts(page),
        comments=[Comment(vote, numbers.get(vote.revision_id, 0)) for vote in given],
        comments_page=shown,
    )


def _reason_counts(page: ArticlePage) -> dict[str, list[ReasonCount]]:
    rows = VoteReason.objects.filter(vote__article_id=page.pk, vote__is_counted=True).values("reason").order_by()
    counts = {
        row["reason"]: row
        for row in rows.annotate(ever=Count("pk"), now=Count("pk", Q(vote__revision_id=F("vote__article__live_revision_id"))))
    }

    def of(answer: Answer) -> list[ReasonCount]:
        told = [
            ReasonCount(str(Reason(reason).label), counts[reason]["now"], counts[reason]["ever"])
            for reason in REASONS_OF[answer]
            if reason in counts
        ]
        return sorted(told, key=lambda one: (-one.now, -one.ever))

    return {"no": of(Answer.NO), "yes": of(Answer.YES)}


def _with_reasons(votes: list[ArticleVote]) -> list[ArticleVote]:
    """The votes, each with its reasons in words as `given`. One query."""
    by_vote: dict[int, list[str]] = {}
    for row in VoteReason.objects.filter(vote__in=votes).order_by("pk"):
        by_vote.setdefault(row.vote_id, []).append(str(row.get_reason_display()))
    for vote in votes:
        vote.given = by_vote.get(vote.pk, [])
    return votes
