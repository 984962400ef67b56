"""An estimate of a period, written down with all it was made of: strata, lines, assumptions, hashes of what went in and out."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Avg, Count, QuerySet, Sum
from django.utils import timezone

from deflection.estimation.estimate import (
    FORMULAS,
    EstimateInputs,
    StageEstimate,
    estimate_at_form,
    estimate_before_form,
    hours_of,
    lines_of,
)
from deflection.estimation.linkage import ChannelLinkage
from deflection.estimation.strata import overview_of
from deflection.estimation.types import MICRO, Undetermined
from deflection.estimation.value import TimeAssumptions
from deflection.ledger.assumptions import current_assumptions
from deflection.ledger.crediting import CreditTold, Share, keep_credit
from deflection.ledger.folding import locked_position
from deflection.ledger.moved import Moved, sensitivity_of
from deflection.ledger.telling import hours_told, stage_told, told
from deflection.ledger.unit_stream import noted
from deflection.ledger.units import Population, answers_of, linkages_of, population
from deflection.models import ActorClass, AssumptionSet, Contact, DailyCount, EstimateRun, Event, LeftOutEvent, StratumSnapshot

SEED = 20261121
# The two populations that are never mixed: people by account or agreement, and visits that are followed for their day only.
IDENTIFIED, VISITS = "before_form", "before_form_visits"


# One month asks too few people for rates; a quarter is the time over which contents and people are taken to stay alike.
ASKED_FOR = timedelta(weeks=13)


@dataclass(frozen=True)
class Span:
    """Days from `first` to before `after`, in the site's zone."""

    first: date
    after: date

    @property
    def start(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def end(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.after, time.min))


@transaction.atomic
def run_estimate(*, first: date, after: date, seed: int = SEED, now: datetime | None = None) -> EstimateRun:
    """Estimate the days from `first` to before `after`. Holds the ledger still meanwhile; call the fold before."""
    if first >= after:
        raise ValueError("the period ends before it begins")
    now = now or timezone.now()
    position = locked_position()
    span, assumptions = Span(first, after), current_assumptions()
    linkages = linkages_of(span.start, span.end)
    answers = answers_of(span.start, span.end)
    times = _times(assumptions, span)
    populations = {
        name: population(span.start, span.end, is_identified=is_identified, linkages=linkages, asked_since=span.end - ASKED_FOR)
        for name, is_identified in ((IDENTIFIED, True), (VISITS, False))
    }
    told_in = hashlib.sha256()
    inputs = {
        name: EstimateInputs(overview_of(noted(one.units, told_in)), one.asked, answers, times, seed=seed)
        for name, one in sorted(populations.items())
    }
    stages = {name: estimate_before_form(one) for name, one in inputs.items()}
    stages["at_form"] = estimate_at_form(inputs[IDENTIFIED])
    run = EstimateRun.objects.create(
        first_day=first,
        after_day=after,
        assumptions=assumptions,
        code_version=FORMULAS,
        event_watermark=position.event_id,
        seed=seed,
        input_hash=_hash([told_in.hexdigest(), _inputs_told(inputs), assumptions.values, seed, FORMULAS, str(first), str(after)]),
        result={},
        made_at=now,
    )
    for name, stage in stages.items():
        _keep_strata(run, name, stage)
    credit = {name: keep_credit(run, name, lines_of(stages[name], one.units), at=now) for name, one in populations.items()}
    result = _result(span, stages, populations, credit, linkages, times)
    result["sensitivity"] = sensitivity_of(
        Moved(span.start, span.end, stages[IDENTIFIED], stages[VISITS], populations[IDENTIFIED], inputs[IDENTIFIED], linkages)
    )
    return _finished(run, result, _hash([result, {name: one.told for name, one in credit.items()}]))


def _finished(run: EstimateRun, result: dict[str, Any], output_hash: str) -> EstimateRun:
    """The row with what its lines add up to. Still in the transaction that began it: nobody has seen it without."""
    run.result, run.output_hash = result, output_hash
    QuerySet(EstimateRun).filter(pk=run.pk).update(result=result, output_hash=output_hash)
    return run


def _keep_strata(run: EstimateRun, name: str, stage: StageEstimate) -> None:
    StratumSnapshot.objects.bulk_create(
        [
            StratumSnapshot(
                run=run,
                stage=name,
                arm=one.arm.value,
                need=one.stratum.need,
                language=one.stratum.language,
                episodes=one.episodes,
                yes=one.yes,
                no=one.no,
                browsing=one.browsing,
                contacts_of_no=one.contacts_of_no,
                contacts=one.contacts,
                contacts_squared=one.contacts_squared,
            )
            for one in stage.strata
        ],
        batch_size=500,
    )


def _times(assumptions: AssumptionSet, span: Span) -> TimeAssumptions:
    # Only ever a mean of the whole site: no agent's minutes are looked at.
    measured = Contact.objects.filter(ts__gte=span.start, ts__lt=span.end, kind="problem").aggregate(mean=Avg("agent_minutes"))
    values: Mapping[str, Any] = assumptions.values
    return TimeAssumptions(
        attempt_minutes=values["attempt_minutes"],
        customer_contact_minutes=values["customer_contact_minutes"],
        waiting_minutes=values["waiting_minutes"],
        agent_minutes=float(measured["mean"]) if measured["mean"] is not None else None,
    )


def _result(
    span: Span,
    stages: Mapping[str, StageEstimate],
    populations: Mapping[str, Population],
    credit: Mapping[str, CreditTold],
    linkages: Sequence[ChannelLinkage],
    times: TimeAssumptions,
) -> dict[str, Any]:
    return {
        "first_day": str(span.first),
        "last_day": str(span.after - timedelta(days=1)),
        "stages": {
            name: stage_told(one, pending=populations[name].pending, lines=credit[name].lines)
            if name in populations
            else stage_told(one, pending=0)
            for name, one in stages.items()
        },
        "solved_or_suppressed": told(
            Undetermined("contacts that were spared and contacts that were given up are told apart by a comparison group only")
        ),
        "contents": _shares(stages, {name: one.of_contents for name, one in credit.items()}),
        "issues": _shares(stages, {name: one.of_needs for name, one in credit.items()}),
        "saved_minutes": _saved(stages, times),
        "times": asdict(times),
        # To the last digit: hours are computed again from them after the reads are gone.
        "reading_minutes": {name: stages[name].reading_minutes for name in (IDENTIFIED, VISITS)},
        "exclusions": _exclusions(span),
        "linkage": [
            {
                "channel": one.channel,
                "contacts": one.contacts,
                "contacts_with_key": one.contacts_with_key,
                "weight": round(one.weight(), 6),
                "is_measured": one.is_measured,
            }
            for one in linkages
        ],
    }


def _shares(stages: Mapping[str, StageEstimate], credit: Mapping[str, Mapping[str, Share]]) -> list[dict[str, Any]]:
    """Credit by content or need, surest first. Empty name: what no single one may carry."""
    rows = []
    for stage_name, shares in sorted(credit.items()):
        stage = stages[stage_name]
        for name, share in shares.items():
            interval = stage.share_interval(share.micro_credits)
            rate = stage.rates.get(name)
            rows.append(
                {
                    "stage": stage_name,
                    "name": name,
                    "avoided": share.micro_credits / MICRO,
                    "low": round(interval.low, 6),
                    "high": round(interval.high, 6),
                    "lines": share.lines,
                    **({"solve_rate": round(rate.rate, 6), "answers": rate.answers} if rate else {}),
                }
            )
    return sorted(rows, key=lambda row: (-row["low"], -row["avoided"], row["stage"], row["name"]))


def _saved(stages: Mapping[str, StageEstimate], times: TimeAssumptions) -> dict[str, Any]:
    less_lost = {name: hours_told(hours_of(stages[name], times)) for name in (IDENTIFIED, VISITS)}
    # Two components on two lines; they are never added.
    return {"less_lost": less_lost, "made_easier": told(Undetermined("nobody has said yet how much a tip saves", 1))}


def _exclusions(span: Span) -> dict[str, int]:
    # Staff and robots of a feed are rows; of this site they are sums a day. Nobody of them is in any episode.
    others = Event.objects.filter(ts__gte=span.start, ts__lt=span.end).exclude(actor_class=ActorClass.PERSON)
    left_out = LeftOutEvent.objects.filter(ts__gte=span.start, ts__lt=span.end)
    uncounted = DailyCount.objects.filter(day__gte=span.first, day__lt=span.after)
    found: Counter[str] = Counter()
    for what, rows in (
        ("events", others.order_by().values_list("actor_class").annotate(count=Count("id"))),
        ("events", left_out.order_by().values_list("reason").annotate(count=Count("event_id"))),
        ("views", uncounted.order_by().values_list("reason").annotate(sum=Sum("count"))),
    ):
        found.update({f"{what}_{reason}": number for reason, number in rows})
    return dict(sorted(found.items()))


def _inputs_told(inputs: Mapping[str, EstimateInputs]) -> Any:
    """What an estimate takes besides its units."""
    return {
        name: [
            [asdict(unit) for unit in one.asked],
            {content: asdict(answers) for content, answers in sorted(one.answers.items())},
            asdict(one.times),
        ]
        for name, one in inputs.items()
    }


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
