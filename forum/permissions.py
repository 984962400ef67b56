"""Who may do what. Each check raises PermissionDenied with a sentence that a person can read; each `can_` answers the same."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from forum.models import Board, Post, Topic
from forum.models.post import SourceFormat
from forum.querysets import MODERATE
from kbsite.accounts.models import User
from kbsite.accounts.roles import is_staff_member

Person = User | AnonymousUser
ACCEPT = "forum.accept_replies"


def is_moderator(user: Person) -> bool:
    return user.has_perm(MODERATE)


def check_can_start_topic(user: Person, board: Board) -> None:
    if not user.is_authenticated:
        raise PermissionDenied(_("Sign in to ask a question."))
    if not Board.objects.visible_to(user).filter(pk=board.pk).exists():
        raise PermissionDenied(_("You cannot write on this board."))


def check_can_reply(user: Person, topic: Topic) -> None:
    if not user.is_authenticated:
        raise PermissionDenied(_("Sign in to reply."))
    if topic.is_hidden and not is_moderator(user):
        raise PermissionDenied(_("This topic is not public any more."))
    if topic.is_locked and not is_moderator(user):
        raise PermissionDenied(_("This topic is closed to new replies."))


def check_can_edit_post(user: Person, post: Post) -> None:
    if not user.is_authenticated or (post.author_id != user.pk and not is_moderator(user)):
        raise PermissionDenied(_("Only the author or a moderator can edit this."))
    if post.source_format == SourceFormat.HTML:
        raise PermissionDenied(_("This text was imported as it stands and cannot be edited here. Add a reply instead."))
    if not is_moderator(user):
        if post.is_hidden or post.topic.is_hidden:
            raise PermissionDenied(_("This was hidden by a moderator and cannot be edited."))
        if post.topic.is_locked:
            raise PermissionDenied(_("This topic is closed, so its posts stay as they are."))


def check_can_accept(user: Person, topic: Topic) -> None:
    """Also for withdrawing: who may say yes may take it back."""
    if not user.is_authenticated or (topic.asker_id != user.pk and not user.has_perm(ACCEPT)):
        raise PermissionDenied(_("Only the person who asked, or somebody of the service desk, can accept a reply."))
    if topic.is_hidden and not is_moderator(user):
        raise PermissionDenied(_("This topic is not public any more."))


def check_can_vote(user: Person, post: Post) -> None:
    if not user.is_authenticated:
        raise PermissionDenied(_("Sign in to say that this helped."))
    if post.author_id == user.pk:
        raise PermissionDenied(_("You cannot vote for your own post."))
    if post.is_hidden or post.topic.is_hidden:
        raise PermissionDenied(_("This is not public any more."))


def check_can_ask_for_information(user: Person) -> None:
    if not user.has_perm(ACCEPT):
        raise PermissionDenied(_("Only the service desk can ask for information this way. Write a reply instead."))


def check_can_moderate(user: Person) -> None:
    if not is_moderator(user):
        raise PermissionDenied(_("Only moderators can do this."))


def writes_as_staff(user: User) -> bool:
    return is_staff_member(user)


def allows(check: Callable[..., None], *args: object) -> bool:
    """Whether a check passes: for showing or leaving out a button. The verb checks again."""
    try:
        check(*args)
    except PermissionDenied:
        return False
    return True
