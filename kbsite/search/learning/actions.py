"""What an editor can do about a gap in one click. Rooms above register theirs: search knows no articles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise

from kbsite.accounts.models import User
from kbsite.search.learning.gaps import Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class GapAction:
    """A button beside a gap. `address_for` gives where it leads, or "" when this person may not.

    With `is_post` the button sends `phrase` and `language` to an address without a query; else it is a link to a form that the
    address fills.
    """

    name: str
    label: str | Promise
    icon: str
    address_for: Callable[[User | AnonymousUser, Gap], str]
    is_post: bool = False


_actions: dict[str, GapAction] = {}


def register_gap_action(action: GapAction) -> None:
    """Called from AppConfig.ready. A second registration of a name replaces the first."""
    _actions[action.name] = action


def gap_actions() -> tuple[GapAction, ...]:
    return tuple(_actions.values())
