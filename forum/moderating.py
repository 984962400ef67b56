"""The least that a forum needs to stay pleasant: hide, lock, pin, ask for more information. All of it can be undone."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from forum.caches import forget_counts
from forum.counters import recount_topic
from forum.locking import locked_topic
from forum.models import Board, Post, Topic
from forum.permissions import check_can_ask_for_information, check_can_moderate
from forum.telling import tell_of_hiding
from forum.watching import tell_watchers
from kbsite.accounts.models import User
from kbsite.catalog.models import Product
from kbsite.search.changes import mark_changed


@transaction.atomic
def hide_post(*, post: Post, by: User, reason: str) -> None:
    """Take a reply out of sight; a stub keeps its number. Hiding the question hides the topic.

    Raises PermissionDenied, and ValidationError without a reason.
    """
    check_can_moderate(by)
    topic = locked_topic(post.topic_id)
    if post.is_question:
        hide_topic(topic=topic, by=by, reason=reason)
        return
    reason = _given(reason)
    _set_post_hidden(post, topic, by=by, is_hidden=True, reason=reason)
    tell_of_hiding(topic=topic, post=post, by=by, reason=reason)


@transaction.atomic
def unhide_post(*, post: Post, by: User) -> None:
    check_can_moderate(by)
    _set_post_hidden(post, locked_topic(post.topic_id), by=by, is_hidden=False, reason="")


@transaction.atomic
def hide_topic(*, topic: Topic, by: User, reason: str) -> None:
    """Take a whole topic out of sight of everybody but moderators. Raises PermissionDenied, ValidationError."""
    check_can_moderate(by)
    reason = _given(reason)
    _set_topic_hidden(topic, by=by, is_hidden=True, reason=reason)
    tell_of_hiding(topic=topic, post=topic.posts.get(number=1), by=by, reason=reason)


@transaction.atomic
def unhide_topic(*, topic: Topic, by: User) -> None:
    check_can_moderate(by)
    _set_topic_hidden(topic, by=by, is_hidden=False, reason="")


@transaction.atomic
def lock_topic(*, topic: Topic, by: User, reason: str) -> None:
    """Stop replies; the reason is shown to readers. Raises PermissionDenied, ValidationError."""
    check_can_moderate(by)
    _update(topic, is_locked=True, lock_reason=_given(reason))


@transaction.atomic
def unlock_topic(*, topic: Topic, by: User) -> None:
    check_can_moderate(by)
    _update(topic, is_locked=False, lock_reason="")


@transaction.atomic
def pin_topic(*, topic: Topic, by: User, is_pinned: bool) -> None:
    check_can_moderate(by)
    _update(topic, is_pinned=is_pinned)


@transaction.atomic
def ask_for_information(*, topic: Topic, by: User, is_needed: bool) -> None:
    """Show that the topic waits for its asker; the asker's next reply clears it. Raises PermissionDenied."""
    check_can_ask_for_information(by)
    _update(topic, state=Topic.State.NEEDS_INFO if is_needed else Topic.State.OPEN)


@transaction.atomic
def refile_topic(*, topic: Topic, by: User, board: Board, product: Product | None, language: str) -> None:
    """Move a topic to another board, or correct its product and language. Its address and posts stay."""
    check_can_moderate(by)
    _update(topic, board=board, product=product, language=language)


def _update(topic: Topic, **fields: object) -> Topic:
    locked = locked_topic(topic.pk)
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(fields))
    mark_changed(kind="topic", ids=[topic.pk])
    forget_counts()
    return locked


def _set_topic_hidden(topic: Topic, *, by: User, is_hidden: bool, reason: str) -> None:
    changed = _update(topic, is_hidden=is_hidden, hide_reason=reason)
    tell_watchers(topic=changed, posts=list(changed.posts.replies()), by=by)


def _set_post_hidden(post: Post, topic: Topic, *, by: User, is_hidden: bool, reason: str) -> None:
    Post.objects.filter(pk=post.pk).update(is_hidden=is_hidden, hide_reason=reason)
    # Counters leave out what is hidden, and the acceptance of a hidden reply sleeps until it is shown again.
    recount_topic(topic)
    tell_watchers(topic=topic, posts=[topic.posts.get(pk=post.pk)], by=by)
    mark_changed(kind="topic", ids=[topic.pk])
    forget_counts()


def _given(reason: str) -> str:
    reason = " ".join(reason.split())[:250]
    if not reason:
        raise ValidationError(_("Give a reason: the author is told why."))
    return reason
