"""Asking, replying, editing: the only writers of topics' and posts' texts."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.announcing import announce
from forum.caches import forget_counts
from forum.locking import locked_topic
from forum.models import Board, Post, PostRevision, Topic
from forum.permissions import check_can_edit_post, check_can_reply, check_can_start_topic, writes_as_staff
from forum.signals import reply_posted, topic_started
from forum.telling import tell_of_reply
from forum.texts import Rendered, normal_title, render_post, topic_slug
from forum.watching import tell_watchers
from kbsite.accounts.models import User
from kbsite.catalog.models import Product
from kbsite.search.changes import mark_changed
from kbsite.text.languages import detect_language
from kbsite.text.plain import plain_text

MAX_TAGS = 5


@transaction.atomic
def start_topic(
    *,
    board: Board,
    by: User,
    title: str,
    source: str,
    language: str = "",
    product: Product | None = None,
    tags: Sequence[str] = (),
    fallback_language: str = "en",
) -> Topic:
    """Ask a question. An empty `language` is detected from title and text.

    Raises PermissionDenied; ValidationError for an empty title or text; kbsite.text's TextTooLong.
    """
    check_can_start_topic(by, board)
    title = normal_title(title)[: Topic.TITLE_CHARS]
    language = language or detect_language(f"{title}\n{source}", fallback_language)
    rendered = render_post(source, fallback_language=fallback_language, language=language)
    _check_written(title, rendered)
    now = timezone.now()
    topic = Topic.objects.create(
        board=board,
        title=title,
        slug=topic_slug(title),
        asker=by,
        language=rendered.language,
        product=product,
        created_at=now,
        last_post_at=now,
        post_count=1,
    )
    post = Post.objects.create(
        topic=topic,
        number=1,
        author=by,
        is_by_staff=writes_as_staff(by),
        language=rendered.language,
        source=rendered.source,
        html=rendered.html,
        renderer_version=rendered.renderer_version,
        created_at=now,
    )
    set_tags(topic=topic, names=tags)
    mark_changed(kind="topic", ids=[topic.pk])
    forget_counts()
    announce(topic_started, sender=Topic, topic=topic, post=post, by=by)
    return topic


@transaction.atomic
def reply_to_topic(*, topic: Topic, by: User, source: str) -> Post:
    """Add a reply with the next number. Raises PermissionDenied, ValidationError, TextTooLong."""
    # The topic's row lock makes numbers dense: who comes second waits here and reads the count that the first one left.
    topic = locked_topic(topic.pk)
    check_can_reply(by, topic)
    rendered = render_post(source, fallback_language=topic.language)
    _check_written("-", rendered)
    post = Post.objects.create(
        topic=topic,
        number=topic.post_count + 1,
        author=by,
        is_by_staff=writes_as_staff(by),
        language=rendered.language,
        source=rendered.source,
        html=rendered.html,
        renderer_version=rendered.renderer_version,
        created_at=timezone.now(),
    )
    topic.post_count += 1
    topic.reply_count += 1
    topic.last_post_at = post.created_at
    if topic.state == Topic.State.NEEDS_INFO and by.pk == topic.asker_id:
        # The asker has answered what was asked for.
        topic.state = Topic.State.OPEN
    topic.save(update_fields=["post_count", "reply_count", "last_post_at", "state"])
    mark_changed(kind="topic", ids=[topic.pk])
    forget_counts()
    tell_watchers(topic=topic, posts=[post], by=by)
    tell_of_reply(topic=topic, post=post, by=by)
    announce(reply_posted, sender=Post, topic=topic, post=post, by=by)
    return post


@transaction.atomic
def edit_post(*, post: Post, by: User, source: str, title: str = "", tags: Sequence[str] | None = None) -> Post:
    """Change a text and keep the one before as a revision. `title` and `tags` count only for the question.

    Saving the same text is no edit. Raises PermissionDenied, ValidationError, TextTooLong.
    """
    topic = locked_topic(post.topic_id)
    post = Post.objects.select_for_update(of=("self",)).select_related("topic").get(pk=post.pk)
    check_can_edit_post(by, post)
    rendered = render_post(source, fallback_language=topic.language)
    title = normal_title(title)[: Topic.TITLE_CHARS] if post.is_question else ""
    _check_written(title if post.is_question else "-", rendered)
    if post.is_question and tags is not None:
        set_tags(topic=topic, names=tags)
        mark_changed(kind="topic", ids=[topic.pk])
    is_retitled = post.is_question and title != topic.title
    if rendered.source == post.source and not is_retitled:
        return post
    PostRevision.objects.create(
        post=post,
        number=post.edit_count,
        title=topic.title if post.is_question else "",
        source=post.source,
        html=post.html,
        written_at=post.edited_at or post.created_at,
        replaced_by=by,
    )
    if is_retitled:
        topic.title, topic.slug = title, topic_slug(title)
        topic.save(update_fields=["title", "slug"])
    post.source, post.html = rendered.source, rendered.html
    post.renderer_version = rendered.renderer_version
    post.edited_at = timezone.now()
    post.edit_count += 1
    post.save(update_fields=["source", "html", "renderer_version", "edited_at", "edit_count"])
    mark_changed(kind="topic", ids=[topic.pk])
    tell_watchers(topic=topic, posts=[post], by=by)
    return post


def set_tags(*, topic: Topic, names: Sequence[str]) -> None:
    """Replace the tags; runs in the caller's transaction. At most MAX_TAGS, each at most 40 characters."""
    clean = list(dict.fromkeys(normal_title(name).lower()[:40] for name in names if name.strip()))[:MAX_TAGS]
    topic.tags.set(clean)


def _check_written(title: str, rendered: Rendered) -> None:
    if not title:
        raise ValidationError({"title": _("Write your question in one sentence.")})
    if not plain_text(rendered.html):
        raise ValidationError({"source": _("Write a text first.")})
