"""A solution may stop working: readers say so, the desk looks."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.announcing import announce
from forum.locking import locked_topic
from forum.models import AcceptedReply, NoLongerWorks, Post
from forum.permissions import ACCEPT
from forum.signals import solution_doubted
from kbsite.accounts.models import User

MAX_COMMENT_CHARS = 500


@transaction.atomic
def say_no_longer_works(*, post: Post, by: User, comment: str = "") -> NoLongerWorks:
    """Doubt an accepted reply. Saying it twice changes nothing. Raises PermissionDenied, ValidationError."""
    if not by.is_authenticated:
        raise PermissionDenied(_("Sign in to tell that this no longer works."))
    topic = locked_topic(post.topic_id)
    if not AcceptedReply.objects.standing().filter(post=post).exists():
        raise ValidationError(_("This reply is not marked as a solution."))
    said, is_new = NoLongerWorks.objects.get_or_create(
        post=post,
        said_by=by,
        settled_at=None,
        defaults={"comment": " ".join(comment.split())[:MAX_COMMENT_CHARS]},
    )
    if is_new:
        announce(solution_doubted, sender=NoLongerWorks, topic=topic, post=post, by=by)
    return said


@transaction.atomic
def settle_no_longer_works(*, post: Post, by: User) -> int:
    """The desk has looked: the doubts about a reply are answered. Returns how many there were. Raises PermissionDenied."""
    if not by.has_perm(ACCEPT):
        raise PermissionDenied(_("Only the service desk can say that a solution works."))
    topic = locked_topic(post.topic_id)
    settled = NoLongerWorks.objects.filter(post=post, settled_at=None).update(settled_by=by, settled_at=timezone.now())
    if settled:
        announce(solution_doubted, sender=NoLongerWorks, topic=topic, post=post, by=by)
    return settled
