"""The one door to questions: whoever wants to ask a person something by mail or prompt asks here first.

Rooms register what they have asked, so that the budget is one for the whole site. Whoever asks calls `may_ask` inside the
transaction that writes the question down.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kbsite.accounts.models import User

# One question in 30 days: people who are asked again and again stop answering, and the yes-share then means nothing.
BUDGET = timedelta(days=30)

WasAsked = Callable[[str, User | None, datetime], bool]
IsOwed = Callable[[str, User | None], bool]


@dataclass(frozen=True)
class Questions:
    """`was_asked(email, user, since)`; `is_owed(email, user)`: a question about the person's own contact waits to be put."""

    was_asked: WasAsked
    is_owed: IsOwed | None = None


_rooms: dict[str, Questions] = {}


def register_questions(name: str, questions: Questions) -> None:
    """Announce what a room asks; called from AppConfig.ready. A second registration of a name replaces the first."""
    _rooms[name] = questions


def may_ask(*, now: datetime, email: str = "", user: User | None = None, is_own_contact: bool = False) -> bool:
    """Whether this person, known by account or address, has not been asked anything within the budget.

    `is_own_contact`: the question is about the person's own contact; such a one comes before any other.
    """
    if not email and user is None:
        return False  # nobody whom an answer could reach
    if any(room.was_asked(email, user, now - BUDGET) for room in _rooms.values()):
        return False
    return is_own_contact or not any(room.is_owed(email, user) for room in _rooms.values() if room.is_owed)
