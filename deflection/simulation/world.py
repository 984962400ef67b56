"""A help site's quarter with a hidden truth: people with needs, what they read, say and write, as the interchange tells it.

Every need is drawn once with its own luck, and the same luck decides what happens and what would have happened without the
pages. Contents, people and issues are names only, so the site needs none of them. Pure: the same seed gives the same world.

What belongs to a comparison group or to a series of months (arms, channels that shift when suggestions are shown, donors) is
not in it: there is no figure yet that would use it.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp, log
from typing import Any

from deflection.simulation.luck import Luck
from deflection.simulation.parameters import SPONTANEOUS, WorldParameters, draw_parameters
from deflection.simulation.truth import NeedTruth, SimulatedWorld

# The worlds of `make prove` begin with it. Drawn before any of them was looked at.
PUBLISHED_SEED = 984192
# A fixed past, so that a seed means the same world on any day.
END = datetime(2026, 7, 1, tzinfo=UTC)
DAYS = 104
LOOK_AHEAD = timedelta(days=7)
OFFICE_WEEK = (1.35, 1.15, 1.05, 1.0, 0.85, 0.12, 0.1)
PEOPLE_PER_NEED = 4  # so many more people than needs: the same person seldom has the same need twice
LANGUAGES, LANGUAGE_SHARES = ("en", "fi", "sv"), (50, 32, 18)
PROMPT_PROBABILITY = 0.2
# Staff and robots that are known as such, as a share of all events.
STAFF, BOTS = 0.01, 0.01
ORDERS_A_WEEK, FEEDBACK_A_WEEK = 8.0, 3.0


def simulate(seed: int) -> SimulatedWorld:
    rng = random.Random(seed)
    return _World(seed, draw_parameters(rng), rng).run()


@dataclass(frozen=True)
class _Item:
    content: str
    words: int
    solve_logit: float


@dataclass(frozen=True)
class _Issue:
    slug: str
    share: float
    items: tuple[_Item, ...]
    contact_logit: float
    form_logit: float  # who has opened the form means it more


@dataclass(frozen=True)
class _Person:
    key: str
    consent: str
    language: str
    frailty: float


class _World(Luck):
    def __init__(self, seed: int, parameters: WorldParameters, rng: random.Random) -> None:
        super().__init__(rng=rng, end=END)
        self.seed, self.parameters = seed, parameters
        self.events: list[dict[str, Any]] = []
        self.contacts: list[dict[str, Any]] = []
        self.needs: list[NeedTruth] = []
        self.visits = 0
        self.issues = self._draw_issues()
        followed = (parameters.followed, parameters.followed_in_visit)
        consents = rng.choices(("full", "session", "none"), (*followed, 1 - sum(followed)), k=self._how_many_people())
        self.people = [
            _Person(f"person-{number}", consent, rng.choices(LANGUAGES, LANGUAGE_SHARES)[0], rng.gauss(0, 0.6))
            for number, consent in enumerate(consents)
        ]
        self.phases = rng.uniform(0, 6.3)

    def _how_many_people(self) -> int:
        return round(self.parameters.readers_a_week * DAYS / 7 * PEOPLE_PER_NEED)

    def _draw_issues(self) -> list[_Issue]:
        rng, given = self.rng, self.parameters
        weights = [rng.gammavariate(0.6, 1) + 1e-9 for _ in range(given.issues)]
        issues = []
        for number, weight in enumerate(weights):
            items = tuple(
                _Item(
                    content=f"{'topic' if rng.random() < 0.2 else 'article'}:help-{number}-{place}",
                    words=rng.randint(80, 900),
                    solve_logit=_logit(rng.betavariate(2, 3)),
                )
                for place in range(rng.choices((1, 2, 3), (60, 28, 12))[0])
            )
            contact = _logit(rng.uniform(given.least_contact, given.most_contact))
            issues.append(_Issue(f"issue-{number}", weight / sum(weights), items, contact, _logit(rng.uniform(0.35, 0.95))))
        return issues

    def run(self) -> SimulatedWorld:
        given = self.parameters
        for number in range(DAYS):
            day = END - timedelta(days=DAYS - number)
            swing = 1 + given.season * _wave(number / 91 + self.phases)
            factor = swing * self.rng.gammavariate(given.dispersion, 1 / given.dispersion)
            readers = given.readers_a_week * factor
            drift = given.drift * number / 30
            for _ in range(self.how_many(readers, OFFICE_WEEK, day)):
                self._live_through(self.moment(day), drift, reads_first=True)
            for _ in range(self.how_many(readers * given.direct_share, OFFICE_WEEK, day)):
                self._live_through(self.moment(day), drift, reads_first=False)
            for _ in range(self.how_many(readers * given.browsers, OFFICE_WEEK, day)):
                self._browse(self.moment(day))
            for _ in range(self.how_many(readers * given.leaked_bots, OFFICE_WEEK, day)):
                self._leaked_bot(self.moment(day))
            for kind, per_week in (("order", ORDERS_A_WEEK), ("feedback", FEEDBACK_A_WEEK)):
                for _ in range(self.how_many(per_week, OFFICE_WEEK, day)):
                    self._contact(kind, None, self.rng.choice(self.people), self.moment(day), self._channel())
        self._known_staff_and_bots()
        return self._finished()

    def _live_through(self, at: datetime, drift: float, *, reads_first: bool) -> None:
        rng, given = self.rng, self.parameters
        person = rng.choice(self.people)
        issue = rng.choices(self.issues, [one.share for one in self.issues])[0]
        # The luck of this need, the same with and without pages.
        difficulty = rng.gauss(0, 1)
        logit = (issue.contact_logit if reads_first else issue.form_logit) + difficulty + person.frailty + drift
        lag = self._lag()
        is_contacting = not self.is_lucky(SPONTANEOUS) and self.is_lucky(_share(logit))
        would_have_contacted = is_contacting and lag <= LOOK_AHEAD and at + lag < END
        channel = self._channel()
        comes_back = self.is_lucky(given.relapse)

        is_solved, ts = False, at
        visit = self._visit(person)
        if reads_first:
            is_solved, ts = self._read_until_solved(issue, difficulty, at, person, visit, is_contacting)
        elif channel == "form":
            is_solved, gave_up, ts = self._at_the_form(issue, difficulty, at, person, visit)
            is_contacting = is_contacting and not gave_up
        is_contacting = is_contacting and (not is_solved or comes_back)
        when = ts + (lag if reads_first else timedelta(minutes=rng.uniform(1, 20)))
        is_contacting = is_contacting and when < END
        if is_contacting:
            if channel == "form" and reads_first:
                visit = self._visit(person)
                self._record("form_open", when - timedelta(minutes=2), person, visit, way="contact")
            kind = "unclassified" if self.is_lucky(0.1) else "problem"
            self._contact(kind, issue.slug if self.is_lucky(0.85) else None, person, when, channel, visit)
        self.needs.append(
            NeedTruth(
                at=at,
                issue=issue.slug,
                consent=person.consent,
                has_read_first=reads_first,
                is_solved=is_solved,
                contacts=is_contacting and lag <= LOOK_AHEAD,
                would_have_contacted=would_have_contacted,
            )
        )

    def _read_until_solved(
        self, issue: _Issue, difficulty: float, ts: datetime, person: _Person, visit: str | None, would_contact: bool
    ) -> tuple[bool, datetime]:
        """One page after the other, until one of them helps or there is none left."""
        if self.is_lucky(0.6):
            self._record("search", ts, person, visit, terms=issue.slug, hits=len(issue.items))
            ts = self._after(ts, 3, 20)
        for item in self.rng.sample(issue.items, len(issue.items)):
            ts = self._read(item, ts, person, visit)
            is_solved = self.is_lucky(_share(item.solve_logit - self.parameters.hardness * difficulty))
            self._say(item, ts, person, visit, is_solved=is_solved, would_contact=would_contact)
            if is_solved or self.is_lucky(0.3):
                return is_solved, ts
            ts = self._after(ts, 5, 120)
        return False, ts

    def _say(
        self, item: _Item, ts: datetime, person: _Person, visit: str | None, *, is_solved: bool, would_contact: bool
    ) -> None:
        """The question that is put to a random fifth of reads, or else the vote at the end of the page."""
        given = self.parameters
        said = "yes" if is_solved or self.is_lucky(given.false_yes) else "no"
        chance = given.answers_solved if is_solved else given.answers_unsolved
        self._answer(item, ts, person, visit, said, chance, would_contact)

    def _answer(
        self, item: _Item, ts: datetime, person: _Person, visit: str | None, said: str, chance: float, would_contact: bool
    ) -> None:
        is_asked, answers = self.is_lucky(PROMPT_PROBABILITY), self.is_lucky(chance)
        if is_asked:
            self._record("prompt_shown", ts, person, visit, item.content, probability=PROMPT_PROBABILITY)
        if not answers:
            return
        ts = self._after(ts, 2, 12)
        if not is_asked:
            self._record("vote", ts, person, visit, item.content, answer=said)
            return
        also = {"would_have_contacted": would_contact} if said == "yes" and self.is_lucky(0.5) else {}
        self._record("prompt_answer", ts, person, visit, item.content, answer=said, **also)

    def _at_the_form(
        self, issue: _Issue, difficulty: float, ts: datetime, person: _Person, visit: str | None
    ) -> tuple[bool, bool, datetime]:
        """Straight to the form, where suggestions stand: solved, given up, and when."""
        self._record("form_open", ts, person, visit, way="contact")
        contents = [item.content for item in issue.items]
        ts = self._after(ts, 15, 60)
        self._record("suggestions_prepared", ts, person, visit, experiment="", arm="offered", contents=contents)
        self._record("suggestions_shown", ts, person, visit, contents=contents)
        is_solved = False
        if self.is_lucky(0.4):
            item = issue.items[0]
            self._record("suggestion_opened", ts, person, visit, item.content, position=1)
            ts = self._read(item, ts, person, visit)
            is_solved = self.is_lucky(_share(_logit(self.rng.betavariate(1.2, 3.5)) - self.parameters.hardness * difficulty))
            if is_solved and self.is_lucky(0.5):
                self._record("solved_click", ts, person, visit, item.content, place="contact")
        return is_solved, not is_solved and self.is_lucky(self.parameters.gives_up), ts

    def _browse(self, ts: datetime) -> None:
        """Somebody who reads without a problem."""
        person = self.rng.choice(self.people)
        visit = self._visit(person)
        for issue in self.rng.sample(self.issues, self.rng.choice((1, 1, 2))):
            item = self.rng.choice(issue.items)
            ts = self._read(item, ts, person, visit, is_bounce=self.is_lucky(0.3))
            said = "yes" if self.is_lucky(self.parameters.false_yes) else "browsing"
            self._answer(item, ts, person, visit, said, self.parameters.answers_unsolved, would_contact=False)

    def _leaked_bot(self, ts: datetime) -> None:
        """A script that keeps cookies and waits: its reads look like a person's, and it never says or needs anything."""
        bot = _Person(f"script-{len(self.events)}", self.rng.choice(("full", "session")), "en", 0.0)
        visit = self._visit(bot)
        for issue in self.rng.sample(self.issues, 3):
            ts = self._after(self._read(issue.items[0], ts, bot, visit), 1, 5)

    def _known_staff_and_bots(self) -> None:
        contents = [item for issue in self.issues for item in issue.items]
        people_events = len(self.events)
        for actor, share in (("staff", STAFF), ("bot", BOTS)):
            for _ in range(round(people_events * share)):
                ts = self.moment(END - timedelta(days=self.rng.randint(1, DAYS)))
                item = self.rng.choice(contents)
                self._record("view", ts, None, None, item.content, actor=actor, words=item.words)

    def _lag(self) -> timedelta:
        """From reading to writing: mostly the same day, now and then after a week."""
        hours = self.rng.choices((self.rng.uniform(0.1, 8), self.rng.uniform(8, 72), self.rng.uniform(72, 240)), (60, 30, 10))[0]
        return timedelta(hours=hours)

    def _channel(self) -> str:
        phone = self.parameters.phone
        return self.rng.choices(
            ("phone", "form", "mail", "chat"), (phone, (1 - phone) * 0.6, (1 - phone) * 0.3, (1 - phone) * 0.1)
        )[0]

    def _contact(
        self, kind: str, issue: str | None, person: _Person, ts: datetime, channel: str, visit: str | None = None
    ) -> None:
        is_known = person.consent == "full" and self.is_lucky(self.parameters.linked)
        has_address = person.consent != "full" and channel in ("form", "mail")
        if channel == "form" and visit:
            self._record("form_submitted", ts, person, visit, way="contact")
        self.contacts.append(
            {
                "external_id": f"contact-{len(self.contacts) + 1}",
                "ts": ts,
                "channel": channel,
                "kind": kind,
                "issue": issue,
                "person": person.key if is_known else None,
                "email": f"{person.key}@guest.example" if has_address else None,
                "agent_minutes": max(1, round(self.rng.gammavariate(3, 4))) if self.is_lucky(0.5) else None,
            }
        )

    def _visit(self, person: _Person) -> str | None:
        self.visits += 1
        return None if person.consent == "none" else f"visit-{self.visits}"

    def _read(self, item: _Item, ts: datetime, person: _Person, visit: str | None, *, is_bounce: bool = False) -> datetime:
        dwell_s = self.rng.uniform(1, 6) if is_bounce else max(12.0, item.words / 4 * self.rng.uniform(0.3, 1.5))
        scroll = self.rng.uniform(0, 0.3) if is_bounce else self.rng.uniform(0.4, 1)
        self._record("view", ts, person, visit, item.content, words=item.words)
        ts += timedelta(seconds=dwell_s)
        seen = {"dwell_s": round(dwell_s, 1), "scroll": round(scroll, 2), "words": item.words}
        self._record("short_read" if is_bounce else "qualified_read", ts, person, visit, item.content, **seen)
        return ts

    def _after(self, ts: datetime, low_s: float, high_s: float) -> datetime:
        return ts + timedelta(seconds=self.rng.uniform(low_s, high_s))

    def _record(
        self,
        type_: str,
        ts: datetime,
        person: _Person | None,
        visit: str | None,
        content: str | None = None,
        *,
        actor: str = "person",
        **payload: Any,
    ) -> None:
        # Whom nobody may follow leaves a view and nothing else; nothing happens after the end of the world.
        if ts >= END or (person is not None and visit is None and type_ != "view"):
            return
        self.events.append(
            {
                "ts": ts,
                "person": person.key if person and person.consent == "full" else None,
                "visit": visit,
                "type": type_,
                "content": content,
                "language": person.language if person else None,
                "actor": actor,
                "payload": payload,
            }
        )

    def _finished(self) -> SimulatedWorld:
        self.events.sort(key=lambda one: one["ts"])
        self.contacts.sort(key=lambda one: one["ts"])
        since = (END - timedelta(days=DAYS + 1)).isoformat()
        return SimulatedWorld(
            seed=self.seed,
            parameters=self.parameters,
            issues=[{"slug": one.slug, "title": one.slug.capitalize()} for one in self.issues],
            links=[
                {"content": item.content, "issue": one.slug, "valid_from": since} for one in self.issues for item in one.items
            ],
            events=[{"id": f"event-{number}", **one, "ts": one["ts"].isoformat()} for number, one in enumerate(self.events, 1)],
            contacts=[{**one, "ts": one["ts"].isoformat()} for one in self.contacts],
            needs=self.needs,
        )


def _logit(share: float) -> float:
    share = min(max(share, 0.001), 0.999)
    return log(share / (1 - share))


def _share(logit: float) -> float:
    return 1 / (1 + exp(-logit))


def _wave(turns: float) -> float:
    """A triangle wave between -1 and 1, one period a turn."""
    return 4 * abs(turns - int(turns) - 0.5) - 1
