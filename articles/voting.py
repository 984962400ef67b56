"""Did this solve your problem? One answer per reader and revision; a second answer changes the first."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from articles.fixing.forgetting import forget_requests_of
from articles.masking import mask_personal_data
from articles.models import REASONS_OF, Answer, ArticlePage, ArticleVote, Reason, VoteReason

MAX_COMMENT_CHARS = 1000


@dataclass(frozen=True)
class Tally:
    """Counted answers about one revision; "only looking" says nothing about solving and is no part of the share."""

    yes: int
    no: int

    @property
    def answers(self) -> int:
        return self.yes + self.no


@transaction.atomic
def cast_vote(
    *,
    article: ArticlePage,
    voter_key: str,
    answer: Answer,
    reasons: Collection[Reason] = (),
    comment: str = "",
    is_counted: bool = True,
) -> ArticleVote:
    """Store what a reader says about the published revision of an article. Idempotent on article, revision and voter.

    An answer that changes takes its reasons and comment with it; the same answer once more, without words, leaves them.
    Who is not unhelped any more waits for no fix: what they asked for is forgotten. Personal data in the comment is masked before
    it is stored. A reason of another answer is left out.
    """
    votes = ArticleVote.objects.select_for_update().filter(
        article=article, revision_id=article.live_revision_id, voter_key=voter_key
    )
    if not reasons and not comment.strip():
        same = votes.filter(answer=answer, is_counted=is_counted).first()
        if same is not None:
            return same
    vote, _created = ArticleVote.objects.update_or_create(
        article=article,
        revision_id=article.live_revision_id,
        voter_key=voter_key,
        defaults={
            "answer": answer,
            "comment": mask_personal_data(comment.strip())[:MAX_COMMENT_CHARS],
            "is_counted": is_counted,
        },
    )
    if answer != Answer.NO:
        forget_requests_of(vote)
    given = [reason for reason in REASONS_OF[Answer(answer)] if reason in set(reasons)]
    vote.reasons.exclude(reason__in=given).delete()
    VoteReason.objects.bulk_create([VoteReason(vote=vote, reason=reason) for reason in given], ignore_conflicts=True)
    return vote
