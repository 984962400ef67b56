"""Shaped reads for other rooms' pages."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from forum.models import Topic
from kbsite.accounts.models import User


@dataclass(frozen=True, slots=True)
class SolvedTopic:
    title: str
    url: str
    language: str
    board: str
    me_too_count: int
    reply_count: int
    last_post_at: datetime.datetime


def latest_solved_topics(user: User | AnonymousUser, *, limit: int = 5) -> list[SolvedTopic]:
    """The solved topics with the latest activity that this person may see; one query."""
    topics = Topic.objects.visible_to(user).listed().solved().select_related("board").order_by("-last_post_at", "-pk")[:limit]
    return [
        SolvedTopic(
            title=topic.title,
            url=topic.get_absolute_url(),
            language=topic.language,
            board=topic.board.title,
            me_too_count=topic.me_too_count,
            reply_count=topic.reply_count,
            last_post_at=topic.last_post_at,
        )
        for topic in topics
    ]
