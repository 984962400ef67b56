from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.exporting.running import export_articles


class Command(BaseCommand):
    help = (
        "Write all articles, drafts and hidden ones too, with their sections, pictures and files into a new folder, "
        "as JSON Lines and as Markdown. import_articles takes it in again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="a new or empty folder")

    def handle(self, *args, folder: Path, **options) -> None:
        try:
            done = export_articles(folder)
        except FileExistsError as error:
            raise CommandError(f"{folder} is there already and not an empty folder") from error
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}") from error
        self.stdout.write(f"articles: {done.articles}; sections: {done.sections}; files: {done.files}")
        for name in done.lost:
            self.stdout.write(f"the storage has lost: {name}")
