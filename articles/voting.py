"""Did this solve your problem? One answer per reader and revision; a second answer changes the first."""

from dataclasses import dataclass

from django.db import transaction

from articles.masking import mask_personal_data
from articles.models import REASONS_OF, Answer, ArticlePage, ArticleVote, Reason

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
    *, article: ArticlePage, voter_key: str, answer: Answer, reason: Reason | str = "", comment: str = "", is_counted: bool = True
) -> ArticleVote:
    """Store what a reader says about the published revision of an article. Idempotent on article, revision and voter.

    An answer that changes takes its reason and comment with it. Personal data in the comment is masked before it is stored.
    """
    if reason and reason not in REASONS_OF[answer]:
        reason = ""
    vote, _created = ArticleVote.objects.update_or_create(
        article=article,
        revision_id=article.live_revision_id,
        voter_key=voter_key,
        defaults={
            "answer": answer,
            "reason": reason,
            "comment": mask_personal_data(comment.strip())[:MAX_COMMENT_CHARS],
            "is_counted": is_counted,
        },
    )
    return vote
