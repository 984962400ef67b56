"""One press: this helped; I have this too. Each person counts once, whatever is pressed twice or at the same time."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from forum.announcing import announce
from forum.counters import recount_helpful, recount_topic
from forum.locking import locked_topic
from forum.models import HelpfulVote, MeToo, Post, Topic
from forum.permissions import check_can_vote
from forum.signals import me_too_said, post_found_helpful
from kbsite.accounts.models import User
from kbsite.search.changes import mark_changed


@transaction.atomic
def set_helpful(*, post: Post, by: User, is_helpful: bool) -> int:
    """Say that a post helped, or take that back; returns the new count. Repeating changes nothing. Raises PermissionDenied.

    The form says what should hold, not "toggle": two presses in a row, or from two windows, cannot undo each other.
    """
    topic = locked_topic(post.topic_id)
    post = Post.objects.select_related("topic").get(pk=post.pk)
    check_can_vote(by, post)
    if is_helpful:
        _vote, changed = HelpfulVote.objects.get_or_create(post=post, user=by)
    else:
        changed, _rows = HelpfulVote.objects.filter(post=post, user=by).delete()
    if changed:
        recount_helpful([post.pk])
        recount_topic(topic)
        mark_changed(kind="topic", ids=[topic.pk])
        if is_helpful:
            announce(post_found_helpful, sender=Post, post=post, by=by)
    return Post.objects.values_list("helpful_count", flat=True).get(pk=post.pk)


@transaction.atomic
def set_me_too(*, topic: Topic, by: User | None, visitor_key: str = "", has_it: bool) -> int:
    """Say "I have this too", or take it back; returns the new count. For an account, or for a visitor's key of this topic.

    An account takes over what the same browser had said before signing in, so that one person stays one.
    Raises PermissionDenied for the asker, who is the first to have it.
    """
    topic = locked_topic(topic.pk)
    if by is not None and topic.asker_id == by.pk:
        raise PermissionDenied(_("You asked this; you are counted already."))
    if topic.is_hidden:
        raise PermissionDenied(_("This topic is not public any more."))
    if by is None and not visitor_key:
        raise ValueError("a visitor needs a key")
    rows = MeToo.objects.filter(topic=topic)
    changed = 0
    if by is not None and visitor_key:
        changed += rows.filter(user=None, visitor_key=visitor_key).delete()[0]
    who = {"user": by, "visitor_key": ""} if by is not None else {"user": None, "visitor_key": visitor_key}
    if has_it:
        _row, is_first = MeToo.objects.get_or_create(topic=topic, **who)
        changed += is_first
        if is_first:
            announce(me_too_said, sender=MeToo, topic=topic, by=by)
    else:
        changed += rows.filter(**who).delete()[0]
    if changed:
        recount_topic(topic)
        mark_changed(kind="topic", ids=[topic.pk])
    return topic.me_too_count
