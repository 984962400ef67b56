"""Which contact ended which episode. Keys in order: account or agreement, address, visit."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from deflection.ledger.facts import LeftOut, Links, SeenContact

# What the outcome is: somebody needed help. Orders are good, feedback is welcome, disruptions are told apart.
OUTCOME_KINDS = {"problem", "unclassified"}


class Candidate(Protocol):
    """What linking needs to know of an episode."""

    key: str
    follower: str
    issue_id: int | None
    first_ts: datetime
    window_ends: datetime

    def nearest_read_before(self, moment: datetime) -> datetime | None: ...


def link_contacts(
    candidates: Sequence[Candidate],
    contacts: Iterable[SeenContact],
    links: Links,
    person_of_visit: Mapping[str, str],
    shared_visits: Collection[str] = (),
) -> tuple[dict[str, int], dict[LeftOut, tuple[int, ...]]]:
    """Episode key -> contact id, and the contacts that are nobody's outcome with the reason.

    A contact ends at most one episode: the one with the nearest read before it; on a tie the same issue first, then the
    lowest key. An episode ends with its first contact.
    """
    # At the same instant by what is known of them, so that the order of arrival decides nothing.
    contacts = sorted(contacts, key=lambda one: (one.ts, one.channel, one.kind, sorted(one.issue_ids), one.source, one.id))
    followers = _ContactFollowers(contacts, links, person_of_visit, shared_visits)
    of_follower: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        of_follower[candidate.follower].append(candidate)
    linked: dict[str, int] = {}
    left_out: dict[LeftOut, list[int]] = defaultdict(list)
    for contact in contacts:
        if reason := reason_to_leave_out(contact):
            left_out[reason].append(contact.id)
            continue
        for follower in followers.of(contact):
            best = _best(of_follower.get(follower, ()), contact, links)
            if best is not None:
                linked.setdefault(best.key, contact.id)
                break
    return linked, {reason: tuple(ids) for reason, ids in sorted(left_out.items())}


def reason_to_leave_out(contact: SeenContact) -> LeftOut | None:
    if contact.same_as is not None:
        return LeftOut.SAME_CONTACT
    if contact.is_caused_by_disruption:
        return LeftOut.IN_DISRUPTION
    if contact.kind not in OUTCOME_KINDS:
        return LeftOut.OTHER_KIND
    return None


class _ContactFollowers:
    def __init__(
        self,
        contacts: Sequence[SeenContact],
        links: Links,
        person_of_visit: Mapping[str, str],
        shared_visits: Collection[str],
    ) -> None:
        self.links = links
        self.person_of_visit = person_of_visit
        self.shared_visits = shared_visits
        owners: dict[str, set[str]] = defaultdict(set)
        for contact in contacts:
            if contact.email_key and contact.person_key:
                owners[self._newest(contact.email_key)].add(self._newest(contact.person_key))
        # An address that two accounts have used (a shared mailbox) names nobody.
        self.person_of_address = {key: next(iter(people)) for key, people in owners.items() if len(people) == 1}

    def _newest(self, key: str) -> str:
        for _change in range(len(self.links.keys) + 1):
            following = self.links.keys.get(key)
            if following is None or following == key:
                return key
            key = following
        return key

    def of(self, contact: SeenContact) -> list[str]:
        """The followers that it may belong to, strongest link first."""
        found = []
        if contact.person_key:
            found.append(f"p:{self._newest(contact.person_key)}")
        if contact.email_key and (person := self.person_of_address.get(self._newest(contact.email_key))):
            found.append(f"p:{person}")
        if contact.visit_key:
            if person := self.person_of_visit.get(contact.visit_key):
                found.append(f"p:{person}")
            # Of a visit of several people nobody knows whose reads the keyless ones are; least of all a named person's.
            if not (contact.person_key and contact.visit_key in self.shared_visits):
                found.append(f"v:{contact.visit_key}")
        return found


def _best(candidates: Iterable[Candidate], contact: SeenContact, links: Links) -> Candidate | None:
    ranked = []
    for candidate in candidates:
        read = candidate.nearest_read_before(contact.ts)
        if read is None or not candidate.first_ts < contact.ts <= candidate.window_ends:
            continue
        if not is_about(contact.issue_ids, candidate.issue_id, links.parents):
            continue
        is_same_issue = candidate.issue_id is not None and candidate.issue_id in contact.issue_ids
        ranked.append((contact.ts - read, not is_same_issue, candidate.key, candidate))
    return min(ranked, key=lambda row: row[:3])[3] if ranked else None


def is_about(contact_issues: Iterable[int], episode_issue: int | None, parents: Mapping[int, int | None]) -> bool:
    """Same issue, a part of it, or unknown on either side: in doubt the contact counts against the content."""
    issues = set(contact_issues)
    if not issues or episode_issue is None:
        return True
    return any(episode_issue in _with_parents(issue, parents) for issue in issues)


def _with_parents(issue: int, parents: Mapping[int, int | None]) -> set[int]:
    above = {issue}
    following = parents.get(issue)
    while following is not None and following not in above:
        above.add(following)
        following = parents.get(following)
    return above
