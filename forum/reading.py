"""The page of a topic: a range of post numbers and everything around it, in a fixed number of queries."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import override

from forum.models import AcceptedReply, Board, HelpfulVote, MeToo, Post, Topic
from forum.permissions import (
    allows,
    check_can_accept,
    check_can_ask_for_information,
    check_can_reply,
    is_moderator,
)
from kbsite.accounts.models import User
from kbsite.text.plain import excerpt, plain_text

POSTS_A_PAGE = 20
# About five lines beside the question.
SOLUTION_CHARS = 420
SOLUTION_LINES = 6
LEAST_WORTH_SHOWING = 20
# Enough HTML for that many characters; the rest of a long answer need not be read for it.
SOLUTION_HTML_CHARS = 4_000
DESCRIPTION_CHARS = 160
OLD_AFTER = datetime.timedelta(days=730)


@dataclass(frozen=True, slots=True)
class PostView:
    """One post as this person sees it."""

    post: Post
    author_name: str
    author_initials: str
    avatar: str
    is_by_asker: bool
    is_accepted: bool
    is_mine: bool
    is_found_helpful: bool
    can_edit: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """`doubts` counts readers who say that it no longer works, until the desk has looked."""

    post_id: int
    number: int
    url: str
    author_name: str
    is_by_staff: bool
    written_at: datetime.datetime
    language: str
    lines: tuple[str, ...]
    doubts: int


@dataclass(frozen=True, slots=True)
class TopicPage:
    topic: Topic
    crumbs: tuple[Board, ...]
    tags: tuple[tuple[str, str], ...]
    question: PostView | None
    replies: tuple[PostView, ...]
    solutions: tuple[Solution, ...]
    page: int
    page_count: int
    is_mine: bool
    has_it_too: bool
    can_reply: bool
    can_accept: bool
    can_moderate: bool
    can_ask_for_information: bool
    is_old: bool
    is_public: bool
    # For search engines, and for judging how long reading the page takes.
    description: str
    canonical_url: str
    word_count: int

    @property
    def page_numbers(self) -> tuple[int | None, ...]:
        """The first, the last and those around the present one; None stands for a gap."""
        near = sorted({1, self.page_count, *range(max(1, self.page - 2), min(self.page_count, self.page + 2) + 1)})
        shown: list[int | None] = []
        for before, number in zip([0, *near], near, strict=False):
            if number - before > 1:
                shown.append(None)
            shown.append(number)
        return tuple(shown)

    @property
    def others_with_it(self) -> int:
        return self.topic.me_too_count - self.has_it_too


def page_of(number: int) -> int:
    """The page that holds the post with this number."""
    return (number - 1) // POSTS_A_PAGE + 1


def visible_topic(user: User | AnonymousUser, pk: int) -> Topic:
    """Raises Http404 when it is not there for this person."""
    topic = Topic.objects.visible_to(user).filter(pk=pk).select_related("board", "board__parent", "asker", "product").first()
    if topic is None:
        raise Http404("no such topic")
    return topic


def topic_page(topic: Topic, user: User | AnonymousUser, *, page: int = 1, visitor_key: str = "") -> TopicPage:
    """Seven queries at most for a visible topic, whatever its length. Raises Http404 for a page that it does not have."""
    page_count = max(1, page_of(topic.post_count))
    if not 1 <= page <= page_count:
        raise Http404("no such page")
    first = (page - 1) * POSTS_A_PAGE + 1
    posts = list(
        Post.objects.filter(topic=topic, number__range=(first, first + POSTS_A_PAGE - 1))
        .select_related("author")
        .defer("source")
        .order_by("number")
    )
    accepted = list(
        AcceptedReply.objects.standing()
        .filter(topic=topic, post__is_hidden=False)
        .select_related("post__author")
        .defer("post__source")
        .annotate(doubts=Count("post__no_longer_works", filter=Q(post__no_longer_works__settled_at__isnull=True)))
        .order_by("post__number")
        if topic.accepted_count
        else []
    )
    accepted_ids = {acceptance.post_id for acceptance in accepted}
    moderates = is_moderator(user)
    helpful = (
        set(HelpfulVote.objects.filter(user=user, post__in=posts).values_list("post_id", flat=True))
        if user.is_authenticated
        else set()
    )
    views = [
        _post_view(post, topic, user, moderates, is_accepted=post.pk in accepted_ids, is_helpful=post.pk in helpful)
        for post in posts
    ]
    crumbs = (topic.board.parent, topic.board) if topic.board.parent_id else (topic.board,)
    return TopicPage(
        topic=topic,
        crumbs=crumbs,
        tags=tuple(topic.tags.order_by("name").values_list("slug", "name")),
        question=views[0] if page == 1 and views else None,
        replies=tuple(views[1:] if page == 1 else views),
        solutions=tuple(_solution(acceptance.post, acceptance.doubts) for acceptance in accepted) if page == 1 else (),
        page=page,
        page_count=page_count,
        is_mine=user.is_authenticated and topic.asker_id == user.pk,
        has_it_too=_has_it_too(topic, user, visitor_key),
        can_reply=allows(check_can_reply, user, topic) or (not user.is_authenticated and not topic.is_locked),
        can_accept=allows(check_can_accept, user, topic),
        can_moderate=moderates,
        can_ask_for_information=allows(check_can_ask_for_information, user),
        is_old=timezone.now() - topic.last_post_at > OLD_AFTER,
        is_public=topic.board.effective_audience == "public" and not topic.is_hidden,
        description=excerpt(plain_text(start_of(posts[0].html)), DESCRIPTION_CHARS) if page == 1 else "",
        canonical_url=_canonical_url(topic, page),
        word_count=sum(post.html.count(" ") + 1 for post in posts if not post.is_hidden),
    )


def _canonical_url(topic: Topic, page: int) -> str:
    """The one address of a page that three interface languages show: that of the topic's own language."""
    with override(topic.language):
        return f"{settings.SITE_URL}{topic.get_absolute_url()}{f'?page={page}' if page > 1 else ''}"


def _post_view(
    post: Post, topic: Topic, user: User | AnonymousUser, moderates: bool, *, is_accepted: bool, is_helpful: bool
) -> PostView:
    is_mine = user.is_authenticated and post.author_id == user.pk
    author = post.author
    return PostView(
        post=post,
        author_name=author.public_name if author else "",
        author_initials=author.initials[:2] if author else "",
        # Four quiet colours, the same for one person everywhere.
        avatar=("", " avatar-b", " avatar-c", " avatar-d")[(post.author_id or 0) % 4],
        is_by_asker=post.author_id is not None and post.author_id == topic.asker_id,
        is_accepted=is_accepted,
        is_mine=is_mine,
        is_found_helpful=is_helpful,
        can_edit=(moderates or (is_mine and not post.is_hidden and not topic.is_locked)) and post.source_format == "markdown",
    )


def _solution(post: Post, doubts: int) -> Solution:
    return Solution(
        post_id=post.pk,
        number=post.number,
        url=f"?page={page_of(post.number)}#post-{post.number}" if post.number > POSTS_A_PAGE else f"#post-{post.number}",
        author_name=post.author.public_name if post.author else "",
        is_by_staff=post.is_by_staff,
        written_at=post.created_at,
        language=post.language,
        lines=_first_lines(plain_text(start_of(post.html))),
        doubts=doubts,
    )


def start_of(html: str) -> str:
    """Enough of stored HTML for an excerpt, never cut inside a tag."""
    cut = html[:SOLUTION_HTML_CHARS]
    return cut[: cut.rfind("<")] if cut.rfind("<") > cut.rfind(">") else cut


def _first_lines(text: str) -> tuple[str, ...]:
    """The start of a text, its lines kept apart: the steps of an answer stay steps."""
    lines, left = [], SOLUTION_CHARS
    for line in text.splitlines()[:SOLUTION_LINES]:
        lines.append(excerpt(line, left))
        left -= len(line)
        if left < LEAST_WORTH_SHOWING:
            break
    if len(lines) < len(text.splitlines()) and not lines[-1].endswith("…"):
        lines[-1] += " …"
    return tuple(lines)


def _has_it_too(topic: Topic, user: User | AnonymousUser, visitor_key: str) -> bool:
    if not user.is_authenticated and not visitor_key:
        return False
    said = MeToo.objects.filter(topic=topic)
    return (said.filter(user=user) if user.is_authenticated else said.filter(user=None, visitor_key=visitor_key)).exists()
