"""All numbers of a period that the database counts by itself, in one query: a row per part, content, word and number."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Case, CharField, Count, F, IntegerField, Q, QuerySet, Subquery, Sum, UUIDField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from deflection.ledger.folding import SAFETY_LAG
from deflection.models import DailyCount, Event, FoldedEpisode, FoldedExposure, LedgerPosition, LeftOutEvent, SourceCoverage
from deflection.reporting.periods import Period

# The worker folds every few seconds; events that have waited longer wait for a worker that is not there.
BEHIND_AFTER = SAFETY_LAG + timedelta(minutes=2)

EVENTS, EPISODES, CONTENTS, LEFT_OUT, DAYS, BEHIND = "events", "episodes", "contents", "left_out", "days", "behind"
COVERED = "covered"

TallyRow = tuple[str, str, uuid.UUID | None, str, int]


def tally(period: Period, *, now: datetime) -> Iterator[TallyRow]:
    """(part, word, content, second word, number); what the words are, each part below tells."""
    parts = [
        # Class of the actor; "followed view", "followed other", "keyless view" or "keyless other".
        _part(events_of_period(period, now), EVENTS, F("actor_class"), word=Concat(_followed(), Value(" "), _view())),
        # State.
        _part(FoldedEpisode.objects.filter(**within(period, "first_ts")), EPISODES, F("state")),
        # Kind of content, the content, state of the episode in which it was really read.
        _part(
            FoldedExposure.objects.filter(**within(period, "episode__first_ts"), left_out=""),
            CONTENTS,
            F("content_kind"),
            content=F("content_uuid"),
            word=F("episode__state"),
        ),
        # Reason.
        _part(LeftOutEvent.objects.filter(**within(period)), LEFT_OUT, F("reason")),
        # Reason, day.
        _part(
            DailyCount.objects.filter(day__gte=period.first, day__lt=period.after),
            DAYS,
            F("reason"),
            word=Cast("day", CharField()),
            number=Sum("count"),
        ),
        # Channel; source, from and until, of any period: few rows, which so need no query of their own.
        _part(SourceCoverage.objects.all(), COVERED, F("channel"), word=_covered()),
        # No row at all while the fold keeps up.
        _part(Event.objects.filter(id__gt=_folded(), received_at__lt=now - BEHIND_AFTER), BEHIND, Value("")),
    ]
    yield from parts[0].union(*parts[1:], all=True)


def within(period: Period, column: str = "ts") -> dict[str, datetime]:
    return {f"{column}__gte": period.start, f"{column}__lt": period.end}


def events_of_period(period: Period, now: datetime) -> QuerySet[Event]:
    return Event.objects.filter(**within(period), ts__lte=now)


def is_followed() -> Q:
    """Carries a key of a person or a visit."""
    return ~Q(person_key="") | ~Q(visit_key="")


def _part(rows: QuerySet, name: str, first: F | Value, *, content=None, word=None, number=None) -> QuerySet:  # type: ignore[no-untyped-def, type-arg]
    return (
        rows.order_by()
        .annotate(
            part_=_text(name),
            first_=Cast(first, CharField()),
            content_=content or Cast(Value(None), UUIDField()),
            word_=Cast(word or Value(""), CharField()),
        )
        .values_list("part_", "first_", "content_", "word_")
        .annotate(number_=Cast(number or Count("*"), IntegerField()))
    )


def _followed() -> Case:
    return Case(When(is_followed(), then=Value("followed")), default=Value("keyless"), output_field=CharField())


def _view() -> Case:
    return Case(When(type="view", then=Value("view")), default=Value("other"), output_field=CharField())


def _covered() -> Concat:
    until = Coalesce(Cast("covered_until", CharField()), Value(""))
    return Concat(F("source"), Value("|"), Cast("covered_from", CharField()), Value("|"), until, output_field=CharField())


def _folded() -> Coalesce:
    return Coalesce(Subquery(LedgerPosition.objects.filter(pk=1).values("event_id")), 0)


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())
