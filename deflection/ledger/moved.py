"""What would change an estimate: the assumptions that the rows allow to move, one at a time.

Moved are the people who were asked at random and contacted: they give the contact rate, and with it everything else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from deflection.estimation.calibration import factor_estimates, factor_posterior
from deflection.estimation.episodes import EpisodeUnit, capped
from deflection.estimation.estimate import EstimateInputs, StageEstimate
from deflection.estimation.linkage import ChannelLinkage
from deflection.estimation.sensitivity import Variant, avoided_in, extrapolated, overall, swings
from deflection.estimation.strata import StratumCounts, count_strata, with_answers_of
from deflection.estimation.types import Stage, Undetermined
from deflection.estimation.value import lost_time_avoided
from deflection.ledger.episodes import LOOK_AHEAD
from deflection.ledger.facts import Episode, SeenContact
from deflection.ledger.linking import link_contacts
from deflection.ledger.reading import read_contacts, read_issues
from deflection.ledger.stored import KeptEpisode
from deflection.ledger.telling import told
from deflection.ledger.unit_stream import unit_of
from deflection.ledger.units import Population
from deflection.models import CountReason, DailyCount, Event

LOOK_AHEAD_DAYS = (1, 3, 7, 14)
SHARE_SHIFT = 0.1
ATTEMPT_MINUTES = (15.0, 30.0)
LIKENESS = 0.8  # judgement: people who are not followed are taken to be spared a little less
MOST_CONTACTS = 150_000


@dataclass(frozen=True)
class Moved:
    """What an estimate of the identified people was made of."""

    start: datetime
    end: datetime
    stage: StageEstimate
    visits: StageEstimate
    population: Population
    inputs: EstimateInputs
    linkages: Sequence[ChannelLinkage]


def sensitivity_of(moved: Moved) -> dict[str, Any]:
    """Rows of {name, at: [{value, avoided, net_minutes, undetermined}], low, high}, widest first; contacts and minutes."""
    if isinstance(moved.stage.total, Undetermined):
        return told(moved.stage.total)
    factor = moved.stage.total.avoided / sum(one.contacts for one in moved.stage.modelled)
    base = Variant(moved.stage.strata, factor)
    at_base = moved.stage.total.avoided
    tried = _variants(moved, base, at_base)
    refused = {name: one for name, one in tried.items() if isinstance(one, Undetermined)}
    alternatives = {name: one for name, one in tried.items() if not isinstance(one, Undetermined)}
    found = swings(base, {name: [variant for _value, variant in one] for name, one in alternatives.items()}, avoided_in)
    rows = []
    for swing in () if isinstance(found, Undetermined) else found:
        at = [_at(moved, value, avoided_in(variant)) for value, variant in alternatives[swing.assumption]]
        rows.append(_row(swing.assumption, at, low=swing.interval.low, high=swing.interval.high))
    attempts = [_at(moved, value, at_base, attempt_minutes=value) for value in ATTEMPT_MINUTES]
    rows.append(_row("attempt_minutes", attempts, low=at_base, high=at_base))
    for name, reason in sorted(refused.items()):
        rows.append({"name": name, "at": [], "low": None, "high": None, **told(reason)})
    whole = Undetermined("no assumption has been moved") if isinstance(found, Undetermined) else overall(found)
    minutes = [one["net_minutes"] for row in rows for one in row["at"] if one["net_minutes"] is not None]
    return {
        "stage": moved.stage.stage.value,
        "avoided": round(at_base, 6),
        "low": None if isinstance(whole, Undetermined) else round(whole.low, 6),
        "high": None if isinstance(whole, Undetermined) else round(whole.high, 6),
        "low_minutes": min(minutes, default=None),
        "high_minutes": max(minutes, default=None),
        "rows": rows,
    }


Variants = Mapping[str, Sequence[tuple[float | None, Variant]] | Undetermined]


def _variants(moved: Moved, base: Variant, at_base: float) -> Variants:
    told_apart = _Contacts(moved)
    # The factor of all needs together, as in the headline; that of a single one may lie further out.
    posterior = factor_posterior(factor_estimates(moved.inputs.effects))
    extremes = [posterior.quantile_of_mean(share) for share in (0.05, 0.95)]

    def with_contacts(weigh: Callable[[Episode], float]) -> Variant:
        return replace(base, strata=_strata_with(moved, weigh))

    followed, unfollowed = _views(moved)
    others = extrapolated(at_base, followed_views=followed, unfollowed_views=unfollowed, likeness=LIKENESS)
    visits = moved.visits.total
    return {
        "look_ahead_days": [(days, with_contacts(told_apart.within(days))) for days in LOOK_AHEAD_DAYS],
        "any_contact": [(None, with_contacts(told_apart.of_any_issue()))],
        "linked_share": [(shift, with_contacts(told_apart.weighted(shift))) for shift in (-SHARE_SHIFT, SHARE_SHIFT)],
        "factor": [(round(one, 3), replace(base, factor=one)) for one in extremes],
        "with_visits": visits if isinstance(visits, Undetermined) else [(None, replace(base, added=visits.avoided))],
        "with_unidentified": others if isinstance(others, Undetermined) else [(None, replace(base, added=others))],
    }


class _Contacts:
    """Which contact ends an episode of an asked person, under other rules than the ledger's, and what it weighs."""

    def __init__(self, moved: Moved) -> None:
        self._linkages = moved.linkages
        self._episodes = moved.population.asked_episodes
        since = min((one.first_ts for one in self._episodes), default=moved.start)
        until = moved.end + timedelta(days=max(LOOK_AHEAD_DAYS))
        self._contacts = read_contacts(since, until, at_most=MOST_CONTACTS)
        self._by_id = {one.id: one for one in self._contacts}
        self._links = read_issues().links

    def within(self, days: int) -> Callable[[Episode], float]:
        """Another look-ahead: a shorter one drops late contacts, a longer one looks for more by the person's keys."""
        look_ahead = timedelta(days=days)
        more = self._linked(look_ahead, self._contacts) if look_ahead > LOOK_AHEAD else {}

        def weight(episode: Episode) -> float:
            if episode.contact_id is None:
                return self._weight(more.get(episode.key))
            contact = self._by_id.get(episode.contact_id)
            is_late = contact is not None and contact.ts > episode.last_exposure_ts + look_ahead
            return 0.0 if is_late else self._weight(episode.contact_id)

        return weight

    def of_any_issue(self) -> Callable[[Episode], float]:
        """Whatever the contact was about."""
        linked = self._linked(LOOK_AHEAD, [replace(one, issue_ids=frozenset()) for one in self._contacts])
        return lambda episode: self._weight(episode.contact_id if episode.contact_id is not None else linked.get(episode.key))

    def weighted(self, share_shift: float) -> Callable[[Episode], float]:
        return lambda episode: self._weight(episode.contact_id, share_shift=share_shift)

    def _linked(self, look_ahead: timedelta, contacts: Sequence[SeenContact]) -> Mapping[str, int]:
        """Contacts that ended nothing so far, linked to episodes that nothing has ended."""
        used = {one.contact_id for one in self._episodes}
        candidates = [
            KeptEpisode(replace(one, window_ends=one.last_exposure_ts + look_ahead))
            for one in self._episodes
            if one.contact_id is None and one.follower
        ]
        linked, _left_out = link_contacts(candidates, [one for one in contacts if one.id not in used], self._links, {})
        return linked

    def _weight(self, contact_id: int | None, *, share_shift: float = 0.0) -> float:
        if contact_id is None:
            return 0.0
        contact = self._by_id.get(contact_id)
        weights = {one.channel: one.weight(share_shift=share_shift) for one in self._linkages}
        return weights.get(contact.channel, 1.0) if contact else 1.0


def _strata_with(moved: Moved, weigh: Callable[[Episode], float]) -> Sequence[StratumCounts]:
    """The strata with the contacts of asked people weighed anew."""
    asked = {unit.key for unit in moved.population.asked}
    units = capped(
        replace(unit_of(one, contact_weight=0.0), contact_weight=weigh(one)) for one in moved.population.asked_episodes
    )
    chosen: list[EpisodeUnit] = [unit for unit in units if unit.key in asked and unit.stage == Stage.BEFORE_FORM]
    return with_answers_of(count_strata(chosen), moved.stage.strata)


def _views(moved: Moved) -> tuple[int, int]:
    """Views of people by whether they can be followed."""
    span = {"ts__gte": moved.start, "ts__lt": moved.end}
    rows = Event.objects.filter(**span, type="view", actor_class="person")
    keyless = rows.filter(person_key="", visit_key="").count()
    sums = DailyCount.objects.filter(
        day__gte=moved.start.date(), day__lt=moved.end.date(), reason__in=(CountReason.NOT_FOLLOWED, CountReason.REFUSED)
    )
    return rows.exclude(person_key="").count(), keyless + sum(sums.values_list("count", flat=True))


def _at(
    moved: Moved, value: float | None, avoided: float | Undetermined, *, attempt_minutes: float | None = None
) -> dict[str, Any]:
    if isinstance(avoided, Undetermined):
        return {"value": value, "avoided": None, "net_minutes": None, **told(avoided)}
    times = moved.inputs.times
    lost = lost_time_avoided(
        before_form_contacts=avoided,
        at_form_contacts=0.0,
        reading_minutes=moved.stage.reading_minutes,
        times=times if attempt_minutes is None else replace(times, attempt_minutes=attempt_minutes),
    )
    return {"value": value, "avoided": round(avoided, 6), "net_minutes": round(lost.net_minutes, 3), "undetermined": None}


def _row(name: str, at: Sequence[dict[str, Any]], *, low: float, high: float) -> dict[str, Any]:
    return {"name": name, "at": list(at), "low": round(low, 6), "high": round(high, 6), "undetermined": None}
