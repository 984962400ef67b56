"""What pages show about requests."""

from dataclasses import dataclass

from articles.fixing.marking import Markable, versions_to_mark
from articles.models import ArticleFix, ArticlePage, ArticleVote, FixRequest
from kbsite.accounts.models import User


@dataclass(frozen=True)
class FixDesk:
    """For who looks after the article. `marked` is a fix that still waits to be published."""

    waiting: int
    to_mark: list[Markable]
    marked: ArticleFix | None
    may_mark: bool


def request_of(vote: ArticleVote | None) -> FixRequest | None:
    """What the reader of this answer has asked for, while it is open."""
    if vote is None:
        return None
    return FixRequest.objects.open().filter(vote=vote).first()


def waiting_for(article: ArticlePage) -> int:
    """How many readers have confirmed that they want to know. Their addresses are shown to nobody."""
    return FixRequest.objects.waiting().filter(article_id=article.pk).count()


def fix_desk(article: ArticlePage, *, user: User) -> FixDesk:
    """Four queries at most."""
    waiting = waiting_for(article)
    if not waiting:
        return FixDesk(waiting=0, to_mark=[], marked=None, may_mark=False)
    return FixDesk(
        waiting=waiting,
        to_mark=versions_to_mark(article),
        marked=ArticleFix.objects.filter(article=article, revision_id__gt=article.live_revision_id or 0).first(),
        may_mark=article.permissions_for_user(user).can_edit(),
    )
