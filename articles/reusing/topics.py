"""Topics of the community as a place where articles are reused."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from articles.reusing.places import Kin, Place, Spot, register_place
from articles.reusing.recording import Reply, record_links
from forum.models import Post, Topic
from forum.permissions import allows, check_can_ask_for_information
from forum.suggesting import similar_topics
from forum.watching import watch_replies
from kbsite.accounts.models import User

PLACE = "topic"


def register_topic_place() -> None:
    register_place(Place(name=PLACE, find=find, kin=kin))
    watch_replies(record_reuse)


def find(user: User | AnonymousUser, key: str) -> Spot | None:
    """By the topic's key. One query."""
    try:
        topic = Topic.objects.visible_to(user).select_related("board").filter(key=UUID(key)).first()
    except ValueError:
        return None
    return spot_of(topic, user=user) if topic is not None else None


def spot_of(topic: Topic, *, user: User | AnonymousUser) -> Spot:
    return Spot(
        place=PLACE,
        key=str(topic.key),
        url=topic.get_absolute_url(),
        title=topic.title,
        language=topic.language,
        readers=topic.board.effective_audience,
        may_link=allows(check_can_ask_for_information, user),
    )


def kin(user: User | AnonymousUser, spot: Spot) -> Kin:
    topic = Topic.objects.only("pk", "language").get(key=spot.key)
    return {PLACE: [str(other.key) for other in similar_topics(user, topic)]}


def record_reuse(topic: Topic, posts: Sequence[Post], by: User) -> None:
    """Whoever answers with an article reuses it; who asked only tells what they have read."""
    replies = [
        Reply(
            text_key=str(post.pk),
            html="" if post.is_hidden or topic.is_hidden or post.author_id == topic.asker_id else post.html,
            is_by_desk=post.is_by_staff,
            at=post.created_at,
        )
        for post in posts
        if not post.is_question
    ]
    record_links(place=PLACE, place_key=str(topic.key), replies=replies, by=by)
