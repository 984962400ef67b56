"""What the episode rules are fed with and what they give back: plain values, no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class SeenEvent:
    """One event row. `content` is "article:<uuid>", "topic:<uuid>" or empty."""

    id: int
    ts: datetime
    type: str
    person_key: str = ""
    visit_key: str = ""
    content: str = ""
    issue_id: int | None = None
    language: str = ""
    actor_class: str = "person"
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SeenContact:
    """One contact row; `same_as` is the contact that it reopens or is merged into."""

    id: int
    ts: datetime
    channel: str
    kind: str
    issue_ids: frozenset[int] = frozenset()
    person_key: str = ""
    email_key: str = ""
    visit_key: str = ""
    same_as: int | None = None
    is_caused_by_disruption: bool = False
    source: str = "site"


@dataclass(frozen=True)
class IssueLink:
    """The content is about the issue within [since, until)."""

    content: str
    issue_id: int
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Links:
    """What else the rules must know: which content is about which issue, which issue is part of which, and which old key
    is which new one."""

    contents: tuple[IssueLink, ...] = ()
    parents: Mapping[int, int | None] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


class State(StrEnum):
    OPEN = "open"  # something may still be added to it
    PENDING = "pending"  # the look-ahead still runs
    CONTACTED = "contacted"
    SOLVED_SAID = "solved_said"
    UNSOLVED_SAID = "unsolved_said"
    BROWSING_SAID = "browsing_said"
    SILENT = "silent"

    @property
    def is_matured(self) -> bool:
        return self not in (State.OPEN, State.PENDING)


class LeftOut(StrEnum):
    """Why an event or a contact is not part of any episode."""

    BOT = "bot"
    STAFF = "staff"
    UNKNOWN = "unknown"
    NOT_FOLLOWED = "not_followed"
    TOO_MANY = "too_many"
    BOUNCE = "bounce"
    POGO = "pogo"
    NO_BEACON = "no_beacon"
    OTHER_KIND = "other_kind"  # contacts: orders, disruptions, feedback
    IN_DISRUPTION = "in_disruption"  # contacts: told with their disruption
    SAME_CONTACT = "same_contact"  # contacts: reopened or merged


@dataclass(frozen=True)
class Exposure:
    """One content within an episode: all its views taken together. Weight 0 after a bounce or pogo."""

    content: str
    first_ts: datetime
    last_ts: datetime
    dwell_s: float
    scroll: float
    answer: str  # yes, no, browsing or empty
    left_out: LeftOut | None
    event_ids: tuple[int, ...]

    @property
    def is_qualified(self) -> bool:
        return self.left_out is None


@dataclass(frozen=True)
class Episode:
    """One person's pursuit of one need. `need` is "issue:<id>", or the content itself while it has no issue."""

    key: str
    follower: str
    is_identified: bool  # by account or agreement; otherwise followed within one visit only
    need: str
    issue_id: int | None
    language: str
    first_ts: datetime
    last_exposure_ts: datetime
    window_ends: datetime
    visits: int
    exposures: tuple[Exposure, ...]
    opened_form: bool
    form_at: datetime | None  # when the form was first opened
    opened_suggestion: bool
    answer: str
    prompt_answer: str  # of the question put at random
    would_have_contacted: bool
    arm: str  # offered, or holdout in a comparison
    contact_id: int | None
    closes_at: datetime  # nothing is added to it from here on
    state: State
    event_ids: tuple[int, ...]


def state_at(
    moment: datetime, *, closes_at: datetime, window_ends: datetime, contact_id: int | None, answer: str
) -> tuple[State, datetime | None]:
    """The state at a moment, and when time alone will change it (None: never)."""
    if moment < closes_at:
        return State.OPEN, closes_at
    # A contact in the window does not ripen it early: otherwise the young episodes would all be contacted ones.
    if moment < window_ends:
        return State.PENDING, window_ends
    if contact_id is not None:
        return State.CONTACTED, None
    said = {"yes": State.SOLVED_SAID, "no": State.UNSOLVED_SAID, "browsing": State.BROWSING_SAID}
    return said.get(answer, State.SILENT), None


@dataclass(frozen=True)
class Folded:
    """Everything the rules made of the facts; the ids behind each exclusion stay countable."""

    episodes: tuple[Episode, ...]
    left_out_events: Mapping[LeftOut, tuple[int, ...]]
    left_out_contacts: Mapping[LeftOut, tuple[int, ...]]
    # Which contact ended which of the episodes that were handed in ready-made.
    linked_kept: Mapping[str, int] = field(default_factory=dict)
