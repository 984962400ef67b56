"""What the imports of JSON Lines share: reading the file, telling of refused lines, ending in failure when there were some."""

from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deflection.recording.jsonl import ImportCounts


class JsonLinesCommand(BaseCommand):
    """Subclasses say what one file means in `take_in`."""

    def take_in(self, lines: Iterable[str], *, source: str) -> ImportCounts:
        """Raises ValueError for an impossible source."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="JSON Lines, one object a line")
        parser.add_argument("--source", default="import", help="name of the feed; ids are unique within it")

    def handle(self, *args: object, file: Path, source: str, **options: object) -> None:
        try:
            # A byte that is no UTF-8 makes its line unreadable, not the file.
            with file.open(encoding="utf-8", errors="replace") as lines:
                counts = self.take_in(lines, source=source)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        for number, reason in counts.refused:
            self.stderr.write(f"line {number}: {reason}")
        self.stdout.write(str(counts))
        if counts.refused:
            raise CommandError(f"{len(counts.refused)} lines were refused; all others are in", returncode=2)
