from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.importing.running import Summary, import_articles


class Command(BaseCommand):
    help = "Take in articles from a JSON Lines file. Repeatable: unchanged rows are skipped, a killed import goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.jsonl")
        parser.add_argument("--source", default="", help="name of where they come from; the file's name when left out")
        parser.add_argument("--parent", default="", help="address of the section to put them under, for example manuals/office")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")

    def handle(self, *args, file: Path, source: str, parent: str, dry_run: bool, verbosity: int, **options) -> None:
        try:
            summary = import_articles(
                file,
                source=source or file.stem,
                parent=parent,
                dry_run=dry_run,
                progress=self._progress if verbosity > 1 else None,
            )
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        self._tell(summary, dry_run=dry_run)
        if summary.refused:
            raise CommandError(f"{len(summary.refused)} lines were refused; everything else was taken in.", returncode=2)

    def _progress(self, done: int, of: int) -> None:
        self.stdout.write(f"{done} of {of}")

    def _tell(self, summary: Summary, *, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write("Nothing was changed. This is what an import would do:")
        self.stdout.write(
            f"articles: {summary.created} new, {summary.updated} changed, {summary.unchanged} unchanged, "
            f"{len(summary.kept)} left alone; sections: {summary.sections} new"
        )
        for what, count in sorted(summary.findings.items()):
            self.stdout.write(f"{what}: {count}")
            for example in summary.examples[what]:
                self.stdout.write(f"  {example}")
        for kept in summary.kept:
            self.stdout.write(f"left alone: {kept}")
        for line in summary.refused:
            self.stderr.write(f"refused {line}")
