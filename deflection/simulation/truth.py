"""What a simulated world gives away: its rows in the shapes of the public interchange, and a table that no site ever has."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from deflection.simulation.parameters import WorldParameters


@dataclass(frozen=True, slots=True)
class NeedTruth:
    """One need of one person, told twice with the same luck: with the pages and without them. Contacts within the look-ahead."""

    at: datetime
    issue: str
    consent: str  # full: followed by a lasting key; session: within the visit; none
    has_read_first: bool
    is_solved: bool
    contacts: bool
    would_have_contacted: bool  # had the content not been offered

    @property
    def avoided(self) -> int:
        """1, 0, or -1 where the content made somebody write who would not have."""
        return self.would_have_contacted - self.contacts


@dataclass(frozen=True)
class SimulatedWorld:
    """`issues`, `events` and `contacts` are lines for import_issues, import_events and import_contacts, in the order of time."""

    seed: int
    parameters: WorldParameters
    issues: list[dict[str, Any]]
    links: list[dict[str, Any]]
    events: list[dict[str, Any]]
    contacts: list[dict[str, Any]]
    needs: list[NeedTruth]

    def avoided(self, start: datetime, end: datetime, *, consent: Iterable[str] = ("full", "session", "none")) -> int:
        """Of needs that began in [start, end) with reading: what the pages truly spared, in contacts."""
        chosen = set(consent)
        return sum(one.avoided for one in self.needs if one.has_read_first and start <= one.at < end and one.consent in chosen)

    def told(self) -> dict[str, Any]:
        """The truth as plain values."""
        needs = [{**asdict(one), "at": one.at.isoformat(), "avoided": one.avoided} for one in self.needs]
        return {"seed": self.seed, "parameters": asdict(self.parameters), "needs": needs}
