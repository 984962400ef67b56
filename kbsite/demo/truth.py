"""What a simulated world holds: its rows, and what really happened behind them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Person:
    key: str
    language: str
    consent: str  # "full", "session" or "none"

    @property
    def is_known(self) -> bool:
        return self.consent == "full"


@dataclass
class IssueTruth:
    """What really happened with one need, and what would have without help pages. Counts of contacts and of people."""

    needs: int = 0
    contacts: int = 0
    contacts_without_help: int = 0
    avoided_and_solved: int = 0
    suppressed: int = 0
    avoided_by_rewriting: int = 0  # part of avoided_and_solved: the old instruction would not have been enough
    persons_solved: set[str] = field(default_factory=set)  # by reading, whether or not they would have written

    @property
    def avoided(self) -> int:
        """Signed in principle; here no content ever causes a contact."""
        return self.avoided_and_solved + self.suppressed


@dataclass
class Truth:
    """Known to nobody but the simulator."""

    by_need: dict[str, IssueTruth]
    said_solved: int = 0  # people's own words after reading, polite untruths included
    events_by_actor: Counter[str] = field(default_factory=Counter)
    contacts_by_kind: Counter[str] = field(default_factory=Counter)
    contacts_by_channel: Counter[str] = field(default_factory=Counter)
    reopened: int = 0

    @property
    def total(self) -> IssueTruth:
        rows = self.by_need.values()
        return IssueTruth(
            needs=sum(row.needs for row in rows),
            contacts=sum(row.contacts for row in rows),
            contacts_without_help=sum(row.contacts_without_help for row in rows),
            avoided_and_solved=sum(row.avoided_and_solved for row in rows),
            suppressed=sum(row.suppressed for row in rows),
            avoided_by_rewriting=sum(row.avoided_by_rewriting for row in rows),
            persons_solved=set().union(*(row.persons_solved for row in rows)),
        )


@dataclass(frozen=True)
class SolvedAnswer:
    """What the customer answered to "Do you consider it solved?" about a contact."""

    channel: str
    external_id: str
    answer: str  # "yes", "partly", "no", or empty: asked, and silent
    answered_at: datetime


@dataclass(frozen=True)
class World:
    events: list[dict[str, Any]]
    contacts: list[dict[str, Any]]
    solved_answers: list[SolvedAnswer]
    truth: Truth
