from django.core.management.base import BaseCommand, CommandError

from kbsite.search import indexing
from kbsite.search.engine.choosing import engine
from kbsite.search.store import IndexWriterBusy


class Command(BaseCommand):
    help = "Builds the search index anew beside the living one and switches to it when it is complete."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--text-only", action="store_true", help="keep the document rows as they are, build only the text index"
        )

    def handle(self, *args, text_only: bool = False, **options) -> None:
        try:
            documents = indexing.rebuild_text_index() if text_only else indexing.rebuild()
            objects = engine().rebuild_models()
        except IndexWriterBusy as error:
            raise CommandError(f"{error}. Try again when it is done.") from error
        self.stdout.write(f"{documents} documents, {objects} objects of the admin")
