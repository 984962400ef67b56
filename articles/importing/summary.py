"""What an import did, or would do."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from articles.importing.rows import Refused, SourceRow

# Links and pictures are counted all, but only this many are named.
EXAMPLES = 5


@dataclass
class Planned:
    """What would happen in one place: how many articles are new there and how many change."""

    is_new: bool = False
    created: int = 0
    updated: int = 0


@dataclass
class Summary:
    """`kept` are rows that were left alone and why; `findings` count what could not be kept in texts; `places` is the plan."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    sections: int = 0
    files: set[str] = field(default_factory=set)
    refused: list[Refused] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    findings: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    places: dict[str, Planned] = field(default_factory=dict)

    def note(self, what: str, detail: str, row: SourceRow) -> None:
        self.note_at(what, f"{row.id} ({row.language}): {detail}")

    def note_at(self, what: str, detail: str) -> None:
        self.findings[what] += 1
        named = self.examples.setdefault(what, [])
        if len(named) < EXAMPLES:
            named.append(detail)

    def plan(self, place: str, *, is_new_section: bool, is_new: bool, files: Collection[str] = ()) -> None:
        planned = self.places.setdefault(place, Planned())
        planned.is_new = planned.is_new or is_new_section
        planned.created += is_new
        planned.updated += not is_new
        self.created += is_new
        self.updated += not is_new
        self.files.update(files)
