"""A map as it is stored with an import or under a name: plain JSON, and ColumnMap."""

from typing import Any
from zoneinfo import ZoneInfo

from deflection.contact.importing.columns import ColumnMap


def to_json(columns: ColumnMap) -> dict[str, Any]:
    return {
        "columns": dict(columns.columns),
        "values": [[name, foreign, own] for (name, foreign), own in sorted(columns.values.items())],
        "fixed": dict(columns.fixed),
        "zone": columns.zone.key if columns.zone else "",
        "time_format": columns.time_format,
    }


def from_json(stored: dict[str, Any]) -> ColumnMap:
    return ColumnMap(
        columns=stored.get("columns", {}),
        values={(name, foreign): own for name, foreign, own in stored.get("values", [])},
        fixed=stored.get("fixed", {}),
        zone=ZoneInfo(stored["zone"]) if stored.get("zone") else None,
        time_format=stored.get("time_format", ""),
    )
