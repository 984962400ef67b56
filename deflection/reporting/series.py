"""One object feeds a chart, its table, its CSV and its JSON, so that they cannot differ."""

import csv
import io
import json
from dataclasses import dataclass

from deflection.estimation.xmr import Limits
from kbsite.text.sheets import harmless

Cell = str | int | float | None


@dataclass(frozen=True)
class Series:
    """Rows under columns; a cell that is not known is None and is never shown as 0."""

    name: str  # stands in addresses and file names
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    limits: Limits | None = None
    # Places of rows that are a signal.
    signals: frozenset[int] = frozenset()

    def to_csv(self) -> str:
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([_cell(column) for column in self.columns])
        writer.writerows([["" if cell is None else _cell(cell) for cell in row] for row in self.rows])
        return out.getvalue()

    def to_json(self) -> str:
        limits = self.limits
        return json.dumps(
            {
                "name": self.name,
                "columns": self.columns,
                "rows": self.rows,
                "signals": sorted(self.signals),
                "limits": {"mean": limits.mean, "lower": limits.lower, "upper": limits.upper} if limits else None,
            },
            ensure_ascii=False,
        )


def _cell(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else cell
