"""From stored episodes to the units of estimation, and what else an estimate needs of the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from deflection.estimation.episodes import CAP_PERIOD, EpisodeUnit, capped
from deflection.estimation.linkage import ChannelLinkage
from deflection.estimation.shrinkage import Answers
from deflection.ledger.episodes import LOOK_AHEAD, answer_of
from deflection.ledger.facts import Episode, State
from deflection.ledger.linking import OUTCOME_KINDS
from deflection.ledger.neighbours import parts
from deflection.ledger.reading import seen_events
from deflection.ledger.stored import episodes_in_parts
from deflection.ledger.unit_stream import ContactWeights, Units, unit_of
from deflection.models import Contact, Event, FoldedEpisode

MATURED = [state.value for state in State if state.is_matured]


@dataclass(frozen=True)
class Population:
    """People who can be followed alike. `units` are read from the database each time they are gone through."""

    units: Units
    asked: tuple[EpisodeUnit, ...]  # who was asked at random, over a longer time that ends with the period
    pending: int  # told and not counted
    asked_episodes: tuple[Episode, ...] = ()  # all episodes of these people: what a moved assumption is tried on


def population(
    start: datetime, end: datetime, *, is_identified: bool, linkages: Sequence[ChannelLinkage], asked_since: datetime
) -> Population:
    """Units that began in [start, end). Of a need that goes on from the 30 days before, nothing is counted again."""
    rows = FoldedEpisode.objects.filter(first_ts__lt=end, is_identified=is_identified)
    matured = rows.filter(state__in=MATURED)
    weigh = _weights(matured.filter(first_ts__gte=min(start, asked_since) - CAP_PERIOD), linkages)
    asked_from = min(start, asked_since)
    theirs = _of_asked_people(rows, since=asked_from - CAP_PERIOD, period=start - CAP_PERIOD)
    units = capped(unit_of(one, contact_weight=weigh(one.contact_id)) for one in theirs)
    asked = tuple(unit for unit in units if unit.prompt_answer and unit.first_at >= asked_from)
    asked_people = {unit.follower for unit in asked}
    return Population(
        units=Units(
            {"first_ts__gte": start - CAP_PERIOD, "first_ts__lt": end, "is_identified": is_identified, "state__in": MATURED},
            # A person's needs are counted from their first episode that is known.
            earlier=[one for one in theirs if one.first_ts < start - CAP_PERIOD],
            weigh=weigh,
            start=start,
        ),
        asked=asked,
        pending=rows.filter(first_ts__gte=start).exclude(state__in=MATURED).count(),
        asked_episodes=tuple(one for one in theirs if (one.follower or one.key) in asked_people),
    )


def _of_asked_people(rows: QuerySet[FoldedEpisode], *, since: datetime, period: datetime) -> list[Episode]:
    """All that people read who were asked; of those whose key is forgotten what they said from `period` on. Oldest first."""
    asked = rows.filter(first_ts__gte=since).exclude(prompt_answer="")
    followed = rows.filter(follower__in=asked.exclude(follower="").values("follower"), first_ts__gte=since)
    forgotten = asked.filter(follower="", first_ts__gte=period)
    found = [one for some in (followed, forgotten) for one in episodes_in_parts(some.filter(state__in=MATURED))]
    return sorted(found, key=lambda one: (one.first_ts, one.key))


def _weights(episodes: QuerySet[FoldedEpisode], linkages: Sequence[ChannelLinkage]) -> ContactWeights:
    ended = set(episodes.filter(contact_id__isnull=False).order_by().values_list("contact_id", flat=True))
    return ContactWeights({one.channel: one.weight() for one in linkages}, _channels(ended))


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
