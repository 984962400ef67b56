"""Foreign columns and words become ours: `--map opened_at=ts`, `--map-value channel:Phone=phone`, `--set channel=mail`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

FIELDS = (
    "external_id",
    "ts",
    "channel",
    "kind",
    "issue",
    "person",
    "email",
    "agent_minutes",
    "reopened_of",
    "subject",
    "language",
)


# Ways to write a time that other desks export; "" is ISO 8601.
TIME_FORMATS = {
    "": "2026-09-01 08:05, 2026-09-01T08:05:00+03:00",
    "%d.%m.%Y %H:%M": "1.9.2026 8:05",
    "%d.%m.%Y %H:%M:%S": "1.9.2026 8:05:00",
    "%d/%m/%Y %H:%M": "01/09/2026 08:05",
    "%d/%m/%Y %H:%M:%S": "01/09/2026 08:05:00",
    "%m/%d/%Y %H:%M": "09/01/2026 08:05",
    "%m/%d/%Y %H:%M:%S": "09/01/2026 08:05:00",
}


@dataclass(frozen=True)
class ColumnMap:
    """`columns`: foreign name -> field. `values`: (field, foreign word) -> our word. `fixed`: field -> the same for all.

    `zone` is for times that have none; `time_format` one of TIME_FORMATS.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    zone: ZoneInfo | None = None
    time_format: str = ""

    def apply(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The row in our words. In a mapped file other columns are somebody else's business; else they are kept and refused."""
        if self.columns:
            # A file may have one of our names for something else: a mapped column wins over one of the same name.
            own = {name: value for name, value in row.items() if name in FIELDS and name not in self.columns}
            row = own | {name: row[column] for column, name in self.columns.items() if column in row}
        ours = {name: self._word(name, value) for name, value in row.items()}
        return ours | {name: value for name, value in self.fixed.items() if ours.get(name) in (None, "")}

    def _word(self, name: str, value: Any) -> Any:
        return self.values.get((name, value), value) if isinstance(value, str) else value


def column_map(
    *, columns: Iterable[str], values: Iterable[str], fixed: Iterable[str], zone: ZoneInfo | None = None, time_format: str = ""
) -> ColumnMap:
    """From the command line's words. Raises ValueError with a sentence for what is none of ours."""
    if time_format not in TIME_FORMATS:
        raise ValueError(f"--time-format is one of {', '.join(filter(None, TIME_FORMATS))}, not {time_format!r}")
    value_map: dict[tuple[str, str], str] = {}
    for text in values:
        name, colon, change = text.partition(":")
        foreign, equals, own = change.rpartition("=")
        if not colon or not equals:
            raise ValueError(f"--map-value wants field:from=to, not {text!r}")
        value_map[_known(name), foreign] = own
    return ColumnMap(
        columns={column: _known(name) for column, name in (_pair(text, "--map", "column=field") for text in columns)},
        values=value_map,
        fixed={_known(name): value for name, value in (_pair(text, "--set", "field=value") for text in fixed)},
        zone=zone,
        time_format=time_format,
    )


def _pair(text: str, option: str, shape: str) -> tuple[str, str]:
    left, equals, right = text.partition("=")
    if not equals or not left:
        raise ValueError(f"{option} wants {shape}, not {text!r}")
    return left, right


def _known(name: str) -> str:
    if name not in FIELDS:
        raise ValueError(f"there is no field {name!r}; fields are {', '.join(FIELDS)}")
    return name
