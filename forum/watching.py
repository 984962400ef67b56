"""Rooms above that keep rows about what replies say. They run inside the transaction that writes the reply."""

from collections.abc import Callable, Sequence

from forum.models import Post, Topic
from kbsite.accounts.models import User

# topic, replies as they stand now, who wrote, edited, hid or showed them
Watcher = Callable[[Topic, Sequence[Post], User], None]

_watchers: list[Watcher] = []


def watch_replies(watcher: Watcher) -> None:
    """Called from AppConfig.ready. What raises here undoes the reply: a row that must be right belongs to its transaction."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def tell_watchers(*, topic: Topic, posts: Sequence[Post], by: User) -> None:
    for watcher in _watchers:
        watcher(topic, posts, by)
