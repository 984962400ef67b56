"""`manage.py import_events FILE.jsonl [--source NAME]`."""

from collections.abc import Iterable

from deflection.management.jsonl_command import JsonLinesCommand
from deflection.recording.importing import import_events
from deflection.recording.jsonl import ImportCounts


class Command(JsonLinesCommand):
    help = "Take in events that another system recorded (docs/events.md). Repeating it changes nothing."

    def take_in(self, lines: Iterable[str], *, source: str) -> ImportCounts:
        return import_events(lines, source=source)
