"""From events and contacts to episodes, by fixed rules (docs/events.md tells what the events are).

1. A visit ends after 30 minutes without an event. 2. An episode is one follower on one issue (or one content without an
issue), its visits at most 24 hours apart. 3. It waits for a contact for 7 days from the last page that was really read; of
somebody who is followed within one visit only, for that day. 4. A contact belongs to the episode with the nearest read
before it whose key matches, if it is a problem or unclassified and about the same issue, a part of it, or no known issue.

Pure: the same facts in any order give the same episodes. Nothing here says that a contact was avoided.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from deflection.ledger.facts import Episode, Exposure, Folded, LeftOut, Links, SeenContact, SeenEvent, state_at
from deflection.ledger.linking import Candidate, link_contacts
from deflection.recording.qualifying import is_qualified_read

VISIT_GAP = timedelta(minutes=30)  # same as Matomo and GA
EPISODE_GAP = timedelta(hours=24)
LOOK_AHEAD = timedelta(days=7)
# Without a lasting key a contact can be joined within the visit only; a day is the longest that a visit may stretch.
VISIT_LOOK_AHEAD = timedelta(days=1)
POGO = timedelta(seconds=20)
VIEWS_AN_HOUR = 60

_READS = {"view", "qualified_read", "short_read"}
_BACK_TO_RESULTS = {"search", "search_click"}
_ARMS = {"assigned", "suggestions_prepared"}
_FORM = {"form_open", "form_submitted", "suggestions_prepared", "suggestions_shown"}


def fold(
    events: Iterable[SeenEvent],
    contacts: Iterable[SeenContact],
    links: Links,
    *,
    as_of: datetime,
    kept: Sequence[Candidate] = (),
) -> Folded:
    """All episodes as they are known at `as_of`; later facts are ignored.

    `kept` are episodes whose events are gone: contacts may still end them.
    """
    left_out: dict[LeftOut, list[int]] = defaultdict(list)
    seen = sorted((event for event in events if event.ts <= as_of), key=_told_order)
    followers = _Followers(seen, links)
    issue_of = _IssueOf(links)
    drafts: list[_Draft] = []
    for follower, theirs in followers.split(seen, left_out).items():
        drafts.extend(_episodes_of(follower, theirs, issue_of, left_out))
    kept_contacts = [contact for contact in contacts if contact.ts <= as_of]
    linked, left_out_contacts = link_contacts(
        [*drafts, *kept], kept_contacts, links, followers.person_of_visit, followers.shared_visits
    )
    episodes = sorted((draft.finish(linked.get(draft.key), as_of) for draft in drafts), key=lambda one: (one.first_ts, one.key))
    return Folded(
        episodes=tuple(episodes),
        left_out_events={reason: tuple(sorted(ids)) for reason, ids in sorted(left_out.items())},
        left_out_contacts=left_out_contacts,
        linked_kept={one.key: linked[one.key] for one in kept if one.key in linked},
    )


def _told_order(event: SeenEvent) -> tuple[object, ...]:
    """By time; at the same instant by what happened, so that the order of arrival decides nothing. The id settles twins."""
    who = (event.person_key, event.visit_key)
    return (
        event.ts,
        event.type,
        event.content,
        who,
        sorted((name, str(value)) for name, value in event.payload.items()),
        event.id,
    )


class _Followers:
    """Whose events belong together: the person's newest key, else the visit."""

    def __init__(self, events: Sequence[SeenEvent], links: Links) -> None:
        self.links = links
        owners: dict[str, set[str]] = defaultdict(set)
        for event in events:
            # Who works here, or a script, at a customer's browser does not make its visit theirs.
            if event.person_key and event.visit_key and event.actor_class == "person":
                owners[event.visit_key].add(self.newest(event.person_key))
        # Signing in within a visit joins what came before it; a visit of two people (a shared desk) joins nothing.
        self.person_of_visit = {visit: next(iter(people)) for visit, people in owners.items() if len(people) == 1}
        self.shared_visits = frozenset(visit for visit, people in owners.items() if len(people) > 1)

    def newest(self, person_key: str) -> str:
        for _change in range(len(self.links.keys) + 1):
            following = self.links.keys.get(person_key)
            if following is None or following == person_key:
                return person_key
            person_key = following
        return person_key

    def of(self, event: SeenEvent) -> str:
        if event.person_key:
            return f"p:{self.newest(event.person_key)}"
        if event.visit_key in self.person_of_visit:
            return f"p:{self.person_of_visit[event.visit_key]}"
        return f"v:{event.visit_key}" if event.visit_key else ""

    def split(self, events: Sequence[SeenEvent], left_out: dict[LeftOut, list[int]]) -> dict[str, list[SeenEvent]]:
        """Each follower's events in order, without those that count for nobody."""
        theirs: dict[str, list[SeenEvent]] = defaultdict(list)
        for event in events:
            if event.actor_class != "person":
                left_out[LeftOut(event.actor_class)].append(event.id)
            elif follower := self.of(event):
                theirs[follower].append(event)
            else:
                left_out[LeftOut.NOT_FOLLOWED].append(event.id)
        return {follower: _without_floods(mine, left_out) for follower, mine in sorted(theirs.items())}


def _without_floods(events: list[SeenEvent], left_out: dict[LeftOut, list[int]]) -> list[SeenEvent]:
    """More than 60 page views within an hour are a script: all events of such an hour go."""
    views = [event for event in events if event.type == "view"]
    flooded: set[int] = set()
    start = 0
    for end, event in enumerate(views):
        while event.ts - views[start].ts >= timedelta(hours=1):
            start += 1
        if end - start + 1 > VIEWS_AN_HOUR:
            # Beacons of the last pages come after them.
            low, high = views[start].ts, event.ts + VISIT_GAP
            flooded.update(one.id for one in events if low <= one.ts <= high)
    if not flooded:
        return events
    left_out[LeftOut.TOO_MANY].extend(sorted(flooded))
    return [event for event in events if event.id not in flooded]


class _Draft:
    """An episode before contacts are linked."""

    def __init__(
        self, *, follower: str, need: str, issue_id: int | None, events: list[SeenEvent], exposures: list[Exposure]
    ) -> None:
        self.follower = follower
        self.need = need
        self.issue_id = issue_id
        self.events = events
        self.exposures = exposures
        qualified = [one for one in exposures if one.is_qualified]
        self.first_ts = min(one.first_ts for one in qualified)
        self.last_exposure_ts = max(one.last_ts for one in qualified)
        self.is_identified = follower.startswith("p:")
        self.window_ends = self.last_exposure_ts + (LOOK_AHEAD if self.is_identified else VISIT_LOOK_AHEAD)
        self.key = hashlib.sha256(f"{follower}|{need}|{self.first_ts.isoformat()}".encode()).hexdigest()[:24]

    def nearest_read_before(self, moment: datetime) -> datetime | None:
        reads = [ts for one in self.exposures if one.is_qualified for ts in (one.first_ts, one.last_ts) if ts <= moment]
        return max(reads, default=None)

    def finish(self, contact_id: int | None, as_of: datetime) -> Episode:
        answer = next((answer_of(event) for event in reversed(self.events) if answer_of(event)), "")
        prompted = [event for event in self.events if event.type == "prompt_answer"]
        arms = [str(event.payload["arm"]) for event in self.events if event.type in _ARMS and "arm" in event.payload]
        closes_at = self.events[-1].ts + EPISODE_GAP
        state, _due = state_at(as_of, closes_at=closes_at, window_ends=self.window_ends, contact_id=contact_id, answer=answer)
        return Episode(
            key=self.key,
            follower=self.follower,
            is_identified=self.is_identified,
            need=self.need,
            issue_id=self.issue_id,
            language=next((event.language for event in self.events if event.language), ""),
            first_ts=self.first_ts,
            last_exposure_ts=self.last_exposure_ts,
            window_ends=self.window_ends,
            visits=1 + sum(after.ts - before.ts > VISIT_GAP for before, after in pairwise(self.events)),
            exposures=tuple(self.exposures),
            opened_form=any(event.type in _FORM for event in self.events),
            form_at=next((event.ts for event in self.events if event.type in _FORM), None),
            opened_suggestion=any(event.type == "suggestion_opened" for event in self.events),
            answer=answer,
            prompt_answer=answer_of(prompted[-1]) if prompted else "",
            would_have_contacted=any(event.payload.get("would_have_contacted") is True for event in prompted),
            # The first assignment holds: nobody changes sides within a need.
            arm=arms[0] if arms else "offered",
            contact_id=contact_id,
            closes_at=closes_at,
            state=state,
            event_ids=tuple(event.id for event in self.events),
        )


def _episodes_of(
    follower: str, events: list[SeenEvent], issue_of: "_IssueOf", left_out: dict[LeftOut, list[int]]
) -> list[_Draft]:
    by_need: dict[tuple[str, int | None], list[SeenEvent]] = defaultdict(list)
    homeless: list[SeenEvent] = []
    for event in events:
        issue_id = event.issue_id if event.issue_id is not None else issue_of(event.content, event.ts)
        if issue_id is not None:
            by_need[f"issue:{issue_id}", issue_id].append(event)
        elif event.content:
            by_need[event.content, None].append(event)
        else:
            homeless.append(event)
    pogoed = _pogoed(events)
    drafts = []
    for (need, issue_id), theirs in by_need.items():
        for part in _split_at_gaps(theirs, EPISODE_GAP):
            exposures = _exposures(part, pogoed)
            for one in exposures:
                if one.left_out:
                    left_out[one.left_out].extend(one.event_ids)
            if any(one.is_qualified for one in exposures):
                drafts.append(_Draft(follower=follower, need=need, issue_id=issue_id, events=part, exposures=exposures))
    _give_homes(homeless, drafts)
    return drafts


class _IssueOf:
    """The issue that a content was about at a moment; of several the one linked first, then the lowest id."""

    def __init__(self, links: Links) -> None:
        self.of_content: dict[str, list[tuple[datetime, int, datetime | None]]] = defaultdict(list)
        for link in links.contents:
            self.of_content[link.content].append((link.since, link.issue_id, link.until))
        for rows in self.of_content.values():
            rows.sort(key=lambda row: (row[0], row[1]))

    def __call__(self, content: str, ts: datetime) -> int | None:
        for since, issue_id, until in self.of_content.get(content, ()):
            if since <= ts and (until is None or ts < until):
                return issue_id
        return None


def _split_at_gaps(events: list[SeenEvent], gap: timedelta) -> list[list[SeenEvent]]:
    parts = [[events[0]]]
    for before, after in pairwise(events):
        if after.ts - before.ts > gap:
            parts.append([])
        parts[-1].append(after)
    return parts


def _give_homes(homeless: list[SeenEvent], drafts: list[_Draft]) -> None:
    """Searches, forms and answers without a content belong to what was read last in that visit, else to what is read next."""
    for event in homeless:
        near = [
            (event.ts < one.ts, abs(event.ts - one.ts), draft.key, draft)
            for draft in drafts
            for one in draft.events
            if one.content and abs(event.ts - one.ts) <= VISIT_GAP
        ]
        if near:
            draft = min(near, key=lambda row: row[:3])[3]
            draft.events.append(event)
    for draft in drafts:
        draft.events.sort(key=_told_order)


def _pogoed(events: list[SeenEvent]) -> set[int]:
    """Views after which the reader was back at the results, or at the next one, within 20 seconds; and their beacons."""
    pogoed: set[int] = set()
    left: set[str] = set()  # contents whose latest view was such a one
    for place, event in enumerate(events):
        if event.type == "view":
            left.discard(event.content)
            for later in events[place + 1 :]:
                if later.ts - event.ts > POGO:
                    break
                if later.type in _BACK_TO_RESULTS and later.content != event.content:
                    left.add(event.content)
                    break
        if event.type in _READS and event.content in left:
            pogoed.add(event.id)
    return pogoed


def _exposures(events: list[SeenEvent], pogoed: set[int]) -> list[Exposure]:
    by_content: dict[str, list[SeenEvent]] = defaultdict(list)
    for event in events:
        if event.content and (event.type in _READS or answer_of(event)):
            by_content[event.content].append(event)
    return [_exposure(content, theirs, pogoed) for content, theirs in by_content.items()]


def _exposure(content: str, events: list[SeenEvent], pogoed: set[int]) -> Exposure:
    answer = next((answer_of(event) for event in reversed(events) if answer_of(event)), "")
    views = [event for event in events if event.type == "view"]
    # A tab that comes back unread, days after, must not lengthen the wait for a contact.
    told = [event for event in events if answer_of(event) or (event.id not in pogoed and _is_read(event))]
    left_out = None
    # An answer outweighs the clock: who says that it solved the problem has read it.
    if not answer:
        if views and all(view.id in pogoed for view in views):
            left_out = LeftOut.POGO
        elif not told:
            left_out = LeftOut.BOUNCE if any("dwell_s" in event.payload for event in events) else LeftOut.NO_BEACON
    return Exposure(
        content=content,
        first_ts=events[0].ts,
        last_ts=(told or events)[-1].ts,
        dwell_s=max((float(event.payload.get("dwell_s", 0)) for event in events if event.id not in pogoed), default=0.0),
        scroll=max((float(event.payload.get("scroll", 0)) for event in events), default=0.0),
        answer=answer,
        left_out=left_out,
        event_ids=tuple(event.id for event in events),
    )


def _is_read(event: SeenEvent) -> bool:
    if event.type == "qualified_read":
        return True
    payload = event.payload
    return "dwell_s" in payload and is_qualified_read(
        dwell_s=float(payload["dwell_s"]), scroll=float(payload.get("scroll", 0)), words=int(payload.get("words", 0))
    )


ANSWER_TYPES = ("vote", "prompt_answer", "solved_click", "reply_accepted", "followup_answer")


def answer_of(event: SeenEvent) -> str:
    """yes, no or browsing, if the event is an answer; pressing "this solved it" is a yes."""
    if event.type in ("vote", "prompt_answer"):
        return str(event.payload.get("answer", ""))
    if event.type in ("solved_click", "reply_accepted"):
        return "yes"
    if event.type == "followup_answer":
        return "yes" if event.payload.get("solved") else "no"
    return ""
