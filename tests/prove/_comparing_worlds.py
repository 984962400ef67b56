"""One world after the other, each in a database of its own, through import_issues, import_events, import_contacts, fold_ledger,
estimate_deflection and export_ledger."""

import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db.models import Sum

from deflection.estimation.types import MICRO
from deflection.ledger.checking import faults_of
from deflection.models import EstimateRun, FoldedEpisode
from deflection.simulation.own_database import own_database
from deflection.simulation.running import SOURCE, compare, estimate, take_in, told_by, write_lines, write_world
from deflection.simulation.summing import summary_of
from deflection.simulation.truth import SimulatedWorld
from deflection.simulation.world import PUBLISHED_SEED, simulate
from tests.prove._noise import noise_of

TIMES = 100
ENOUGH_FOR_PROOF = 20
# Every row is in a database of its own world's, so no site has to be made.
HAS_SITE = False
ORDERS = 2  # besides the order of time
# Pages left at once, results gone back to, orders and thanks: so many rows in all, whatever the size of the world.
WORTHLESS = 10_000
SAMPLE = 10  # a sample adds a tenth of both
RATES = ("solve_rate", "weight", "factor")
FIGURES = ("stages", "contents", "issues", "saved_minutes", "solved_or_suppressed", "linkage")


def prove(rounds: int, rng: random.Random) -> dict:
    """The published worlds; each is shuffled by its own seed, so that any one of them can be looked at alone."""
    is_sample = rounds < ENOUGH_FOR_PROOF
    compared, failures, rows = [], [], []
    with tempfile.TemporaryDirectory(prefix="kbsite-worlds-") as folder:
        for seed in range(PUBLISHED_SEED, PUBLISHED_SEED + rounds):
            world = simulate(seed)
            one = _World(world, Path(folder) / str(seed), random.Random(seed))
            result = one.in_the_order_of_time(noise_divisor=SAMPLE if is_sample else 1)
            for _order in range(1 if is_sample else ORDERS):
                one.in_another_order()
            found = compare(world, result)
            compared.append(found)
            rows.append({**asdict(found), "holds_truth": found.holds_truth, **one.counts})
            failures += [f"world {seed}: {failure}" for failure in one.failures]
    return {"first_seed": PUBLISHED_SEED, "summary": summary_of(compared), "worlds": rows, "failures": failures}


class _World:
    def __init__(self, world: SimulatedWorld, folder: Path, rng: random.Random) -> None:
        self.world, self.folder, self.rng = world, folder, rng
        self.files = write_world(world, folder)
        self.failures: list[str] = []
        self.counts: dict[str, Any] = {}

    def in_the_order_of_time(self, *, noise_divisor: int) -> dict[str, Any]:
        """The figures as they are, and that noise does not move them."""
        with own_database():
            take_in(self.files)
            self.hash = told_by("fold_ledger", "--hash").split()[-1]
            result = estimate()
            self.told = result["input_hash"], result["output_hash"]
            self.failures += broken_sums(result)
            self._add_noise(TIMES // noise_divisor, WORTHLESS // noise_divisor, result)
        return result

    def in_another_order(self) -> None:
        """The same lines shuffled, in batches of any size, folded in between."""
        events, contacts, links = (self._shuffled(rows) for rows in (self.world.events, self.world.contacts, self.world.links))
        batches = self.rng.randint(2, 6)
        with own_database():
            # Issues are numbered as they come, and contacts name them: they stand first. What they are about may come later.
            self._import("import_issues", self.world.issues)
            for batch in range(batches):
                parts = [("import_events", events), ("import_contacts", contacts), ("import_issues", links)]
                self.rng.shuffle(parts)
                for command, rows in parts:
                    self._import(command, rows[batch::batches])
                if self.rng.random() < 0.7:
                    told_by("fold_ledger")
            found = told_by("fold_ledger", "--hash").split()[-1]
            result = estimate()
        if found != self.hash:
            self.failures.append(f"in {batches} batches the ledger is {found[:12]}, in the order of time {self.hash[:12]}")
        if (result["input_hash"], result["output_hash"]) != self.told:
            self.failures.append(f"in {batches} batches another estimate was made of the same rows")

    def _add_noise(self, times: int, worthless: int, before: Mapping[str, Any]) -> None:
        events = self.world.events
        known = Counter(event["actor"] for event in events)
        counts = {
            "bot_views": times * known["bot"],
            "staff_reads": times * known["staff"],
            "self_votes": times * len(events) // 1_000,
            "refreshes": times * len(events) // 200,
            "bounces": worthless // 4,
            "pogos": worthless // 4,
            "other_contacts": worthless // 4,
        }
        noise = noise_of(self.world, rng=self.rng, counts=counts, replays=times * len(events) // 400)
        self._import("import_events", noise.events)
        self._import("import_contacts", noise.contacts)
        after = estimate()
        for name in FIGURES:
            self.failures += [f"noise moved {name}: {move}" for move in moves(before[name], after[name])]
        self.counts = {
            "events": len(events),
            "contacts": len(self.world.contacts),
            "noise_rows": len(noise.events) + len(noise.contacts),
            "figures_same_to_the_last_digit": all(before[name] == after[name] for name in FIGURES),
            "exclusions": after["exclusions"],
        }
        for reason in ("events_bot", "events_staff", "events_bounce", "events_pogo"):
            if after["exclusions"].get(reason, 0) <= before["exclusions"].get(reason, 0):
                self.failures.append(f"noise was left out without being told: {reason}")
        self.failures += broken_sums(after)

    def _import(self, command: str, rows: Iterable[Mapping[str, Any]]) -> None:
        told_by(command, write_lines(rows, self.folder / "some.jsonl"), "--source", SOURCE)

    def _shuffled(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return self.rng.sample(rows, len(rows))


def moves(before: Any, after: Any, at: str = "") -> list[str]:
    """Where two told figures differ by more than is shown of them: half a contact or minute, half a percent of a rate."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = sorted(before.keys() | after.keys())
        return [found for key in keys for found in moves(before.get(key), after.get(key), f"{at}/{key}")]
    if isinstance(before, list) and isinstance(after, list):
        by_name = [{_name(row): row for row in rows} for rows in (before, after)]
        return moves(*by_name, at)
    if isinstance(before, float) and isinstance(after, float):
        rounding = 0.005 if at.rpartition("/")[2] in RATES else 0.5
        return [f"{at} from {before} to {after}"] if abs(before - after) >= rounding else []
    return [f"{at} from {before} to {after}"] if before != after else []


def _name(row: Mapping[str, Any]) -> str:
    return f"{row.get('stage', '')} {row.get('name', row.get('channel', ''))}"


def broken_sums(result: Mapping[str, Any]) -> list[str]:
    """B7: contents, episodes, strata and the stage are the same whole number; an episode has at most one contact."""
    run = EstimateRun.objects.get(pk=result["run"])
    faults = faults_of(run)
    lines = run.credits.filter(reverses__isnull=True)
    exact = dict(lines.order_by().values_list("stage").annotate(sum=Sum("micro_credits")))
    for stage, total in exact.items():
        theirs = lines.filter(stage=stage).order_by()
        for column in ("content_uuid", "episode_key", "need", "language", "tier"):
            found = sum(row["sum"] for row in theirs.values(column).annotate(sum=Sum("micro_credits")))
            if found != total:
                faults.append(f"{stage}: {found} by {column}, {total} in all")
        for name in ("contents", "issues"):
            told = sum(round(row["avoided"] * MICRO) for row in result[name] if row["stage"] == stage)
            if told != total:
                faults.append(f"{stage}: {name} are told as {told}, lines are {total}")
    most = lines.exclude(episode_key="").values("episode_key").annotate(sum=Sum("micro_credits")).order_by("-sum").first()
    if most and most["sum"] > MICRO:
        faults.append(f"an episode carries {most['sum']} micro-credits")
    ended = FoldedEpisode.objects.filter(contact_id__isnull=False).values("key")
    if wrongly := lines.filter(episode_key__in=ended).exclude(reversed_by__isnull=False).count():
        faults.append(f"{wrongly} lines stand for episodes that ended with a contact")
    rows = [json.loads(line) for line in told_by("export_ledger", "--run", run.pk).splitlines()]
    exported = Counter()
    for row in rows:
        exported[row.get("stage")] += row.get("micro_credits", 0)
    faults += [
        f"{stage}: exported {exported[stage]}, lines are {total}" for stage, total in exact.items() if exported[stage] != total
    ]
    return faults
