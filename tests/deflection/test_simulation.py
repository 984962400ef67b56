"""Simulated worlds: the same each time, in the shapes of the interchange, with a truth that adds up."""

import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from deflection.models import EstimateRun, Event, RecurringIssue
from deflection.simulation import world as worlds
from deflection.simulation.running import Compared
from deflection.simulation.summing import summary_of
from deflection.simulation.world import DAYS, END, simulate
from tests.deflection.conftest import READ

START = END - timedelta(days=DAYS)


@pytest.fixture
def small(monkeypatch):
    """Worlds with a handful of readers a week."""
    drawn = worlds.draw_parameters
    monkeypatch.setattr(worlds, "draw_parameters", lambda rng: replace(drawn(rng), readers_a_week=9.0))


def test_the_same_seed_is_the_same_world_and_another_one_is_not(small):
    assert simulate(7) == simulate(7)
    assert simulate(7).events != simulate(8).events


def test_the_truth_adds_up(small):
    world = simulate(7)
    middle = START + timedelta(days=50)
    whole = world.avoided(START, END)
    assert whole == world.avoided(START, middle) + world.avoided(middle, END)
    assert whole == sum(world.avoided(START, END, consent=(one,)) for one in ("full", "session", "none"))
    assert whole == sum(one.avoided for one in world.needs if one.has_read_first) > 0
    assert all(one.is_solved for one in world.needs if one.avoided and one.has_read_first), "nobody is spared but by being helped"
    assert len(world.told()["needs"]) == len(world.needs)


def test_whom_nobody_may_follow_leaves_views_only(small):
    world = simulate(7)
    keyless = [one for one in world.events if one["actor"] == "person" and not one["person"] and not one["visit"]]
    assert {one["type"] for one in keyless} == {"view"}


def told_by(*arguments):
    out = StringIO()
    call_command("simulate_deflection", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_tells_truth_range_and_naive_methods_and_leaves_the_site_alone(small, make_event, tmp_path):
    make_event("qualified_read", payload=READ)
    told = json.loads(told_by("--worlds", "1", "--seed", "7", "--json", "--files", tmp_path))
    (one,) = told["worlds"]
    world = simulate(7)
    assert one["truth"] <= one["truth_of_all"] <= one["sessions_minus_forms"]
    # A world this small cannot have a range, and says why.
    assert (one["avoided"], one["holds_truth"]) == (None, None)
    assert "more answers" in one["undetermined"]
    assert (told["summary"]["worlds"], told["summary"]["worlds_with_a_range"]) == (1, 0)
    folder = tmp_path / "world-7"
    assert len((folder / "events.jsonl").read_text().splitlines()) == len(world.events)
    assert json.loads((folder / "truth.json").read_text())["seed"] == 7
    assert (Event.objects.count(), RecurringIssue.objects.count(), EstimateRun.objects.count()) == (1, 0, 0)


@pytest.mark.django_db
def test_the_command_tells_a_line_a_world(small):
    lines = told_by("--worlds", "1", "--seed", "7").splitlines()
    assert lines[0].startswith("world 7: truth ")
    assert "ranges_that_hold_the_truth: 0" in lines
    with pytest.raises(CommandError, match="at least one world"):
        told_by("--worlds", "0")


def compared(truth, avoided, low, high):
    return Compared(
        seed=1, truth=truth, avoided=avoided, low=low, high=high, undetermined=None,
        truth_of_all=2 * truth, sessions_minus_forms=20 * truth, share_of_views=6.0 * truth,
    )  # fmt: skip


def test_a_range_that_misses_is_counted_on_its_side():
    summary = summary_of([compared(10, 12.0, 0.0, 24.0), compared(30, 12.0, 0.0, 24.0), compared(10, None, None, None)])
    assert (summary["worlds_with_a_range"], summary["ranges_that_hold_the_truth"]) == (2, 1)
    assert (summary["truth_above_the_range"], summary["truth_below_the_range"]) == (1, 0)
    assert (summary["estimate_to_truth"], summary["half_width_to_truth"]) == (0.6, 0.6)
    assert (summary["sessions_minus_forms_to_truth"], summary["share_of_views_to_truth"]) == (10.0, 3.0)
    assert summary_of([compared(10, None, None, None)])["estimate_to_truth"] is None
