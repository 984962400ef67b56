import random
from datetime import UTC, datetime, timedelta

import pytest

from deflection.ledger.episodes import EPISODE_GAP, LOOK_AHEAD, fold
from deflection.ledger.facts import IssueLink, LeftOut, Links, SeenContact, SeenEvent, State
from kbsite.visitors.keys import OVERLAP_DAYS

START = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
LONG_AFTER = START + timedelta(days=60)
A, B, C = "article:a", "article:b", "article:c"
VPN, MAIL, VPN_AT_HOME = 1, 2, 3
LINKS = Links(
    contents=tuple(IssueLink(content, VPN, START - timedelta(days=30)) for content in (A, B, C)),
    parents={VPN: None, MAIL: None, VPN_AT_HOME: VPN},
)


class World:
    """Events and contacts with ids in the order of telling."""

    def __init__(self):
        self.events, self.contacts = [], []

    def event(self, type_name, *, hours=0.0, person="p1", visit="", content="", **fields):
        ts = START + timedelta(hours=hours)
        payload = fields.pop("payload", {})
        self.events.append(SeenEvent(len(self.events) + 1, ts, type_name, person, visit, content, payload=payload, **fields))
        return self.events[-1]

    def read(self, content=A, *, hours=0.0, dwell_s=60, **fields):
        self.event("view", hours=hours, content=content, **fields)
        name = "qualified_read" if dwell_s >= 8 else "short_read"
        payload = {"dwell_s": dwell_s, "scroll": 0.9, "words": 100}
        self.event(name, hours=hours + dwell_s / 3600, content=content, payload=payload, **fields)

    def contact(self, *, hours, person="p1", kind="problem", issues=(), channel="form", **fields):
        ts = START + timedelta(hours=hours)
        number = len(self.contacts) + 1
        self.contacts.append(SeenContact(number, ts, channel, kind, frozenset(issues), person, **fields))
        return number

    def fold(self, links=LINKS, as_of=LONG_AFTER):
        return fold(self.events, self.contacts, links, as_of=as_of)


@pytest.fixture
def world():
    return World()


def test_w14_four_visits_to_three_articles_in_five_days_are_one_episode(world):
    for content, hours in ((A, 0), (B, 23), (A, 46), (C, 69)):
        world.read(content, hours=hours)
    (episode,) = world.fold().episodes
    assert episode.visits == 4
    assert {one.content for one in episode.exposures} == {A, B, C}
    assert episode.window_ends == episode.last_exposure_ts + LOOK_AHEAD


def test_a_day_without_a_read_begins_another_episode(world):
    world.read(hours=0)
    world.read(hours=24 + 1)
    assert len(world.fold().episodes) == 2


def test_a_second_issue_in_the_same_visit_is_a_second_episode(world):
    world.read(A)
    world.event("qualified_read", hours=0.1, content="article:mail", issue_id=MAIL, payload={"dwell_s": 60})
    assert {episode.issue_id for episode in world.fold().episodes} == {VPN, MAIL}


def test_content_without_an_issue_is_its_own_need(world):
    world.read("article:lonely")
    (episode,) = world.fold().episodes
    assert (episode.need, episode.issue_id) == ("article:lonely", None)


def test_a_link_counts_only_for_the_time_it_held(world):
    links = Links(contents=(IssueLink(A, VPN, START, START + timedelta(hours=1)),))
    world.read(A, hours=0)
    world.read(A, hours=2)
    assert [episode.need for episode in world.fold(links).episodes] == ["issue:1", A]


def test_states_of_an_episode_over_time(world):
    world.read()
    assert world.fold(as_of=START + timedelta(hours=23)).episodes[0].state == State.OPEN
    assert world.fold(as_of=START + EPISODE_GAP + timedelta(hours=1)).episodes[0].state == State.PENDING
    assert world.fold().episodes[0].state == State.SILENT


@pytest.mark.parametrize(
    ("type_name", "payload", "state"),
    [
        ("vote", {"answer": "yes"}, State.SOLVED_SAID),
        ("vote", {"answer": "no"}, State.UNSOLVED_SAID),
        ("prompt_answer", {"answer": "browsing"}, State.BROWSING_SAID),
        ("solved_click", {}, State.SOLVED_SAID),
        ("followup_answer", {"solved": False}, State.UNSOLVED_SAID),
    ],
)
def test_what_the_person_said_last_holds(world, type_name, payload, state):
    world.read()
    world.event("vote", hours=0.05, content=A, payload={"answer": "browsing"})
    world.event(type_name, hours=0.1, content="" if type_name == "followup_answer" else A, payload=payload)
    assert world.fold().episodes[0].state == state


def test_w19_a_call_on_day_six_turns_the_episode_to_contacted(world):
    world.read()
    assert world.fold().episodes[0].state == State.SILENT
    call = world.contact(hours=6 * 24, channel="phone")
    (episode,) = world.fold().episodes
    assert (episode.state, episode.contact_id) == (State.CONTACTED, call)


def test_a_contact_before_the_read_or_after_the_look_ahead_is_not_its_end(world):
    world.read(hours=1)
    world.contact(hours=0.5)
    world.contact(hours=1 + 7 * 24 + 1)
    assert world.fold().episodes[0].contact_id is None


def test_an_early_contact_does_not_ripen_an_episode(world):
    world.read()
    world.contact(hours=1)
    (episode,) = world.fold(as_of=START + timedelta(days=3)).episodes
    assert episode.state == State.PENDING


@pytest.mark.parametrize(
    ("issues", "is_linked"), [((), True), ((VPN,), True), ((VPN_AT_HOME,), True), ((MAIL,), False), ((MAIL, VPN), True)]
)
def test_a_contact_counts_for_its_issue_a_part_of_it_or_an_unknown_one(world, issues, is_linked):
    world.read()
    number = world.contact(hours=1, issues=issues)
    assert (world.fold().episodes[0].contact_id == number) is is_linked


def test_the_issue_above_is_not_a_part(world):
    links = Links(contents=(IssueLink(A, VPN_AT_HOME, START),), parents=LINKS.parents)
    world.read()
    world.contact(hours=1, issues=(VPN,))
    assert world.fold(links).episodes[0].contact_id is None


def test_one_contact_ends_one_episode_the_one_read_last(world):
    world.event("qualified_read", hours=0, content="article:mail", issue_id=MAIL, payload={"dwell_s": 60})
    world.read(A, hours=2)
    world.contact(hours=3)
    ended = [episode for episode in world.fold().episodes if episode.contact_id]
    assert [episode.issue_id for episode in ended] == [VPN]


def test_on_a_tie_the_same_issue_is_ended(world):
    for content, issue in (("article:mail", MAIL), (A, VPN)):
        world.event("qualified_read", content=content, issue_id=issue, payload={"dwell_s": 60})
    world.contact(hours=1, issues=(MAIL, 99))
    (ended,) = [episode for episode in world.fold().episodes if episode.contact_id]
    assert ended.issue_id == MAIL


def test_link_keys_in_order_account_address_visit(world):
    world.read(person="p1", visit="v1")
    by_visit = world.contact(hours=1, person="", visit_key="v1")
    assert world.fold().episodes[0].contact_id == by_visit
    world.contacts.clear()
    # The address is known from an earlier contact that carried both.
    world.contact(hours=-200, person="p1", email_key="m1")
    by_mail = world.contact(hours=1, person="", email_key="m1", channel="mail")
    assert world.fold().episodes[0].contact_id == by_mail
    world.contact(hours=-199, person="p2", email_key="m1")
    assert world.fold().episodes[0].contact_id is None, "a shared mailbox names nobody"


def test_a_reader_of_one_visit_is_followed_for_that_day_only(world):
    world.read(person="", visit="v1")
    world.contact(hours=30, person="", visit_key="v1")
    (episode,) = world.fold().episodes
    assert not episode.is_identified
    assert episode.contact_id is None
    number = world.contact(hours=2, person="", visit_key="v1")
    assert world.fold().episodes[0].contact_id == number


def test_signing_in_joins_what_was_read_before_in_the_visit(world):
    world.read(A, person="", visit="v1")
    world.read(B, hours=0.2, person="p1", visit="v1")
    (episode,) = world.fold().episodes
    assert {one.content for one in episode.exposures} == {A, B}
    world.read(C, hours=0.3, person="p2", visit="v1")
    assert len(world.fold().episodes) == 3, "a visit of two people joins nothing"


def test_a_change_of_secret_does_not_break_an_episode(world):
    world.read(A, person="old")
    world.read(B, hours=1, person="new")
    world.contact(hours=2, person="new")
    links = Links(contents=LINKS.contents, parents=LINKS.parents, keys={"old": "new"})
    (episode,) = world.fold(links).episodes
    assert episode.state == State.CONTACTED
    assert timedelta(days=OVERLAP_DAYS) >= LOOK_AHEAD + timedelta(days=1)


def test_bounce_pogo_and_pages_without_script_are_no_reads(world):
    world.read(A, dwell_s=3)
    world.event("view", hours=5, content=B, person="p2")
    world.event("view", hours=6, content=C, person="p3")
    world.event("search", hours=6 + 10 / 3600, person="p3", payload={"terms": "vpn", "hits": 3})
    world.event("qualified_read", hours=6 + 12 / 3600, content=C, person="p3", payload={"dwell_s": 10})
    folded = world.fold()
    assert folded.episodes == ()
    assert {reason: len(ids) for reason, ids in folded.left_out_events.items()} == {
        LeftOut.BOUNCE: 2,
        LeftOut.NO_BEACON: 1,
        LeftOut.POGO: 2,
    }


def test_a_restored_tab_or_a_page_left_at_once_does_not_lengthen_the_wait_for_a_contact(world):
    world.read(A)
    before = world.fold().episodes[0]
    world.event("view", hours=20, content=A)
    world.read(A, hours=22, dwell_s=3)
    (after,) = world.fold().episodes
    assert (after.last_exposure_ts, after.window_ends) == (before.last_exposure_ts, before.window_ends)
    world.read(A, hours=23)
    assert world.fold().episodes[0].window_ends > before.window_ends


def test_back_at_the_results_and_later_left_at_once_is_no_read(world):
    world.read(A, dwell_s=12)
    world.event("search", hours=15 / 3600)
    world.read(A, hours=2, dwell_s=3)
    folded = world.fold()
    assert not folded.episodes
    assert folded.left_out_events[LeftOut.BOUNCE] == (1, 2, 4, 5)


def test_who_says_that_it_solved_the_problem_has_read_it(world):
    world.read(A, dwell_s=3)
    world.event("vote", hours=0.01, content=A, payload={"answer": "yes"})
    assert world.fold().episodes[0].state == State.SOLVED_SAID


def test_contacts_that_are_no_outcome_are_left_out_with_their_reason(world):
    world.read()
    world.contact(hours=1, kind="order")
    world.contact(hours=1, kind="feedback")
    world.contact(hours=1, kind="disruption")
    world.contact(hours=1, is_caused_by_disruption=True)
    world.contact(hours=2, same_as=4)
    folded = world.fold()
    assert folded.episodes[0].contact_id is None
    assert {reason: len(ids) for reason, ids in folded.left_out_contacts.items()} == {
        LeftOut.OTHER_KIND: 3,
        LeftOut.IN_DISRUPTION: 1,
        LeftOut.SAME_CONTACT: 1,
    }


def test_w18_ten_thousand_events_that_count_for_nobody_change_no_episode(world):
    for number in range(20):
        world.read(A, hours=number, person=f"p{number}")
    world.contact(hours=10, person="p3")
    before = world.fold()
    rng = random.Random(20261121)
    for number in range(2_000):
        hours = rng.uniform(0, 200)
        world.event("view", hours=hours, person="p3", content=A, actor_class="bot")
        world.event("qualified_read", hours=hours, person="p4", content=A, actor_class="staff", payload={"dwell_s": 60})
        world.read(A, hours=hours, person="", visit="")
        world.contact(hours=hours, person="p3", kind=rng.choice(["order", "feedback"]))
        world.event("view", hours=1000 + number / 3600, person="flood", content=A)
    after = world.fold()
    assert after.episodes == before.episodes
    assert len(after.left_out_events[LeftOut.TOO_MANY]) == 2_000


def random_world(seed):
    rng = random.Random(seed)
    world = World()
    for _number in range(300):
        person = f"p{rng.randrange(12)}" if rng.random() < 0.6 else ""
        visit = f"v{rng.randrange(20)}" if not person or rng.random() < 0.3 else ""
        hours = round(rng.uniform(0, 200), 1)
        if rng.random() < 0.7:
            world.read(rng.choice([A, B, C, "article:x"]), hours=hours, person=person, visit=visit, dwell_s=rng.choice([3, 60]))
        else:
            world.event(rng.choice(["search", "form_open"]), hours=hours, person=person, visit=visit)
    for _number in range(60):
        world.contact(hours=rng.uniform(0, 300), person=f"p{rng.randrange(12)}", issues=rng.choice([(), (VPN,), (MAIL,)]))
    return world


@pytest.mark.parametrize("seed", range(5))
def test_w20_any_order_of_the_same_facts_gives_the_same_episodes(seed):
    world = random_world(seed)
    before = world.fold(as_of=START + timedelta(days=10))
    rng = random.Random(seed + 100)
    for _shuffle in range(3):
        rng.shuffle(world.events)
        rng.shuffle(world.contacts)
        assert world.fold(as_of=START + timedelta(days=10)) == before


@pytest.mark.parametrize("seed", range(5))
def test_no_contact_and_no_read_belongs_to_two_episodes(seed):
    episodes = random_world(seed).fold().episodes
    contacts = [episode.contact_id for episode in episodes if episode.contact_id]
    assert len(contacts) == len(set(contacts)) > 0
    reads = [event for episode in episodes for one in episode.exposures for event in one.event_ids]
    assert len(reads) == len(set(reads))
    assert len({episode.key for episode in episodes}) == len(episodes)


def test_pages_by_the_hundred_within_an_hour_are_a_script(world):
    for number in range(61):
        world.read(A, hours=number / 100, person="p1")
    assert world.fold().episodes == ()
    calm = World()
    for number in range(60):
        calm.read(A, hours=number / 100, person="p1")
    assert len(calm.fold().episodes) == 1
