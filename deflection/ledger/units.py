"""From stored episodes to the units of estimation, and what else an estimate needs of the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from deflection.estimation.episodes import CAP_PERIOD, EpisodeUnit, Reading, StratumKey, capped
from deflection.estimation.linkage import ChannelLinkage
from deflection.estimation.shrinkage import Answers
from deflection.estimation.types import Arm, Stage
from deflection.ledger.episodes import LOOK_AHEAD, answer_of
from deflection.ledger.facts import Episode, State
from deflection.ledger.linking import OUTCOME_KINDS
from deflection.ledger.neighbours import parts
from deflection.ledger.reading import seen_events
from deflection.ledger.stored import episodes_of
from deflection.models import Contact, Event, FoldedEpisode

MATURED = [state.value for state in State if state.is_matured]


@dataclass(frozen=True)
class Population:
    """Units of people who can be followed alike; pending episodes are told and not counted."""

    units: tuple[EpisodeUnit, ...]
    asked: tuple[EpisodeUnit, ...]  # who was asked at random, over a longer time that ends with the period
    pending: int
    asked_episodes: tuple[Episode, ...] = ()  # all episodes of these people: what a moved assumption is tried on


def population(
    start: datetime, end: datetime, *, is_identified: bool, linkages: Sequence[ChannelLinkage], asked_since: datetime
) -> Population:
    """Units that began in [start, end). Of a need that goes on from the 30 days before, nothing is counted again."""
    rows = FoldedEpisode.objects.filter(first_ts__lt=end, is_identified=is_identified)
    # Of the longer time only people who were asked, whole needs of them.
    since = min(start, asked_since) - CAP_PERIOD
    asked = Q(follower__in=rows.filter(first_ts__gte=since).exclude(prompt_answer="").values("follower")) & ~Q(follower="")
    wanted = rows.filter(Q(first_ts__gte=start - CAP_PERIOD) | Q(asked, first_ts__gte=since), state__in=MATURED)
    episodes = episodes_of(wanted.order_by("first_ts", "key"))
    weights = {one.channel: one.weight() for one in linkages}
    channels = _channels({episode.contact_id for episode in episodes if episode.contact_id is not None})
    units = capped(
        unit_of(episode, contact_weight=weights.get(channels.get(episode.contact_id or 0, ""), 1.0)) for episode in episodes
    )
    asked_units = tuple(unit for unit in units if unit.prompt_answer and unit.first_at >= min(start, asked_since))
    asked_people = {unit.follower for unit in asked_units}
    return Population(
        units=tuple(unit for unit in units if start <= unit.first_at),
        asked=asked_units,
        pending=rows.filter(first_ts__gte=start).exclude(state__in=MATURED).count(),
        asked_episodes=tuple(one for one in episodes if (one.follower or one.key) in asked_people),
    )


def unit_of(episode: Episode, *, contact_weight: float) -> EpisodeUnit:
    """`contact_weight` counts if a contact ended the episode."""
    read = [one for one in episode.exposures if one.is_qualified]
    is_before = episode.form_at is None or any(one.first_ts < episode.form_at for one in read)
    return EpisodeUnit(
        key=episode.key,
        # An episode whose person is forgotten stands for itself.
        follower=episode.follower or episode.key,
        stratum=StratumKey(episode.need, episode.language),
        stage=Stage.BEFORE_FORM if is_before else Stage.AT_FORM,
        first_at=episode.first_ts,
        last_at=episode.last_exposure_ts,
        readings=tuple(
            # "This one solved it" is said of one of several; a yes at the only page needs no naming.
            Reading(one.content, one.dwell_s, said_solved=len(read) > 1 and one.answer == "yes")
            for one in read
        ),
        answer=episode.answer,
        prompt_answer=episode.prompt_answer,
        would_have_contacted=episode.would_have_contacted,
        opened_form=episode.opened_form,
        opened_suggestion=episode.opened_suggestion,
        contact_weight=contact_weight if episode.contact_id is not None else 0.0,
        is_identified=episode.is_identified,
        arm=Arm(episode.arm),
    )


def _channels(contact_ids: set[int]) -> dict[int, str]:
    return {
        number: channel
        for some in parts(contact_ids)
        for number, channel in Contact.objects.filter(pk__in=some).values_list("id", "channel")
    }


def linkages_of(start: datetime, end: datetime) -> list[ChannelLinkage]:
    """Problems and unclassified contacts of the period and its look-ahead, by channel."""
    rows = (
        Contact.objects.filter(ts__gte=start, ts__lt=end + LOOK_AHEAD, kind__in=OUTCOME_KINDS)
        .filter(reopened_of__isnull=True, merged_into__isnull=True)
        .order_by()
        .values_list("channel")
        .annotate(contacts=Count("id"), keyed=Count("id", filter=~Q(person_key="") | ~Q(email_key="") | ~Q(visit_key="")))
    )
    return sorted((ChannelLinkage(*row) for row in rows), key=lambda one: one.channel)


def answers_of(start: datetime, end: datetime) -> dict[str, Answers]:
    """Voluntary answers about each content, the last of a person: they tell how often it solves, never how many contacted."""
    votes = Event.objects.filter(
        ts__gte=start, ts__lt=end, type__in=["vote", "solved_click"], actor_class="person", content_uuid__isnull=False
    )
    latest: dict[tuple[str, str], str] = {}
    for event in seen_events(votes.order_by("ts", "id")):
        who = event.person_key or event.visit_key or f"#{event.id}"
        latest[event.content, who] = answer_of(event)
    found: dict[str, Answers] = {}
    for (content, _who), answer in sorted(latest.items()):
        before = found.get(content, Answers(0, 0))
        found[content] = Answers(before.yes + (answer == "yes"), before.no + (answer == "no"))
    return found
