"""Each night one day, drawn at random, is computed again from its raw rows and compared with the ledger.

A difference is never silent: it is an error in the log and a row that stays until somebody has settled it.
"""

import logging
import random
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from deflection.estimation.credit import to_micro
from deflection.estimation.types import MICRO
from deflection.ledger.episodes import EPISODE_GAP, LOOK_AHEAD, fold
from deflection.ledger.facts import Episode
from deflection.ledger.folding import locked_position
from deflection.ledger.neighbours import Keys, neighbourhood
from deflection.ledger.reading import read_issues
from deflection.ledger.stored import episodes_of
from deflection.models import EstimateRun, Event, FoldedEpisode, LedgerChange, LedgerDifference, LedgerLine, LedgerPosition

log = logging.getLogger(__name__)

# Younger days still change; older ones may have lost their keys (100 days) or events.
YOUNGEST = LOOK_AHEAD + EPISODE_GAP + timedelta(days=1)
OLDEST = timedelta(days=90)


def check_a_day(*, now: datetime | None = None, rng: random.Random | None = None) -> int:
    """Worker job: once per calendar day. Returns 1 when a day was compared."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    position = LedgerPosition.objects.filter(pk=1).first()
    first = Event.objects.order_by("ts").values_list("ts", flat=True).first()
    if position is None or position.checked_day == today or first is None:
        return 0
    oldest, youngest = timezone.localdate(max(first, now - OLDEST)), timezone.localdate(now - YOUNGEST)
    if oldest > youngest:
        return 0
    rng = rng or random.SystemRandom()
    day = oldest + timedelta(days=rng.randrange((youngest - oldest).days + 1))
    if compare_day(day, now=now) is None:
        return 0  # rows wait to be folded: the next round finds them in place
    newest = EstimateRun.objects.order_by("-id").first()
    for fault in faults_of(newest) if newest else ():
        log.error("ledger: run %s does not add up: %s", newest.pk, fault)
    LedgerPosition.objects.filter(pk=1).update(checked_day=today)
    return 1


def faults_of(run: EstimateRun) -> list[str]:
    """What does not add up in a run's credit, in the database's own sums: nothing, unless somebody touched the rows."""
    faults = []
    posted = run.credits.filter(reverses__isnull=True)
    sums = dict(posted.order_by().values_list("stage").annotate(sum=Sum("micro_credits")))
    for stage, told in run.result["stages"].items():
        if told["avoided"] is not None and sums.get(stage, 0) != to_micro(told["avoided"]):
            faults.append(f"{stage}: lines of {sums.get(stage, 0)} for a total of {told['avoided']}")
    above = posted.exclude(episode_key="").order_by().values("stage", "episode_key").annotate(sum=Sum("micro_credits"))
    if count := above.filter(sum__gt=MICRO).count():
        faults.append(f"{count} episodes have more than one contact")
    if count := run.credits.filter(reverses__isnull=False).exclude(micro_credits=-F("reverses__micro_credits")).count():
        faults.append(f"{count} reversals are not what they reverse")
    return faults


@transaction.atomic
def compare_day(day: date, *, now: datetime) -> LedgerDifference | bool | None:
    """The difference that was found and written down, False when there is none, None when the fold has not caught up."""
    position = locked_position()
    if Event.objects.filter(id__gt=position.event_id).exists() or LedgerChange.objects.exists():
        return None
    start = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
    raw = _from_raw(start, end, now)
    rows = FoldedEpisode.objects.filter(first_ts__gte=start, first_ts__lt=end)
    stored = {episode.key: episode for episode in episodes_of(rows)}
    changed = {key for key in raw.keys() & stored.keys() if _without_state(raw[key]) != _without_state(stored[key])}
    changed |= _wrong_lines(stored)
    missing, unexpected = sorted(raw.keys() - stored.keys()), sorted(stored.keys() - raw.keys())
    if not (missing or unexpected or changed):
        return False
    found = LedgerDifference.objects.create(
        day=day, found_at=now, missing=missing, unexpected=unexpected, changed=sorted(changed)
    )
    log.error("ledger: %s is not what its raw rows say (%s)", day, found)
    return found


def _from_raw(start: datetime, end: datetime, now: datetime) -> dict[str, Episode]:
    """Episodes that begin on the day, from all raw rows of the people who were seen on it."""
    keys = Keys()
    for person, visit in Event.objects.filter(ts__gte=start, ts__lt=end).values_list("person_key", "visit_key").distinct():
        keys.add(person=person, visit=visit)
    links = read_issues().links
    hood = neighbourhood(keys, links)
    folded = fold(hood.events, hood.contacts, links, as_of=now)
    return {one.key: one for one in folded.episodes if start <= one.first_ts < end}


def _without_state(episode: Episode) -> dict[str, object]:
    """The state may be about to change by time alone, and the key of the person may have been forgotten."""
    return {name: value for name, value in vars(episode).items() if name not in ("state", "follower")}


def _wrong_lines(stored: dict[str, Episode]) -> set[str]:
    """Episodes whose line in force is not the one of their state."""
    lines = _lines_in_force(stored)
    wanted = {key: episode.state.value for key, episode in stored.items() if episode.state.is_matured}
    return {key for key in stored if lines.get(key) != wanted.get(key)}


def _lines_in_force(keys: Collection[str]) -> dict[str, str]:
    rows = LedgerLine.objects.filter(episode_key__in=list(keys), amount=1, reversed_by__isnull=True)
    return dict(rows.values_list("episode_key", "state"))
