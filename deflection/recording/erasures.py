"""Erasing leaves a note, so that a report can say when its rows went instead of showing none."""

from datetime import date, datetime

from django.utils import timezone

from deflection.models import RowsErased

EVENTS, EPISODES = "events", "episodes"


def note_erasure(kind: str, *, before: datetime, now: datetime) -> None:
    """Once a day and kind, with the latest limit of that day."""
    RowsErased.objects.update_or_create(kind=kind, erased_on=timezone.localdate(now), defaults={"before": before})


def erased_on(start: datetime) -> date | None:
    """The day on which rows of a period that began at `start` were first erased; None while all are there."""
    return RowsErased.objects.filter(before__gt=start).order_by("erased_on").values_list("erased_on", flat=True).first()
