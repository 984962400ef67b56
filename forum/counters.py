"""Every cached number of the forum has its rebuild from truth here; the verbs use the same functions."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from forum.models import AcceptedReply, Board, HelpfulVote, MeToo, Post, Topic
from kbsite.accounts.audience import strictest

BATCH = 500


def recount_topic(topic: Topic) -> None:
    """Rebuild the counters of one topic. The caller holds the row's lock, so that two recounts cannot cross."""
    recount_topics([topic.pk])
    topic.refresh_from_db(fields=[*_COUNTERS, "last_post_at"])


def recount_topics(ids: Iterable[int]) -> int:
    """Rebuild the counters of these topics, one statement a batch; returns how many."""
    ids = list(ids)
    posts = Post.objects.filter(topic=OuterRef("pk")).order_by().values("topic")
    visible = posts.filter(is_hidden=False)
    for start in range(0, len(ids), BATCH):
        Topic.objects.filter(pk__in=ids[start : start + BATCH]).update(
            post_count=_number(posts.annotate(n=Max("number"))),
            reply_count=_number(visible.filter(number__gt=1).annotate(n=Count("pk"))),
            helpful_count=_number(visible.annotate(n=Sum("helpful_count"))),
            last_post_at=Coalesce(Subquery(visible.annotate(n=Max("created_at")).values("n")), F("created_at")),
            accepted_count=_number(
                AcceptedReply.objects.standing()
                .filter(topic=OuterRef("pk"), post__is_hidden=False)
                .order_by()
                .values("topic")
                .annotate(n=Count("pk"))
            ),
            me_too_count=F("imported_me_too")
            + _number(MeToo.objects.filter(topic=OuterRef("pk")).order_by().values("topic").annotate(n=Count("pk"))),
        )
    return len(ids)


def recount_helpful(post_ids: Iterable[int]) -> int:
    """Rebuild the helpful counts of posts from their votes and what an import brought along."""
    ids = list(post_ids)
    votes = HelpfulVote.objects.filter(post=OuterRef("pk")).order_by().values("post").annotate(n=Count("pk"))
    for start in range(0, len(ids), BATCH):
        Post.objects.filter(pk__in=ids[start : start + BATCH]).update(helpful_count=F("imported_helpful") + _number(votes))
    return len(ids)


@transaction.atomic
def rebuild_board_audiences() -> int:
    """Bring the effective audience of every board in line with the boards above it; returns how many were wrong."""
    boards = {board.pk: board for board in Board.objects.all()}
    changed = []
    for board in boards.values():
        way_up, above = [board.audience], board.parent_id
        while above is not None and len(way_up) <= len(boards):
            way_up.append(boards[above].audience)
            above = boards[above].parent_id
        effective = strictest(*way_up)
        if effective != board.effective_audience:
            board.effective_audience = effective
            changed.append(board)
    Board.objects.bulk_update(changed, ["effective_audience"])
    return len(changed)


def wrong_topics() -> list[int]:
    """Topics whose numbers are not 1..n without a gap: a fault that no recount can mend and that must be seen."""
    return list(
        Topic.objects.annotate(last=Max("posts__number"), posts_there=Count("posts"))
        .filter(~Q(last=F("posts_there")) | Q(last__isnull=True))
        .values_list("pk", flat=True)
    )


def _number(query):
    return Coalesce(Subquery(query.values("n")), 0)


_COUNTERS = ["post_count", "reply_count", "accepted_count", "me_too_count", "helpful_count"]
