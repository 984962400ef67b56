"""Writes down what people of the simulated world do, in the shapes of import_events and import_contacts."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from deflection.simulation.luck import Luck
from kbsite.demo.content import subjects, words_of
from kbsite.demo.truth import Person, SolvedAnswer, Truth

CHANNELS, CHANNEL_SHARES = ("form", "mail", "phone", "chat", "desk_visit"), (46, 20, 19, 8, 7)
# Share of contacts whose channel tells which known person it was.
LINKED = {"form": 0.95, "mail": 0.85, "phone": 0.6, "chat": 0.85, "desk_visit": 0.5}
# Nobody answers these in evenings and at weekends; people write then.
STAFFED_CHANNELS = ("phone", "chat", "desk_visit")
# Working minutes of an agent: the middle of what was entered. Half of the contacts have none entered.
MINUTES = {"problem": 11, "order": 6, "disruption": 4, "feedback": 3, "unclassified": 9}

# Thirty answers are the least for an estimate; a month of the demo holds twice that.
PROMPT_PROBABILITY = 0.4
FALSE_YES = 0.04  # says solved out of politeness
READING_WORDS_PER_S = 4.0


class Diary(Luck):
    def __init__(self, *, rng: random.Random, end: datetime, truth: Truth):
        super().__init__(rng=rng, end=end)
        self.truth = truth
        self.words = words_of()
        self.events: list[dict[str, Any]] = []
        self.contacts: list[dict[str, Any]] = []
        self.solved_answers: list[SolvedAnswer] = []
        self.visits = 0

    def visit_of(self, person: Person) -> str | None:
        self.visits += 1
        return None if person.consent == "none" else f"demo-visit-{self.visits:05}"

    def with_session(self, person: Person) -> tuple[Person, str | None]:
        person = replace(person, consent="session")
        return person, self.visit_of(person)

    def record(
        self,
        type_: str,
        ts: datetime,
        person: Person | None,
        visit: str | None,
        content: str | None = None,
        *,
        actor: str = "person",
        **payload: Any,
    ) -> None:
        self.events.append(
            {
                "ts": ts,
                "person": person.key if person and person.is_known else None,
                "visit": visit,
                "type": type_,
                "content": content,
                "issue": None,
                "language": person.language if person else None,
                "actor": actor,
                "consent": person.consent if person else "none",
                "payload": payload,
            }
        )

    def read(self, content: str, ts: datetime, person: Person, visit: str | None, *, is_bounce: bool = False) -> datetime:
        """Views one page; gives the time at which the reader is done with it."""
        words = self.words[content]
        dwell_s = self.rng.uniform(2, 6) if is_bounce else max(12.0, words / READING_WORDS_PER_S * self.rng.uniform(0.4, 1.5))
        scroll = self.rng.uniform(0.05, 0.3) if is_bounce else self.rng.uniform(0.5, 1.0)
        self.record("view", ts, person, visit, content, words=words)
        done = self.later(ts, dwell_s, dwell_s)
        # Whom nobody may follow leaves a view and nothing else.
        if visit:
            type_ = "short_read" if is_bounce else "qualified_read"
            self.record(type_, done, person, visit, content, dwell_s=round(dwell_s, 1), scroll=round(scroll, 2), words=words)
        return done

    def search(self, terms: str, found: str | None, ts: datetime, person: Person, visit: str | None) -> datetime:
        if visit is None:
            return ts
        self.record("search", ts, person, visit, terms=terms, hits=self.rng.randrange(2, 9) if found else 0)
        ts = self.later(ts, 4, 25)
        if found:
            self.record(
                "search_click", ts, person, visit, found, terms=terms, position=self.rng.choices((1, 2, 3), (70, 20, 10))[0]
            )
        return ts

    def say(self, content: str, ts: datetime, person: Person, visit: str, is_solved: bool, would_contact: bool) -> None:
        """The vote at the end of the page, and the same question put to a random share."""
        if self.is_lucky(PROMPT_PROBABILITY):
            self.record("prompt_shown", ts, person, visit, content, probability=PROMPT_PROBABILITY)
            if self.is_lucky(0.36 if is_solved else 0.28):
                says_yes = is_solved or self.is_lucky(FALSE_YES)
                asked = says_yes and self.is_lucky(0.5)
                self.record(
                    "prompt_answer", self.later(ts, 2, 12), person, visit, content,
                    answer="yes" if says_yes else "no", would_have_contacted=would_contact if asked else None,
                )  # fmt: skip
                self.truth.said_solved += says_yes
        elif self.is_lucky(0.3 if is_solved else 0.2):
            says_yes = is_solved or self.is_lucky(FALSE_YES)
            self.record("vote", self.later(ts, 2, 12), person, visit, content, answer="yes" if says_yes else "no")
            self.truth.said_solved += says_yes
            if content.startswith("topic:") and self.is_lucky(0.5):
                self.record("me_too", self.later(ts, 2, 20), person, visit, content)

    def contact(
        self,
        kind: str,
        issue: str | None,
        product: str | None,
        ts: datetime,
        person: Person,
        channel: str | None = None,
        visit: str | None = None,
    ) -> None:
        channel = channel or self.rng.choices(CHANNELS, CHANNEL_SHARES)[0]
        if channel in STAFFED_CHANNELS and (ts.weekday() > 4 or not 7 <= ts.hour < 17):
            channel = "mail"
        number = len(self.contacts) + 1
        choices = subjects()[kind if kind != "unclassified" else "problem", issue, product, person.language]
        row = {
            "external_id": f"demo-contact-{number:04}",
            "ts": ts,
            "channel": channel,
            "kind": kind,
            # An agent forgets the issue now and then, and nobody forces them.
            "issue": issue if self.is_lucky(0.88) else None,
            "person": person.key if person.is_known and self.is_lucky(LINKED[channel]) else None,
            "email": None if person.is_known or channel not in ("form", "mail") else f"{person.key}@guest.example",
            "agent_minutes": max(1, round(self.rng.gammavariate(3, MINUTES[kind] / 3))) if self.is_lucky(0.5) else None,
            "reopened_of": None,
            "subject": self.rng.choice(choices),
        }
        self.contacts.append(row)
        if channel == "form" and visit:
            self.record("form_submitted", ts, person, visit, way="contact")
        if kind in ("problem", "unclassified", "disruption") and self.is_lucky(0.45):
            answer = self.rng.choices(("yes", "partly", "no", ""), (48, 10, 9, 33))[0]
            answered_at = ts + timedelta(days=self.rng.uniform(1, 4))
            if answered_at >= self.end:
                return
            self.solved_answers.append(SolvedAnswer(channel, row["external_id"], answer, answered_at))
            if answer == "no" and self.is_lucky(0.5):
                self.contacts.append(
                    row
                    | {
                        "external_id": f"demo-contact-{number + 1:04}",
                        "ts": self.later(answered_at, 60, 600),
                        "reopened_of": row["external_id"],
                    }
                )
                self.truth.reopened += 1
