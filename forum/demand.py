"""Which solutions many people need: the facts, for rooms that do something about it."""

import re
from collections import Counter
from dataclasses import dataclass

from django.db.models import F

from forum.models import AcceptedReply, Post, Topic

_LINK = re.compile(r"/community/(\d{1,12})(?=[-/])")


@dataclass(frozen=True, slots=True)
class SolutionDemand:
    """A solution that everybody of its board sees. `links` counts other topics that point to it."""

    topic: Topic
    post_id: int
    links: int


def solutions_in_demand(*, limit: int) -> list[SolutionDemand]:
    """The solved topics that most people have and read, with their first accepted reply. Three queries."""
    topics = list(
        Topic.objects.listed()
        .solved()
        .select_related("board", "product")
        # Ten readers weigh as much as one who says that they have it too.
        .order_by((F("me_too_count") * 10 + F("view_count")).desc(), "-pk")[:limit]
    )
    accepted = (
        AcceptedReply.objects.standing()
        .filter(topic__in=topics, post__is_hidden=False)
        .order_by("-post__number")
        .values_list("topic_id", "post_id")
    )
    first = dict(accepted)
    links = _links_to({topic.pk for topic in topics})
    return [SolutionDemand(topic=topic, post_id=first[topic.pk], links=links[topic.pk]) for topic in topics if topic.pk in first]


def _links_to(ids: set[int]) -> Counter[int]:
    """How many other topics hold a visible post with a link to each."""
    found: set[tuple[int, int]] = set()
    posts = Post.objects.filter(html__contains="/community/", is_hidden=False, topic__is_hidden=False)
    for topic_id, html in posts.values_list("topic_id", "html").iterator():
        found |= {(topic_id, int(target)) for target in _LINK.findall(html)}
    return Counter(target for topic_id, target in found if target in ids and target != topic_id)
