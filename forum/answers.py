"""Solutions as other rooms read them: to write them up, and to know which no longer hold."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser

from forum.models import AcceptedReply, NoLongerWorks, Post, Topic
from kbsite.accounts.models import User

# Of a long thread the first posts hold what others quote.
POSTS_READ = 60


@dataclass(frozen=True, slots=True)
class AcceptedAnswer:
    """`others_html` are the visible posts besides question and answer; `names` everybody who wrote."""

    topic: Topic
    tags: tuple[str, ...]
    question_html: str
    answer: Post
    others_html: tuple[str, ...]
    names: tuple[str, ...]


class Broken(StrEnum):
    """Why an accepted reply is no solution any more."""

    NOT_ACCEPTED = "not_accepted"
    HIDDEN = "hidden"
    NO_LONGER_WORKS = "no_longer_works"


def accepted_answer(user: User | AnonymousUser, post_id: int) -> AcceptedAnswer | None:
    """A standing, visible solution with what was said around it; None when it is none for this person. Four queries."""
    accepted = (
        AcceptedReply.objects.standing()
        .filter(post_id=post_id, post__in=Post.objects.visible_to(user).filter(is_hidden=False))
        .select_related("post__author", "topic__board", "topic__product", "topic__asker")
        .first()
    )
    if accepted is None:
        return None
    topic, answer = accepted.topic, accepted.post
    others = list(
        Post.objects.filter(topic=topic, is_hidden=False)
        .exclude(pk=answer.pk)
        .select_related("author")
        .order_by("number")[:POSTS_READ]
    )
    people = [topic.asker, answer.author, *(post.author for post in others)]
    return AcceptedAnswer(
        topic=topic,
        tags=tuple(topic.tags.order_by("name").values_list("name", flat=True)),
        question_html=next((post.html for post in others if post.is_question), ""),
        answer=answer,
        others_html=tuple(post.html for post in others if not post.is_question),
        names=tuple(dict.fromkeys(person.public_name for person in people if person is not None)),
    )


def broken_answers(post_ids: Collection[int]) -> dict[int, Broken]:
    """Which of these posts are no solutions now, and why: the strongest reason of several. Three queries."""
    ids = set(post_ids)
    visible = set(Post.objects.filter(pk__in=ids, is_hidden=False, topic__is_hidden=False).values_list("pk", flat=True))
    accepted = set(AcceptedReply.objects.standing().filter(post__in=ids).values_list("post_id", flat=True))
    doubted = set(NoLongerWorks.objects.filter(post__in=ids, settled_at=None).values_list("post_id", flat=True))
    broken = dict.fromkeys(doubted, Broken.NO_LONGER_WORKS)
    broken |= dict.fromkeys(ids - accepted, Broken.NOT_ACCEPTED)
    return broken | dict.fromkeys(ids - visible, Broken.HIDDEN)
