"""`manage.py simulate_deflection [--worlds N] [--seed S] [--files FOLDER] [--json]`."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deflection.simulation.own_database import own_database
from deflection.simulation.running import Compared, compare, estimate, take_in, write_world
from deflection.simulation.summing import summary_of
from deflection.simulation.world import PUBLISHED_SEED, simulate


class Command(BaseCommand):
    help = (
        "Invent help sites whose truth is known, take each through the real import, fold and estimate, and tell how often the "
        "report's range holds the truth. Shown is the figure of people who are followed, before any comparison: the modelled "
        "one. Comparison groups, series of months and readers of a single visit are not simulated, because there is no figure "
        "of them yet. Runs in memory: the site's own database is neither read nor written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--worlds", type=int, default=20, metavar="N", help="how many; about five seconds each")
        parser.add_argument(
            "--seed", type=int, default=PUBLISHED_SEED, metavar="S", help="of the first world; the next ones count up"
        )
        parser.add_argument(
            "--files",
            type=Path,
            metavar="FOLDER",
            help="keep each world's issues, events, contacts and hidden truth as files there, to feed them to something else",
        )
        parser.add_argument("--json", action="store_true", help="print everything as JSON")

    def handle(self, *args: object, worlds: int, seed: int, files: Path | None, **options: Any) -> None:
        if worlds < 1:
            raise CommandError("at least one world is needed")
        compared = []
        for one in _compared(range(seed, seed + worlds), files):
            compared.append(one)
            if not options["json"]:
                self.stdout.write(_sentence(one))
        summary = summary_of(compared)
        if options["json"]:
            told = [{**asdict(one), "holds_truth": one.holds_truth} for one in compared]
            self.stdout.write(json.dumps({"worlds": told, "summary": summary}, indent=2))
            return
        for name, value in summary.items():
            self.stdout.write(f"{name}: {value}")


def _compared(seeds: range, files: Path | None) -> Iterator[Compared]:
    with tempfile.TemporaryDirectory(prefix="kbsite-worlds-") as folder:
        for seed in seeds:
            world = simulate(seed)
            with own_database():
                take_in(write_world(world, (files or Path(folder)) / f"world-{seed}"))
                yield compare(world, estimate())


def _sentence(one: Compared) -> str:
    found = (
        one.undetermined
        if one.avoided is None
        else f"{one.avoided:.1f} ({one.low:.1f} to {one.high:.1f}: {'holds' if one.holds_truth else 'misses'} the truth)"
    )
    return (
        f"world {one.seed}: truth {one.truth}, estimate {found}; of everybody {one.truth_of_all}, "
        f"sessions - forms {one.sessions_minus_forms}, views x 23 % {one.share_of_views:.0f}"
    )
