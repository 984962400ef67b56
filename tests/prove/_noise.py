"""Rows that must count for nothing, put into a simulated world: robots, staff, authors, repetitions, pages left at once, orders.

Each kind is a function of (world, rng, how many) that gives rows for import_events or import_contacts. People's own noise (pages
reloaded, left at once, orders) is that of people whose reads count, at moments at which they were seen or would be.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from deflection.simulation.truth import SimulatedWorld
from deflection.simulation.world import DAYS, END

Row = dict[str, Any]


@dataclass(frozen=True)
class Noise:
    events: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)


class _Making:
    def __init__(self, world: SimulatedWorld, rng: random.Random) -> None:
        self.rng = rng
        self.views = [one for one in world.events if one["type"] == "view" and one["actor"] == "person"]
        self.followed = [one for one in self.views if one["visit"]]
        self.contents = sorted({one["content"] for one in self.views})
        self.searches = sorted({one["payload"]["terms"] for one in world.events if one["type"] == "search"})
        self.done_at = {
            (one["visit"], one["content"]): one["ts"] for one in world.events if one["type"] in ("qualified_read", "short_read")
        }
        self.contacts = world.contacts
        self.made = 0

    def moment(self) -> datetime:
        return END - timedelta(seconds=self.rng.uniform(60, DAYS * 86_400))

    def row(self, type_: str, ts: datetime, like: Row | None = None, **fields: Any) -> Row:
        self.made += 1
        who = {"person": None, "visit": None, "content": None, "language": "en", "actor": "person", "payload": {}}
        of_like = {name: like[name] for name in ("person", "visit", "content", "language", "actor")} if like else {}
        return {"id": f"noise-{type_}-{self.made}", "ts": ts.isoformat(), "type": type_} | who | of_like | fields

    def view(self, ts: datetime, **fields: Any) -> Row:
        return self.row("view", ts, content=self.rng.choice(self.contents), payload={"words": 200}, **fields)

    def read(self, ts: datetime, **fields: Any) -> list[Row]:
        content = self.rng.choice(self.contents)
        seen = {"dwell_s": 70, "scroll": 0.9, "words": 200}
        return [
            self.row("view", ts, content=content, payload={"words": 200}, **fields),
            self.row("qualified_read", ts + timedelta(seconds=70), content=content, payload=seen, **fields),
        ]


def bot_views(making: _Making) -> list[Row]:
    """Most without any key; some with keys of their own, some repeat the keys of a person's visit."""
    like, number = making.rng.choice(making.followed), making.rng.randrange(500)
    keys = making.rng.choices(
        ({}, {"visit": f"bot-visit-{number}", "person": f"bot-{number}"}, {"visit": like["visit"], "person": f"bot-{number}"}),
        (80, 10, 10),
    )[0]
    return [making.view(_after(like, making.rng.uniform(-30, 30)) if keys else making.moment(), actor="bot", **keys)]


def staff_reads(making: _Making) -> list[Row]:
    """Signed in, so with keys; now and then at a customer's own browser."""
    number = making.rng.randrange(40)
    like = making.rng.choice(making.followed)
    visit = making.rng.choices((f"staff-visit-{making.made}", like["visit"]), (95, 5))[0]
    ts = making.moment() if visit != like["visit"] else _after(like, 30)
    return making.read(ts, actor="staff", person=f"staff-{number}", visit=visit)


def self_votes(making: _Making) -> list[Row]:
    """Authors who say that their own page solved it."""
    ts, number = making.moment(), making.rng.randrange(20)
    content = making.rng.choice(making.contents)
    who = {"actor": "staff", "person": f"author-{number}", "visit": f"author-visit-{making.made}", "content": content}
    vote = making.row(making.rng.choice(("vote", "prompt_answer")), ts, payload={"answer": "yes"}, **who)
    return [vote, making.row("solved_click", ts, payload={}, **who)]


def refreshes(making: _Making) -> list[Row]:
    """The page is reloaded while it is read, or comes back in a restored tab days later and is never looked at."""
    like = making.rng.choice(making.views)
    if making.rng.random() < 0.2 and like["visit"]:
        ts = min(_after(like, making.rng.uniform(3_600, 6 * 86_400)), END - timedelta(seconds=5))
        return [making.row("view", ts, like, payload=like["payload"])]
    done = making.done_at.get((like["visit"], like["content"]))
    within_s = (datetime.fromisoformat(done) - datetime.fromisoformat(like["ts"])).total_seconds() if done else 30
    seconds = making.rng.uniform(0, within_s)
    rows = [making.row("view", _after(like, seconds), like, payload=like["payload"])]
    if like["visit"] and making.rng.random() < 0.5:
        seen = {"dwell_s": round(min(seconds, 3), 1), "scroll": 0.05, "words": like["payload"]["words"]}
        rows.append(making.row("short_read", _after(like, seconds), like, payload=seen))
    return rows


def bounces(making: _Making) -> list[Row]:
    """Somebody who reads here opens some page and leaves it at once."""
    like = making.rng.choice(making.followed)
    ts, content = making.moment(), making.rng.choice(making.contents)
    where = {"content": content, "visit": f"bounce-{making.made}" if like["person"] else like["visit"]}
    seen = {"dwell_s": 3, "scroll": 0.1, "words": 200}
    return [
        making.row("view", ts, like, payload={"words": 200}, **where),
        making.row("short_read", ts + timedelta(seconds=3), like, payload=seen, **where),
    ]


def pogos(making: _Making) -> list[Row]:
    """Back at the results within twenty seconds, though with a beacon that would count as read."""
    like = making.rng.choice(making.followed)
    ts, content = making.moment(), making.rng.choice(making.contents)
    where = {"content": content, "visit": f"pogo-{making.made}" if like["person"] else like["visit"]}
    seen = {"dwell_s": 12, "scroll": 0.7, "words": 100}
    back = {"visit": where["visit"], "content": None}
    terms = {"terms": making.rng.choice(making.searches), "hits": 3}
    return [
        making.row("view", ts, like, payload={"words": 100}, **where),
        making.row("qualified_read", ts + timedelta(seconds=12), like, payload=seen, **where),
        making.row("search", ts + timedelta(seconds=14), like, payload=terms, **back),
    ]


def other_contacts(making: _Making) -> list[Row]:
    """Orders, thanks and disruptions of people who read here."""
    like = making.rng.choice(making.followed)
    making.made += 1
    return [
        {
            "external_id": f"noise-contact-{making.made}",
            "ts": making.moment().isoformat(),
            "channel": making.rng.choice(("form", "mail", "phone", "chat")),
            "kind": making.rng.choice(("order", "feedback", "disruption")),
            "person": like["person"],
            "agent_minutes": 5,
        }
    ]


EVENTS: dict[str, Callable[[_Making], list[Row]]] = {
    "bot_views": bot_views,
    "staff_reads": staff_reads,
    "self_votes": self_votes,
    "refreshes": refreshes,
    "bounces": bounces,
    "pogos": pogos,
}


def noise_of(world: SimulatedWorld, *, rng: random.Random, counts: dict[str, int], replays: int = 0) -> Noise:
    """`counts` by kind: how many rows at least; `replays` lines of the world's own files come again as they were."""
    making = _Making(world, rng)
    noise = Noise()
    for kind, count in counts.items():
        if kind == "other_contacts":
            noise.contacts.extend(row for _ in range(count) for row in other_contacts(making))
            continue
        rows = _rows(EVENTS[kind], making)
        noise.events.extend(next(rows) for _ in range(count))
    noise.events.extend(rng.choices(world.events, k=replays))
    noise.contacts.extend(rng.choices(world.contacts, k=replays // 10))
    return noise


def _rows(make: Callable[[_Making], list[Row]], making: _Making) -> Iterator[Row]:
    while True:
        yield from make(making)


def _after(row: Row, seconds: float) -> datetime:
    return datetime.fromisoformat(row["ts"]) + timedelta(seconds=seconds)
