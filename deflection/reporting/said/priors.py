"""What is known of an article's kind before it has answers of its own: the mean and spread of articles about the same issue."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, F, Q

from articles.models import Answer, ArticlePage, ArticleVote
from deflection.estimation.shrinkage import Answers, Prior, SolveRate, prior_of, shown_rate
from deflection.estimation.types import Undetermined
from deflection.models import ContentIssue, ContentKind

# A kind's mean hardly moves in ten minutes; reading it again for every page would.
KEPT_SECONDS = 600
_KEY = "solve-rate-priors:1"


@dataclass(frozen=True)
class Priors:
    """`site` is None while nobody has answered about anything. `issue_of` names the issue of a content by its key."""

    site: Prior | None
    by_issue: Mapping[int, Prior]
    issue_of: Mapping[uuid.UUID, int]

    def rate(self, key: uuid.UUID, answers: Answers) -> SolveRate | Undetermined:
        """The rate of the article with this translation key, as it may be shown; a refusal tells how many answers are missing."""
        # Without any answer anywhere there is no mean; then this article has none of its own either.
        prior = self.by_issue.get(self.issue_of.get(key, 0)) or self.site or Prior(mean=0.5)
        return shown_rate(answers, prior)


def priors() -> Priors:
    """Three queries, or none while the last ones are fresh."""
    kept: Priors | None = cache.get(_KEY)
    if kept is None:
        kept = _read()
        cache.set(_KEY, kept, KEPT_SECONDS)
    return kept


def live_answers() -> dict[int, Answers]:
    """The counted answers about the published version of each article that has any, by article."""
    rows = (
        ArticleVote.objects.filter(is_counted=True, article__live=True, revision_id=F("article__live_revision_id"))
        .values("article_id")
        .annotate(yes=Count("pk", Q(answer=Answer.YES)), no=Count("pk", Q(answer=Answer.NO)))
        .order_by()
        .values_list("article_id", "yes", "no")
    )
    return {article: Answers(yes, no) for article, yes, no in rows if yes or no}


def _read() -> Priors:
    answers = live_answers()
    keys = dict(ArticlePage.objects.filter(pk__in=answers).values_list("pk", "translation_key"))
    links = (
        ContentIssue.objects.filter(content_kind=ContentKind.ARTICLE, valid_to__isnull=True)
        .order_by("-valid_from", "-pk")
        .values_list("content_uuid", "issue_id")
    )
    issue_of = dict(links)  # an article of two issues counts with the one it was linked to first
    by_issue: dict[int, list[Answers]] = defaultdict(list)
    for article, one in answers.items():
        issue = issue_of.get(keys.get(article))
        if issue is not None:
            by_issue[issue].append(one)
    of_site = prior_of(list(answers.values()))
    site = None if isinstance(of_site, Undetermined) else of_site
    of_issues = {issue: prior_of(items) for issue, items in by_issue.items()}
    return Priors(
        site=site,
        by_issue={issue: prior for issue, prior in of_issues.items() if isinstance(prior, Prior)},
        issue_of=issue_of,
    )
