import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from forum.importing import import_topics
from forum.models import Board


class Command(BaseCommand):
    help = (
        "Imports threads from a JSON Lines file. Repeating it changes nothing; after an interruption it goes on. "
        "Lines that cannot be imported are named with their number and reason, the others are kept, and the exit code is 2."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", help="where the threads come from; their identity is source and id (default: file name)")
        parser.add_argument("--board", help="address of the board for threads that name none (default: a board per category)")
        parser.add_argument("--dry-run", action="store_true", help="read and render everything, write nothing")

    def handle(self, *args, file: Path, source: str | None, board: str | None, dry_run: bool, verbosity: int, **options) -> None:
        chosen = Board.objects.filter(slug=board).first() if board else None
        if board and chosen is None:
            raise CommandError(f"there is no board with the address {board!r}")
        started = time.monotonic()

        def tell(number: int) -> None:
            if verbosity > 1:
                self.stderr.write(f"line {number:,}, {time.monotonic() - started:.0f} s")

        try:
            with file.open("rb") as lines:
                outcome = import_topics(lines, source=(source or file.stem)[:60], board=chosen, dry_run=dry_run, progress=tell)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        for number, reason in outcome.refused:
            self.stderr.write(f"line {number}: {reason}")
        seconds = time.monotonic() - started
        self.stdout.write(
            f"{'would import' if dry_run else 'imported'} {outcome.topics_created:,} topics and "
            f"{outcome.replies_created:,} replies; {outcome.topics_unchanged:,} topics were here already; "
            f"{len(outcome.refused):,} lines refused; {seconds:.1f} s"
        )
        if outcome.refused:
            raise CommandError(f"{len(outcome.refused)} lines were refused; all others are in", returncode=2)
