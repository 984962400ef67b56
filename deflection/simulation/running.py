"""A simulated world through the commands that a real site uses: import, fold, estimate. What comes out, beside the truth."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from deflection.ledger.estimating import Span
from deflection.simulation.truth import SimulatedWorld
from deflection.simulation.world import END

SOURCE = "simulated"
# Four weeks whose episodes have all run to their end when the world does.
AFTER = (END - timedelta(days=10)).date()
FIRST = AFTER - timedelta(days=28)
NAIVE_SHARE_OF_VIEWS = 0.23  # a rule of thumb found in vendors' calculators: so many views spare a contact


def write_lines(rows: Iterable[Mapping[str, Any]], path: Path) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_world(world: SimulatedWorld, folder: Path) -> dict[str, Path]:
    """Command -> file, in the order in which they are taken in; and the hidden truth, for whoever wants to compare."""
    folder.mkdir(parents=True, exist_ok=True)
    write_lines([world.told()], folder / "truth.json")
    return {
        "import_issues": write_lines([*world.issues, *world.links], folder / "issues.jsonl"),
        "import_events": write_lines(world.events, folder / "events.jsonl"),
        "import_contacts": write_lines(world.contacts, folder / "contacts.jsonl"),
    }


def told_by(command: str, *arguments: object) -> str:
    """What a command printed. A refused line ends it with CommandError."""
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


def take_in(files: Mapping[str, Path]) -> None:
    for command, path in files.items():
        told_by(command, path, "--source", SOURCE)


def estimate(first: date = FIRST, after: date = AFTER) -> dict[str, Any]:
    """Folds what waits, lets it mature and estimates; what `estimate_deflection --json` prints."""
    last = after - timedelta(days=1)
    return json.loads(told_by("estimate_deflection", "--from", first, "--to", last, "--json"))


@dataclass(frozen=True)
class Compared:
    """One world's figure of people who are followed, beside what was true of them. Contacts."""

    seed: int
    truth: int
    avoided: float | None
    low: float | None
    high: float | None
    undetermined: str | None
    truth_of_all: int  # of everybody who read, followed or not: what the naive methods claim to tell
    sessions_minus_forms: int
    share_of_views: float

    @property
    def holds_truth(self) -> bool | None:
        """None where there is no range."""
        return None if self.low is None or self.high is None else self.low <= self.truth <= self.high


def compare(world: SimulatedWorld, result: Mapping[str, Any], first: date = FIRST, after: date = AFTER) -> Compared:
    span = Span(first, after)
    stage = result["stages"]["before_form"]
    sessions, views, forms = _counted(world, span)
    return Compared(
        seed=world.seed,
        truth=world.avoided(span.start, span.end, consent=("full",)),
        avoided=stage["avoided"],
        low=stage["low"],
        high=stage["high"],
        undetermined=stage["undetermined"],
        truth_of_all=world.avoided(span.start, span.end),
        sessions_minus_forms=sessions - forms,
        share_of_views=round(views * NAIVE_SHARE_OF_VIEWS, 1),
    )


def _counted(world: SimulatedWorld, span: Span) -> tuple[int, int, int]:
    """Sessions and page views as any counter of visits has them, and forms as the desk has them."""

    def is_inside(row: Mapping[str, Any]) -> bool:
        return span.start <= datetime.fromisoformat(row["ts"]) < span.end

    views = [one for one in world.events if one["type"] == "view" and one["actor"] == "person" and is_inside(one)]
    sessions = {one["visit"] or one["id"] for one in views}
    forms = sum(one["channel"] == "form" and is_inside(one) for one in world.contacts)
    return len(sessions), len(views), forms
