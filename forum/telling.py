"""Notices to the people whom an act concerns. Called by the verbs, inside their transaction."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from forum.models import Post, Topic
from kbsite.accounts.models import User
from kbsite.notifications.notices import notify


def tell_of_reply(*, topic: Topic, post: Post, by: User) -> None:
    """The asker hears of each reply once."""
    _tell(
        topic.asker,
        kind="reply",
        key=f"reply:{post.pk}",
        text=format_lazy(_("{name} replied to “{title}”"), name=by.public_name, title=topic.title),
        post=post,
        by=by,
    )


def tell_of_acceptance(*, topic: Topic, post: Post, by: User) -> None:
    """The author hears that the reply was the solution; once, also when it is withdrawn and given again."""
    _tell(
        post.author,
        kind="accepted",
        key=f"accepted:{post.pk}",
        text=format_lazy(_("Your reply solved “{title}”"), title=topic.title),
        post=post,
        by=by,
    )


def tell_of_hiding(*, topic: Topic, post: Post, by: User, reason: str) -> None:
    """The author hears that a moderator hid the text, and why."""
    _tell(
        post.author,
        kind="hidden",
        key=f"hidden:{post.pk}:{reason}"[:160],
        text=format_lazy(_("A moderator hid what you wrote in “{title}”: {reason}"), title=topic.title, reason=reason),
        post=post,
        by=by,
    )


def _tell(user: User | None, *, kind: str, key: str, text, post: Post, by: User) -> None:
    # Stand-ins of imported authors never sign in.
    if user is None or not user.is_active:
        return
    with override(user.language):
        url = post.get_absolute_url()
    notify(user=user, kind=kind, key=key, text=text, url=url, actor=by)
