"""All facts of one report, read once: every figure and every row list is made of these.

Episodes come from the ledger and are counted in the database; rows are read only when somebody opens them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone

from deflection.content import parse_content
from deflection.ledger.episodes import ANSWER_TYPES, EPISODE_GAP, LOOK_AHEAD
from deflection.ledger.facts import Episode, LeftOut, SeenContact, SeenEvent, State
from deflection.ledger.linking import reason_to_leave_out
from deflection.ledger.monthly import latest_run
from deflection.ledger.reading import Issues, read_contacts, read_issues, seen_events
from deflection.ledger.stored import episodes_of
from deflection.models import (
    ActorClass,
    EstimateRun,
    Event,
    FoldedEpisode,
    LeftOutEvent,
    content_reference,
)
from deflection.reporting.figure import StoredRows
from deflection.reporting.periods import Period, start_of, week_of
from deflection.reporting.sources import AskedContact, Coverage, DaySum, asked_in, coverage_of
from deflection.reporting.tally import (
    BEHIND,
    CONTENTS,
    COVERED,
    DAYS,
    EPISODES,
    EVENTS,
    LEFT_OUT,
    TallyRow,
    events_of_period,
    is_followed,
    tally,
    within,
)

MOST_CONTACTS = 150_000
CHART_WEEKS = 26
AROUND = LOOK_AHEAD + EPISODE_GAP
WAITING = (State.OPEN, State.PENDING)
MATURED = tuple(state for state in State if state.is_matured)


@dataclass(frozen=True)
class EpisodeCounts:
    """Episodes that began in the period."""

    by_state: Mapping[str, int]

    def of(self, states: Sequence[State]) -> int:
        return sum(self.by_state.get(state.value, 0) for state in states)

    @property
    def total(self) -> int:
        return sum(self.by_state.values())


@dataclass(frozen=True)
class EventCount:
    """Events of the period that are alike in who is behind them."""

    actor_class: str
    is_followed: bool  # carries a key of a person or a visit
    is_view: bool
    count: int


@dataclass(frozen=True)
class Facts:
    period: Period
    now: datetime
    answers: tuple[SeenEvent, ...]  # of the period, by anybody
    event_counts: tuple[EventCount, ...]
    episodes: EpisodeCounts
    contents: Mapping[str, EpisodeCounts]  # by content that was really read in them
    is_behind: bool  # events wait to be folded: episodes are not up to date
    chart_start: datetime
    contacts: tuple[SeenContact, ...]  # of the charted weeks, without reopened and merged ones
    repeated_contacts: tuple[SeenContact, ...]  # reopened or merged, of the period
    # What is part of no episode, of the period.
    left_out_events: Mapping[LeftOut, int]
    left_out_contacts: Mapping[LeftOut, tuple[SeenContact, ...]]
    asked: tuple[AskedContact, ...]
    day_sums: tuple[DaySum, ...]
    issues: Issues
    coverage: tuple[Coverage, ...]
    run: EstimateRun | None = None  # the newest estimate of exactly this period

    def count_events(self, *, views: bool = False, actor: str = "", followed: bool | None = None) -> int:
        """Events of the period; `views`: page views only."""
        return sum(
            one.count
            for one in self.event_counts
            if (one.is_view or not views)
            and (not actor or one.actor_class == actor)
            and (followed is None or one.is_followed == followed)
        )

    def rows_of_episodes(self, states: Sequence[State], *, content: str = "") -> StoredRows:
        """Episodes that began in the period and are in one of the states; with a content: in which it was really read."""
        counts = self.contents.get(content, EpisodeCounts({})) if content else self.episodes
        rows = _episodes_of_period(self.period, content).filter(state__in=[state.value for state in states])
        rows = rows.order_by("first_ts", "key")
        return StoredRows(counts.of(states), lambda start, stop: episodes_of(rows[start:stop]))

    def episode(self, key: str) -> Episode | None:
        return next(iter(episodes_of(_episodes_of_period(self.period).filter(key=key))), None)

    def rows_of_views(self, *, followed: bool) -> StoredRows:
        rows = self._events().filter(type="view", actor_class=ActorClass.PERSON, is_followed=followed)
        return self._event_rows(self.count_events(views=True, actor=ActorClass.PERSON.value, followed=followed), rows)

    def rows_left_out(self, reason: LeftOut) -> StoredRows:
        rows = self._events()
        if reason in _TOLD_BY_ACTOR:
            rows = rows.filter(actor_class=reason.value)
        elif reason == LeftOut.NOT_FOLLOWED:
            rows = rows.filter(actor_class=ActorClass.PERSON, is_followed=False)
        else:
            rows = rows.filter(id__in=LeftOutEvent.objects.filter(**within(self.period), reason=reason.value).values("event_id"))
        return self._event_rows(self.left_out_events.get(reason, 0), rows)

    def _events(self) -> QuerySet[Event]:
        return events_of_period(self.period, self.now).annotate(
            is_followed=Case(When(is_followed(), then=Value(True)), default=Value(False))
        )

    def _event_rows(self, count: int, rows: QuerySet[Event]) -> StoredRows:
        rows = rows.order_by("ts", "id")
        return StoredRows(count, lambda start, stop: list(seen_events(rows[start:stop])))


_TOLD_BY_ACTOR = (LeftOut.BOT, LeftOut.STAFF, LeftOut.UNKNOWN)


def gather(period: Period, *, now: datetime | None = None) -> Facts:
    """Six queries (one more in the days after a change of secret), whatever the number of rows."""
    now = now or timezone.now()
    chart_start = start_of(week_of(period.after - timedelta(days=1)).first - timedelta(weeks=CHART_WEEKS - 1))
    contacts = [one for one in read_contacts(min(chart_start, period.start), period.end, at_most=MOST_CONTACTS) if one.ts <= now]
    if len(contacts) >= MOST_CONTACTS:
        # Only whole days of what was read are told; what is older is not known here.
        chart_start = max(chart_start, contacts[0].ts + timedelta(days=1))
    tallied = _Tallied(tally(period, now=now))
    own = [contact for contact in contacts if contact.same_as is None]
    answers = Event.objects.filter(**within(period), ts__lte=now, type__in=ANSWER_TYPES).order_by("ts", "id")
    return Facts(
        period=period,
        now=now,
        answers=tuple(seen_events(answers)),
        event_counts=tuple(tallied.event_counts),
        episodes=tallied.episodes,
        contents=tallied.contents,
        is_behind=tallied.is_behind,
        chart_start=chart_start,
        contacts=tuple(contact for contact in own if chart_start <= contact.ts < period.end),
        repeated_contacts=tuple(one for one in contacts if one.same_as is not None and period.holds(one.ts)),
        left_out_events=dict(sorted(tallied.left_out.items())),
        left_out_contacts=_left_out_contacts(period, contacts),
        asked=asked_in(period),
        day_sums=tallied.day_sums,
        issues=read_issues(),
        coverage=coverage_of(own, tallied.coverage),
        run=latest_run(period.first, period.after),
    )


def _episodes_of_period(period: Period, content: str = "") -> QuerySet[FoldedEpisode]:
    rows = FoldedEpisode.objects.filter(**within(period, "first_ts"))
    if content:
        reference = parse_content(content)
        # One exposure per content and episode: the join doubles nothing.
        rows = rows.filter(exposures__content_uuid=reference.key, exposures__content_kind=reference.kind, exposures__left_out="")
    return rows


class _Tallied:
    """The rows of the tally by what they count."""

    def __init__(self, rows: Iterable[TallyRow]) -> None:
        self.event_counts: list[EventCount] = []
        self.left_out: dict[LeftOut, int] = {}
        self.is_behind = False
        self._states: dict[str, int] = {}
        self._contents: dict[str, dict[str, int]] = {}
        self._days: list[DaySum] = []
        self.coverage: list[Coverage] = []
        for part, first, content, word, number in rows:
            if part == EVENTS:
                self._note_events(first, word, number)
            elif part == EPISODES:
                self._states[first] = number
            elif part == CONTENTS:
                self._contents.setdefault(content_reference(first, content), {})[word] = number
            elif part == LEFT_OUT:
                self.left_out[LeftOut(first)] = number
            elif part == DAYS and number:
                self._days.append(DaySum(date.fromisoformat(word), first, number))
            elif part == COVERED:
                source, since, until = word.rsplit("|", 2)
                self.coverage.append(Coverage(first, source, _moment(since), _moment(until) if until else None))
            elif part == BEHIND:
                self.is_behind = True

    def _note_events(self, actor_class: str, word: str, number: int) -> None:
        followed, _space, view = word.partition(" ")
        one = EventCount(actor_class, followed == "followed", view == "view", number)
        self.event_counts.append(one)
        if actor_class != ActorClass.PERSON:
            reason = LeftOut(actor_class)
        elif not one.is_followed:
            reason = LeftOut.NOT_FOLLOWED
        else:
            return
        self.left_out[reason] = self.left_out.get(reason, 0) + number

    @property
    def episodes(self) -> EpisodeCounts:
        return EpisodeCounts(self._states)

    @property
    def contents(self) -> dict[str, EpisodeCounts]:
        return {content: EpisodeCounts(by_state) for content, by_state in sorted(self._contents.items())}

    @property
    def day_sums(self) -> tuple[DaySum, ...]:
        return tuple(sorted(self._days, key=lambda one: (one.day, one.reason)))


def _moment(text: str) -> datetime:
    """A time as the database writes it: with its zone, or without one in UTC."""
    told = datetime.fromisoformat(text)
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _left_out_contacts(period: Period, contacts: Sequence[SeenContact]) -> dict[LeftOut, tuple[SeenContact, ...]]:
    found: dict[LeftOut, list[SeenContact]] = {}
    for contact in contacts:
        if period.holds(contact.ts) and (reason := reason_to_leave_out(contact)):
            found.setdefault(reason, []).append(contact)
    return {reason: tuple(kept) for reason, kept in sorted(found.items())}
