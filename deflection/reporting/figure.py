"""What a report shows and what "explain this number" tells of it: one object, so that they cannot differ."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from deflection.reporting.series import Series


@dataclass(frozen=True)
class Row:
    """One line of a row list; `link` leads to the rows behind it (an episode's events)."""

    cells: tuple[str, ...]
    link: str = ""


@dataclass(frozen=True)
class RowList:
    """The rows that a number counts. Its number is computed from them and from nothing else."""

    name: str  # stands in addresses
    label: str
    header: tuple[str, ...]
    items: tuple[Any, ...]
    describe: Callable[[Any], Row]
    weigh: Callable[[Any], int] = lambda item: 1

    @property
    def number(self) -> int:
        return sum(self.weigh(item) for item in self.items)


@dataclass(frozen=True)
class Term:
    """A number of the formula; `rows` names the list it counts."""

    value: str
    label: str
    rows: str = ""
    is_result: bool = False


@dataclass(frozen=True)
class LeftOutCount:
    label: str
    number: int


@dataclass(frozen=True)
class Figure:
    """`value` is what is shown large; empty when `undetermined` says why there is none."""

    name: str  # stands in addresses
    title: str
    value: str
    detail: str  # the small line below it
    sentence: str
    formula: tuple[Term | str, ...] = ()
    lists: tuple[RowList, ...] = ()
    filters: tuple[str, ...] = ()
    left_out: tuple[LeftOutCount, ...] = ()
    weaknesses: tuple[str, ...] = ()
    undetermined: str = ""
    series: Series | None = None

    def rows_named(self, name: str) -> RowList | None:
        return next((one for one in self.lists if one.name == name), None)
