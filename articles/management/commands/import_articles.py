from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.importing.running import import_articles
from articles.importing.sources.tree import NotReadable
from articles.importing.summary import Summary


class Command(BaseCommand):
    help = (
        "Take in articles: a JSON Lines file, a folder or zip archive of Markdown, pages of a Zendesk help centre, or what "
        "export_articles wrote. Repeatable: what is unchanged is skipped, a killed import goes on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="PATH", help="file, folder or archive; what it holds is found out")
        parser.add_argument("--source", default="", help="name of where they come from; the file's name when left out")
        parser.add_argument("--parent", default="", help="address of the section to put them under, for example manuals/office")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")

    def handle(self, *args, path: Path, source: str, parent: str, dry_run: bool, verbosity: int, **options) -> None:
        try:
            summary = import_articles(
                path,
                source=source or path.resolve().stem,
                parent=parent,
                dry_run=dry_run,
                progress=self._progress if verbosity > 1 else None,
            )
        except NotReadable as error:
            raise CommandError(f"{path} was not taken in: {error}") from error
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        self._tell(summary, dry_run=dry_run)
        if summary.refused:
            raise CommandError(f"{len(summary.refused)} were refused; everything else was taken in.", returncode=2)

    def _progress(self, done: int, of: int) -> None:
        self.stdout.write(f"{done} of {of}")

    def _tell(self, summary: Summary, *, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write("Nothing was changed. This is what an import would do:")
            for place, planned in sorted(summary.places.items()):
                new = " (a new section)" if planned.is_new else ""
                self.stdout.write(f"  {place}{new}: {planned.created} new, {planned.updated} changed")
            summary.sections = sum(planned.is_new for planned in summary.places.values())
        self.stdout.write(
            f"articles: {summary.created} new, {summary.updated} changed, {summary.unchanged} unchanged, "
            f"{len(summary.kept)} left alone; sections: {summary.sections} new; files: {len(summary.files)}"
        )
        for what, count in sorted(summary.findings.items()):
            self.stdout.write(f"{what}: {count}")
            for example in summary.examples[what]:
                self.stdout.write(f"  {example}")
        for kept in summary.kept:
            self.stdout.write(f"left alone: {kept}")
        for refused in summary.refused:
            self.stderr.write(f"refused {refused}")
