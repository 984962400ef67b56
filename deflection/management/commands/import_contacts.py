"""`manage.py import_contacts FILE.csv|.jsonl [--source NAME] [--map column=field] [--map-value field:from=to] [--dry-run]`."""

from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deflection.contact.importing.columns import FIELDS, TIME_FORMATS, column_map
from deflection.contact.importing.contacts import import_contacts
from deflection.contact.importing.tables import rows_of
from deflection.recording.jsonl import ImportCounts, objects_of


class Command(BaseCommand):
    help = "Take in contacts that another desk received. Repeating it changes nothing; bad lines are refused, the rest is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV with a header line, or JSON Lines with one object a line")
        parser.add_argument("--source", default="import", help="name of the other desk; ids are unique within it and a channel")
        parser.add_argument(
            *("--map", "-m"),
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help=f"a column of the file is this field ({', '.join(FIELDS)}); other columns are then ignored",
        )
        parser.add_argument(
            "--map-value", action="append", default=[], metavar="FIELD:FROM=TO", help="a word of the file is this word here"
        )
        parser.add_argument(
            "--set", action="append", default=[], metavar="FIELD=VALUE", help="the value of a field where the file has none"
        )
        parser.add_argument("--time-zone", default="", metavar="NAME", help="zone of times that have none (Europe/Helsinki)")
        parser.add_argument(
            "--time-format",
            default="",
            metavar="FORMAT",
            help=f"how ts is written: {', '.join(filter(None, TIME_FORMATS))}".replace("%", "%%"),
        )
        parser.add_argument("--dry-run", action="store_true", help="check and count everything, write nothing")

    def handle(self, *args: object, file: Path, source: str, dry_run: bool, time_zone: str, time_format: str, **options) -> None:
        counts = ImportCounts()
        try:
            zone = ZoneInfo(time_zone) if time_zone else None
            columns = column_map(
                columns=options["map"], values=options["map_value"], fixed=options["set"], zone=zone, time_format=time_format
            )
            # A byte that is no UTF-8 makes its line unreadable, not the file.
            with file.open(encoding="utf-8", errors="replace", newline="") as lines:
                read = objects_of if file.suffix in (".jsonl", ".ndjson") else rows_of
                import_contacts(read(lines, counts), counts, source=source, columns=columns, is_dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except ZoneInfoNotFoundError as error:
            raise CommandError(f"there is no time zone {time_zone!r}") from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        for number, reason in sorted(counts.refused + counts.differing):
            self.stderr.write(f"line {number}: {reason}")
        self.stdout.write(f"{counts}{' (dry run: nothing was written)' if dry_run else ''}")
        if counts.refused:
            rest = "could be taken" if dry_run else "are in"
            raise CommandError(f"{len(counts.refused)} lines were refused; all others {rest}", returncode=2)
