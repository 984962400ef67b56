"""Eighteen weeks of an invented help site, with the truth that a real one never knows.

Every problem is drawn once with its own luck: whether it would have solved itself, whether the person would have turned to
somebody, how hard it is to solve by reading. The same luck then decides both what happened and what would have happened
without the help pages; their difference is the truth. Pure Python, no clock of its own: same arguments, same world.
"""

import random
from datetime import datetime, timedelta

from kbsite.demo.content import begins_at, rows_of
from kbsite.demo.diary import CHANNEL_SHARES, CHANNELS, Diary
from kbsite.demo.needs import (
    BROWSERS,
    CALENDAR_DISRUPTION,
    DISRUPTION_CONTACTS,
    DISRUPTION_ME_TOO,
    FEEDBACK,
    GAPS,
    NEEDS,
    OFFICE_WEEK,
    ORDERS,
    SMALL_DISRUPTIONS,
    Need,
)
from kbsite.demo.truth import IssueTruth, Person, Truth, World

SEED = 20261121
# Twelve whole weeks up to the end of last month, on any day of the year: then the report can draw their limits.
DAYS = 125
CUSTOMERS = 900
LANGUAGES, LANGUAGE_SHARES = ("en", "fi", "sv"), (50, 32, 18)
# Signed in or remembered; the visit only; nobody may follow.
CONSENTS, CONSENT_SHARES = ("full", "session", "none"), (60, 28, 12)

SOLVES_ITSELF = 0.22
FORM_PANEL_SOLVES = 0.3  # of those who open a suggestion for the first time at the form
GIVES_UP_AT_FORM = 0.03
CALENDAR_TOPIC = "topic:kalenderinbjudningar-sent"
CALENDAR_ISSUE = "calendar-invitations-late"


def simulate_world(*, now: datetime, days: int = DAYS, seed: int = SEED) -> World:
    """The world of the `days` whole days before `now` (aware). Rows are in the shapes of import_events and import_contacts."""
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    end = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return _Simulation(rng=random.Random(seed), end=end, days=days).run()


class _Simulation(Diary):
    def __init__(self, *, rng: random.Random, end: datetime, days: int):
        super().__init__(rng=rng, end=end, truth=Truth(by_need={need.name: IssueTruth() for need in NEEDS}))
        self.days = days
        # The disruption is a working day, the one on which its topic began.
        self.disruption_day = begins_at(CALENDAR_DISRUPTION, end=end).date()
        self.topic_ages = {f"topic:{row['id']}": row["days_ago"] for row in rows_of("topics.jsonl")}
        self.people = [
            Person(
                key=f"demo-person-{number:04}",
                language=rng.choices(LANGUAGES, LANGUAGE_SHARES)[0],
                consent=rng.choices(CONSENTS, CONSENT_SHARES)[0],
            )
            for number in range(1, CUSTOMERS + 1)
        ]

    def run(self) -> World:
        for days_before_end in range(self.days, 0, -1):
            day = self.end - timedelta(days=days_before_end)
            for need in NEEDS:
                factor = need.people_factor(days_before_end)
                for _ in range(self.how_many(need.readers * factor, need.week, day)):
                    self.live_through(need, self.moment(day), days_before_end, reads_first=True)
                for _ in range(self.how_many(need.direct * factor, need.week, day)):
                    self.live_through(need, self.moment(day), days_before_end, reads_first=False)
            self.other_days_business(day, days_before_end)
            if day.date() == self.disruption_day:
                self.calendar_disruption(day)
        self.staff_and_bots()
        return self.finished()

    def live_through(self, need: Need, ts: datetime, days_before_end: int, *, reads_first: bool) -> None:
        rng, truth = self.rng, self.truth.by_need[need.name]
        person = rng.choice(self.people)
        truth.needs += 1
        # The luck of this need: the same with and without help pages.
        difficulty = rng.random()
        would_contact = not self.is_lucky(SOLVES_ITSELF) and (not reads_first or self.is_lucky(need.contacts))
        channel = rng.choices(CHANNELS, CHANNEL_SHARES)[0]
        truth.contacts_without_help += would_contact

        visit = self.visit_of(person)
        shown = self.contents_on(need, days_before_end)
        if reads_first:
            is_solved, ts = self.read_about(
                need, shown, ts, person, visit, difficulty < need.solve_chance(days_before_end), would_contact
            )
            if is_solved:
                truth.persons_solved.add(person.key)
                truth.avoided_and_solved += would_contact
                truth.avoided_by_rewriting += would_contact and difficulty >= need.solves
                return
        if not would_contact:
            return
        if channel == "form":
            # Half of those who failed with an article come back to the form later, in another visit.
            if reads_first and self.is_lucky(0.5):
                ts, visit = self.same_or_next_days(ts), self.visit_of(person)
            # The form needs a session, so from here on at least the visit is known.
            if visit is None:
                person, visit = self.with_session(person)
            outcome, ts = self.at_the_form(shown, ts, person, visit, is_new=not reads_first, difficulty=difficulty)
            if outcome == "solved":
                truth.persons_solved.add(person.key)
                truth.avoided_and_solved += 1
                return
            if outcome == "gave_up":
                truth.suppressed += 1
                return
        elif reads_first:
            ts = self.same_or_next_days(ts)
        truth.contacts += 1
        kind = "unclassified" if self.is_lucky(0.1) else "problem"
        self.contact(kind, need.issue, need.product, ts, person, channel, visit)

    def contents_on(self, need: Need, days_before_end: int) -> dict[str, float]:
        """What there was to read on that day: a topic that nobody has asked yet cannot help."""
        return {ref: weight for ref, weight in need.contents.items() if self.topic_ages.get(ref, self.days + 1) > days_before_end}

    def read_about(
        self,
        need: Need,
        shown: dict[str, float],
        ts: datetime,
        person: Person,
        visit: str | None,
        is_enough: bool,
        would_contact: bool,
    ) -> tuple[bool, datetime]:
        """Search and reading. Whether it was solved by that, and when the reader was done."""
        rng = self.rng
        terms = rng.choice(need.queries[person.language])
        if not shown:
            return False, self.search(terms, None, ts, person, visit)
        content = rng.choices(list(shown), list(shown.values()))[0]
        if self.is_lucky(0.7):
            ts = self.search(terms, content, ts, person, visit)
        if len(shown) > 1 and self.is_lucky(0.12):
            other = rng.choice([ref for ref in shown if ref != content])
            ts = self.read(other, ts, person, visit, is_bounce=True)
        ts = self.read(content, ts, person, visit)
        if visit:
            self.say(content, ts, person, visit, is_enough, would_contact)
        return is_enough, ts

    def at_the_form(
        self, shown: dict[str, float], ts: datetime, person: Person, visit: str | None, *, is_new: bool, difficulty: float
    ) -> tuple[str, datetime]:
        """The contact form with suggestions beside it: "solved", "gave_up" or "sent", and when."""
        self.record("form_open", ts, person, visit, way="contact")
        ts = self.later(ts, 20, 90)
        outcome = "gave_up" if self.is_lucky(GIVES_UP_AT_FORM) else "sent"
        contents = list(shown)
        if contents:
            self.record("suggestions_prepared", ts, person, visit, experiment="", arm="offered", contents=contents)
            self.record("suggestions_shown", ts, person, visit, contents=contents)
            if self.is_lucky(0.55 if is_new else 0.2):
                ts = self.later(ts, 3, 20)
                self.record("suggestion_opened", ts, person, visit, contents[0], position=1)
                ts = self.later(ts, 25, 120)
                # What did not help before the form does not help at the form.
                if is_new and difficulty < FORM_PANEL_SOLVES:
                    outcome = "solved"
                    if self.is_lucky(0.6):
                        self.record("solved_click", ts, person, visit, contents[0], place="contact")
                        self.truth.said_solved += 1
                elif self.is_lucky(0.5):
                    reason = self.rng.choice(("tried", "not_my_problem", "other_version"))
                    self.record("suggestion_dismissed", ts, person, visit, contents[0], reason=reason)
        followup_at = ts + timedelta(days=self.rng.uniform(8, 9))
        if outcome == "solved" and person.is_known and self.is_lucky(0.6) and followup_at < self.end:
            self.record("followup_answer", followup_at, person, None, solved=True)
        return outcome, self.later(ts, 30, 240)

    def other_days_business(self, day: datetime, days_before_end: int) -> None:
        rng = self.rng
        articles = sorted(ref for ref in self.words if ref.startswith("article:") and ref != "article:unlock-an-account")
        for _ in range(self.how_many(BROWSERS, OFFICE_WEEK, day)):
            person, ts = rng.choice(self.people), self.moment(day)
            visit = self.visit_of(person)
            if self.is_lucky(0.15):
                self.search(rng.choice(GAPS[person.language]), None, ts, person, visit)
                continue
            for content in rng.sample(articles, rng.choice((1, 1, 2))):
                ts = self.read(content, ts, person, visit, is_bounce=self.is_lucky(0.35))
            if visit and self.is_lucky(0.05):
                self.record("vote", ts, person, visit, content, answer="browsing")
        for kind, product, per_week in (
            ("order", "Lumo Orders", ORDERS),
            ("feedback", None, FEEDBACK),
            ("disruption", "Lumo Rooms", SMALL_DISRUPTIONS),
        ):
            for _ in range(self.how_many(per_week, OFFICE_WEEK, day)):
                self.simple_contact(kind, None, product, self.moment(day))

    def simple_contact(self, kind: str, issue: str | None, product: str | None, ts: datetime) -> None:
        """An order, thanks, or "it is down": nothing that an article should keep away."""
        person, channel = self.rng.choice(self.people), self.rng.choices(CHANNELS, CHANNEL_SHARES)[0]
        visit = None
        if channel == "form":
            visit = self.visit_of(person)
            if visit is None:
                person, visit = self.with_session(person)
            self.record("form_open", ts, person, visit, way="contact")
            ts = self.later(ts, 60, 400)
        self.contact(kind, issue, product, ts, person, channel, visit)

    def calendar_disruption(self, day: datetime) -> None:
        """From 8:40 to 15:10 invitations arrive late: a burst of contacts, and people who only say "me too"."""
        for _ in range(DISRUPTION_CONTACTS):
            ts = day + timedelta(hours=8.75 + min(self.rng.expovariate(0.7), 6.2))
            self.simple_contact("disruption", CALENDAR_ISSUE, "Lumo Mail", ts)
        for _ in range(DISRUPTION_ME_TOO):
            person = self.rng.choice(self.people)
            ts = day + timedelta(hours=9.3 + self.rng.uniform(0, 5.5))
            visit = self.visit_of(person)
            ts = self.read(CALENDAR_TOPIC, ts, person, visit)
            if visit:
                self.record("me_too", ts, person, visit, CALENDAR_TOPIC)

    def staff_and_bots(self) -> None:
        """Reads that must count for nothing: 3 % by people who work here, 2 % by robots."""
        contents, people_events = sorted(self.words), len(self.events)
        for actor, share in (("staff", 0.03), ("bot", 0.02)):
            for _ in range(round(people_events * share)):
                ts = self.moment(self.end - timedelta(days=self.rng.randint(1, self.days)))
                content = self.rng.choice([ref for ref in contents if self.exists(ref, ts)])
                self.record("view", ts, None, None, content, actor=actor, words=self.words[content])

    def exists(self, content: str, ts: datetime) -> bool:
        return ts >= self.end - timedelta(days=self.topic_ages.get(content, self.days + 1))

    def finished(self) -> World:
        self.events.sort(key=lambda event: event["ts"])
        self.contacts.sort(key=lambda contact: (contact["ts"], contact["external_id"]))
        self.solved_answers.sort(key=lambda answer: (answer.answered_at, answer.external_id))
        truth = self.truth
        truth.events_by_actor.update(event["actor"] for event in self.events)
        new_contacts = [row for row in self.contacts if row["reopened_of"] is None]
        truth.contacts_by_kind.update(row["kind"] for row in new_contacts)
        truth.contacts_by_channel.update(row["channel"] for row in new_contacts)
        events = [
            {"id": f"demo-event-{number:05}", **event, "ts": event["ts"].isoformat()}
            for number, event in enumerate(self.events, 1)
        ]
        contacts = [{**row, "ts": row["ts"].isoformat()} for row in self.contacts]
        return World(events=events, contacts=contacts, solved_answers=self.solved_answers, truth=truth)
