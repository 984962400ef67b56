"""What a report shows and what "explain this number" tells of it: one object, so that they cannot differ."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

from deflection.naming import ContentNames
from deflection.reporting.series import Series


@dataclass(frozen=True)
class Row:
    """One line of a row list; `link` leads to the rows behind it (an episode's events)."""

    cells: tuple[str, ...]
    link: str = ""


class StoredRows(Sequence[Any]):
    """Rows that stay in the database: counted there, read a page at a time. `read(start, stop)` gives them in a fixed order."""

    ROWS_AT_ONCE = 1_000

    def __init__(self, count: int, read: Callable[[int, int], Sequence[Any]]) -> None:
        self._count = count
        self._read = read

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            start, stop, step = place.indices(self._count)
            return self._read(start, stop)[::step]
        return self._read(place, place + 1)[0]

    def __iter__(self) -> Iterator[Any]:
        for start in range(0, self._count, self.ROWS_AT_ONCE):
            yield from self._read(start, min(start + self.ROWS_AT_ONCE, self._count))


@dataclass(frozen=True)
class RowList:
    """The rows that a number counts. Its number is computed from them and from nothing else.

    `describe` is given a row and the names of the contents on the page.
    """

    name: str  # stands in addresses
    label: str
    header: tuple[str, ...]
    items: Sequence[Any]
    describe: Callable[[Any, ContentNames], Row]
    weigh: Callable[[Any], int] | None = None  # None: each row counts once
    kept: int | None = None  # the number where it was written down once, so that the rows need not be read for it

    @property
    def number(self) -> int:
        if self.kept is not None:
            return self.kept
        return len(self.items) if self.weigh is None else sum(self.weigh(item) for item in self.items)


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
    grade: str = ""  # how it was earned, in words; empty: said or seen

    def rows_named(self, name: str) -> RowList | None:
        return next((one for one in self.lists if one.name == name), None)
