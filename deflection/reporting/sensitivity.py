"""What would change the figure: each assumption moved by itself, and the smallest and largest of all that came out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from deflection.models import EstimateRun
from deflection.reporting.series import Series
from deflection.reporting.wording import amount, number, percent, refusal_told


@dataclass(frozen=True)
class TriedValue:
    label: str
    contacts: str
    hours: str


@dataclass(frozen=True)
class TriedRow:
    title: str
    values: tuple[TriedValue, ...]
    undetermined: str = ""


@dataclass(frozen=True)
class Tried:
    """`smallest` and `largest` in contacts, `..._hours` in hours; empty when `undetermined` says why."""

    rows: tuple[TriedRow, ...]
    smallest: str
    largest: str
    smallest_hours: str
    largest_hours: str
    series: Series
    undetermined: str = ""


def tried_of(run: EstimateRun) -> Tried:
    told: Mapping[str, Any] = run.result.get("sensitivity") or {"undetermined": "no assumption has been moved"}
    undetermined = refusal_told(told)
    if undetermined:
        return Tried((), "", "", "", "", _series([]), undetermined)
    rows = [
        TriedRow(
            _title(row["name"]),
            tuple(TriedValue(_label(row["name"], one["value"]), _contacts(one), _hours(one["net_minutes"])) for one in row["at"]),
            refusal_told(row),
        )
        for row in told["rows"]
    ]
    return Tried(
        rows=tuple(rows),
        smallest=amount(told["low"]),
        largest=amount(told["high"]),
        smallest_hours=_hours(told["low_minutes"]),
        largest_hours=_hours(told["high_minutes"]),
        series=_series(told["rows"]),
    )


def _contacts(one: Mapping[str, Any]) -> str:
    return refusal_told(one) or amount(one["avoided"])


def _hours(minutes: float | None) -> str:
    return "–" if minutes is None else amount(minutes / 60)


def _title(name: str) -> str:
    return {
        "look_ahead_days": _("How long after reading a contact still counts"),
        "any_contact": _("A contact about anything counts, not only about the same need"),
        "linked_share": _("The share of contacts that can be linked is lower or higher"),
        "factor": _("How much of such models has held where they were compared"),
        "with_visits": _("Readers of a single visit added"),
        "with_unidentified": _("Readers we cannot follow added, at 0.8 of the others’ rate"),
        "attempt_minutes": _("Own attempts before a contact take less long"),
    }[name]


def _label(name: str, value: float | None) -> str:
    if value is None:
        return _("if so")
    if name == "look_ahead_days":
        return _("%(days)s days") % {"days": number(value)} if value != 1 else _("1 day")
    if name == "attempt_minutes":
        return _("%(minutes)s minutes") % {"minutes": number(value)}
    if name == "linked_share":
        return ("+" if value > 0 else "−") + percent(abs(value))
    return number(value, 2)


def _series(rows: list[Mapping[str, Any]]) -> Series:
    columns = (_("Assumption"), _("Moved to"), _("Fewer contacts"), _("Hours"), _("Why there is no figure"))
    told: list[tuple[str | float | None, ...]] = []
    for row in rows:
        if not row["at"]:
            told.append((_title(row["name"]), "", None, None, refusal_told(row)))
        for one in row["at"]:
            contacts = None if one["avoided"] is None else round(one["avoided"], 1)
            hours = None if one["net_minutes"] is None else round(one["net_minutes"] / 60, 1)
            told.append((_title(row["name"]), _label(row["name"], one["value"]), contacts, hours, refusal_told(one)))
    return Series(name="sensitivity", columns=columns, rows=tuple(told))
