"""`manage.py import_issues FILE.jsonl [--source NAME]`."""

from collections.abc import Iterable

from deflection.issues.importing import import_issues
from deflection.management.jsonl_command import JsonLinesCommand
from deflection.recording.jsonl import ImportCounts


class Command(JsonLinesCommand):
    help = "Take in recurring issues and their links to content (docs/events.md). Repeating it changes nothing."

    def take_in(self, lines: Iterable[str], *, source: str) -> ImportCounts:
        return import_issues(lines, source=source)
