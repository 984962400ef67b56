"""The asker (or the desk) says which replies solved it, and may take that back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.announcing import announce
from forum.caches import forget_counts
from forum.counters import recount_topic
from forum.locking import locked_topic
from forum.models import AcceptedReply, Post, Topic
from forum.permissions import check_can_accept
from forum.signals import acceptance_withdrawn, reply_accepted
from forum.telling import tell_of_acceptance
from kbsite.accounts.models import User
from kbsite.search.changes import mark_changed


@transaction.atomic
def accept_reply(*, post: Post, by: User) -> AcceptedReply:
    """Mark a reply as a solution; several may be. Accepting twice changes nothing. Raises PermissionDenied, ValidationError."""
    topic = locked_topic(post.topic_id)
    check_can_accept(by, topic)
    post = Post.objects.get(pk=post.pk)
    if post.is_question:
        raise ValidationError(_("The question itself cannot be its solution. Write what helped as a reply."))
    if post.is_hidden:
        raise ValidationError(_("A hidden reply cannot be the solution."))
    standing = AcceptedReply.objects.standing().filter(post=post).first()
    if standing:
        return standing
    acceptance = AcceptedReply.objects.create(topic=topic, post=post, accepted_by=by)
    if topic.state == Topic.State.NEEDS_INFO:
        topic.state = Topic.State.OPEN
        topic.save(update_fields=["state"])
    recount_topic(topic)
    mark_changed(kind="topic", ids=[topic.pk])
    forget_counts()
    tell_of_acceptance(topic=topic, post=post, by=by)
    announce(reply_accepted, sender=AcceptedReply, topic=topic, post=post, by=by)
    return acceptance


@transaction.atomic
def withdraw_acceptance(*, post: Post, by: User) -> None:
    """Take an acceptance back; the row stays with who and when. Withdrawing twice changes nothing. Raises PermissionDenied."""
    topic = locked_topic(post.topic_id)
    check_can_accept(by, topic)
    withdrawn = AcceptedReply.objects.standing().filter(post=post).update(withdrawn_by=by, withdrawn_at=timezone.now())
    if not withdrawn:
        return
    recount_topic(topic)
    mark_changed(kind="topic", ids=[topic.pk])
    forget_counts()
    announce(acceptance_withdrawn, sender=AcceptedReply, topic=topic, post=post, by=by)
