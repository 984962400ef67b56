"""The last complete month is estimated by the worker, once its look-ahead is over."""

from datetime import date, datetime, timedelta

from django.db.models import Subquery
from django.utils import timezone

from deflection.ledger.assumptions import current_assumptions
from deflection.ledger.episodes import EPISODE_GAP, LOOK_AHEAD
from deflection.ledger.estimating import FORMULAS, Span, run_estimate
from deflection.ledger.reconciling import reconcile_contacts
from deflection.ledger.units import linkages_of
from deflection.models import EstimateRun, FoldedEpisode, LedgerChange, PublishedReport


def can_be_estimated_on(after: date) -> date:
    """The first day on which every episode that began before `after` has run to its end."""
    return after + LOOK_AHEAD + EPISODE_GAP


def latest_run(first: date, after: date) -> EstimateRun | None:
    """The newest estimate of exactly these days, with its assumptions; `published_id` is the published report of the days."""
    runs = EstimateRun.objects.filter(first_day=first, after_day=after).select_related("assumptions").order_by("-id")
    in_force = PublishedReport.objects.filter(run__first_day=first, run__after_day=after, withdrawal__isnull=True)
    return runs.annotate(published_id=Subquery(in_force.order_by("-edition").values("id")[:1])).first()


def misses_contacts(run: EstimateRun) -> bool:
    """Whether contacts of the run's days came in, or were sorted otherwise, after it: left out they would look avoided."""
    span = Span(run.first_day, run.after_day)
    known = [(one.channel, one.contacts, one.contacts_with_key) for one in linkages_of(span.start, span.end)]
    return known != [(one["channel"], one["contacts"], one["contacts_with_key"]) for one in run.result["linkage"]]


def estimate_last_month(*, now: datetime | None = None) -> int:
    """Worker job: an estimate of the last month that can be told to its end, unless there is one of these assumptions.

    Made again when another desk's contacts of that month come in later; waits until the ledger has read what has changed.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    after = today.replace(day=1)
    if can_be_estimated_on(after) > today:
        after = (after - timedelta(days=1)).replace(day=1)
    first = (after - timedelta(days=1)).replace(day=1)
    newest = latest_run(first, after)
    is_current = (
        newest is not None
        and (newest.assumptions_id, newest.code_version) == (current_assumptions().pk, FORMULAS)
        and not misses_contacts(newest)
    )
    if is_current or LedgerChange.objects.exists() or not FoldedEpisode.objects.filter(first_ts__lt=now).exists():
        return 0
    reconcile_contacts()
    run_estimate(first=first, after=after, now=now)
    return 1
