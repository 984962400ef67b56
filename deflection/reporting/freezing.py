"""A whole report as text and back: figures, charts and tables as they were shown, rows as their number only."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from deflection.estimation.xmr import Limits
from deflection.naming import ContentName, ContentNames
from deflection.reporting.figure import Figure, LeftOutCount, Row, RowList, Term
from deflection.reporting.modelled import LinkageRow, Modelled, ShareRow
from deflection.reporting.report import ChannelRow, ContentRow, CoverageRow, Panel, Report
from deflection.reporting.sensitivity import Tried, TriedRow, TriedValue
from deflection.reporting.series import Series

KINDS = {
    kind.__name__: kind
    for kind in (
        ChannelRow, ContentName, ContentRow, CoverageRow, Figure, LeftOutCount, Limits, LinkageRow, Modelled, Panel, Report,
        Series, ShareRow, Term, Tried, TriedRow, TriedValue,
    )
}  # fmt: skip
Part = TypeVar("Part")


def frozen_text(value: Any) -> str:
    """The same value gives the same bytes."""
    return json.dumps(_frozen(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _frozen(value: Any) -> Any:
    if isinstance(value, RowList):
        return {"_": "RowList", "name": value.name, "label": value.label, "number": value.number}
    if is_dataclass(value) and not isinstance(value, type):
        name = type(value).__name__
        if name not in KINDS:
            raise TypeError(f"{name} is no part of a report")
        return {"_": name} | {one.name: _frozen(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, frozenset):
        return {"_": "frozenset", "of": sorted(value)}
    if isinstance(value, dict):
        return {key: _frozen(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_frozen(one) for one in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{type(value).__name__} is no part of a report")


def thawed(value: Any) -> Any:
    """What `frozen_text` was made of; lists of rows know their number and hold no row."""
    if isinstance(value, list):
        return tuple(thawed(one) for one in value)
    if not isinstance(value, dict):
        return value
    name = value.get("_")
    if name == "frozenset":
        return frozenset(value["of"])
    if name == "RowList":
        return RowList(value["name"], value["label"], (), (), _no_row, kept=value["number"])
    if name is None:
        return {key: thawed(one) for key, one in value.items()}
    kind = KINDS[name]
    known = {one.name for one in fields(kind)}
    return kind(**{key: thawed(one) for key, one in value.items() if key in known})


def _no_row(item: Any, names: ContentNames) -> Row:
    raise LookupError("a frozen list holds no rows")


def parts_of(value: Any, kind: type[Part]) -> Iterator[Part]:
    """All figures (or series) anywhere in a report."""
    if isinstance(value, kind):
        yield value
    if is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from parts_of(getattr(value, one.name), kind)
    elif isinstance(value, tuple):
        for item in value:
            yield from parts_of(item, kind)
