"""W18: what counts for nothing changes no figure, and is told. `make prove` adds ten thousand of each to twenty worlds."""

import random
from datetime import timedelta

import pytest

from deflection.ledger.estimating import run_estimate
from deflection.models import Contact, Event, FoldedEpisode
from tests.deflection.conftest import AFTER, ARTICLE, FIRST, LATER, MONDAY, OTHER_ARTICLE, READ, catch_up

pytestmark = pytest.mark.django_db
FIGURES = ("stages", "contents", "issues", "saved_minutes", "linkage")


def estimate():
    catch_up()
    return run_estimate(first=FIRST, after=AFTER, now=LATER)


def figures(run):
    return {name: run.result[name] for name in FIGURES}


def row(type_name, minutes, *, seconds=0.0, **fields):
    content = {"content_kind": "article", "content_uuid": ARTICLE}
    ts = MONDAY + timedelta(minutes=minutes, seconds=seconds)
    return Event(ts=ts, type=type_name, **({"consent": "full", "payload": {}, "language": "en"} | content | fields))


def bots(number, rng):
    """Also with the keys of people and visits that count."""
    keys = rng.choice(({}, {"person_key": f"bot{number}", "visit_key": "visit"}, {"person_key": f"p{number}"}))
    return [row(rng.choice(("view", "qualified_read")), rng.randrange(4_000), actor_class="bot", payload=READ, **keys)]


def staff(number, rng):
    keys = {"person_key": f"staff{number % 7}", "visit_key": rng.choice(("visit", f"staff{number}"))}
    return [row("qualified_read", rng.randrange(4_000), actor_class="staff", payload=READ, **keys)]


def authors(number, rng):
    keys = {"person_key": f"author{number % 3}", "actor_class": "staff", "content_uuid": rng.choice((ARTICLE, OTHER_ARTICLE))}
    minutes = rng.randrange(4_000)
    return [row(name, minutes, payload={"answer": "yes"}, **keys) for name in ("vote", "prompt_answer", "solved_click")]


def bounces(number, rng):
    """Of people who read this very page days before."""
    who = {"person_key": f"p{number % 200}", "visit_key": f"bounce{number}"}
    minutes = 20 * (number % 200) + 2 * 24 * 60 + rng.randrange(600)
    return [row("view", minutes, **who), row("short_read", minutes, seconds=4, payload={"dwell_s": 4}, **who)]


def pogos(number, rng):
    who = {"person_key": f"p{number % 200}", "visit_key": f"pogo{number}"}
    minutes = 20 * (number % 200) + 2 * 24 * 60 + rng.randrange(600)
    back = {"content_kind": "", "content_uuid": None, "payload": {"terms": "vpn", "hits": 3}}
    beacon = row("qualified_read", minutes, seconds=12, payload={"dwell_s": 12, "scroll": 0.7, "words": 50}, **who)
    return [row("view", minutes, **who), beacon, row("search", minutes, seconds=15, **(who | back))]


@pytest.mark.parametrize(
    ("noise", "told"),
    [
        (bots, "events_bot"),
        (staff, "events_staff"),
        (authors, "events_staff"),
        (bounces, "events_bounce"),
        (pogos, "events_pogo"),
    ],
)
def test_w18_it_moves_no_figure_and_is_told(noise, told, asked_month, make_event):
    # Somebody followed within the visit only, whose visit staff and robots then use.
    make_event("qualified_read", person="", visit_key="visit", consent="session", minutes=700, payload=READ, language="en")
    before = estimate()
    rng = random.Random(18)
    Event.objects.bulk_create([one for number in range(100) for one in noise(number, rng)])
    after = estimate()
    assert figures(after) == figures(before)
    assert after.result["exclusions"][told] >= 100 > before.result["exclusions"].get(told, 0)
    if noise in (bots, staff, authors):
        assert after.input_hash == before.input_hash
        assert FoldedEpisode.objects.get(follower="v:visit").is_identified is False


def test_w18_orders_thanks_and_disruptions_move_no_figure(asked_month):
    before = estimate()
    kinds = ("order", "feedback", "disruption")
    Contact.objects.bulk_create(
        Contact(
            reference=f"LK-N{number}",
            ts=MONDAY + timedelta(minutes=20 * (number % 200) + 30),
            person_key=f"p{number % 200}",
            kind=kinds[number % 3],
            channel=("form", "phone")[number % 2],
            agent_minutes=90,
        )
        for number in range(300)
    )
    after = estimate()
    assert figures(after) == figures(before)
    assert after.input_hash == before.input_hash
