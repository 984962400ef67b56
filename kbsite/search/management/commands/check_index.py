from django.core.management.base import BaseCommand, CommandError

from kbsite.search import indexing
from kbsite.search.engine.choosing import engine
from kbsite.search.statistics import index_state
from kbsite.search.store import IndexUnavailable, IndexWriterBusy


class Command(BaseCommand):
    help = "Compares the search index with its manifest and with the content; ends with 1 when something differs."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--repair", action="store_true", help="rebuild what differs")

    def handle(self, *args, repair: bool = False, **options) -> None:
        troubles = list(self._troubles())
        for trouble in troubles:
            self.stdout.write(trouble)
        if not troubles:
            self.stdout.write("the index is whole")
            return
        if not repair:
            raise CommandError("The index differs; --repair rebuilds it.")
        try:
            indexing.rebuild_documents()
            if not indexing.heal():
                indexing.rebuild_text_index()
            engine().heal_models()
        except IndexWriterBusy as error:
            raise CommandError(f"{error}. Try again when it is done.") from error
        self.stdout.write(f"repaired: {index_state().indexed} documents")

    def _troubles(self):
        try:
            engine().check()
        except IndexUnavailable as error:
            yield f"documents: {error}"
        yield from engine().model_troubles()
        missing, orphaned = indexing.missing_and_orphaned()
        if missing:
            yield f"documents: {missing} are missing"
        if orphaned:
            yield f"documents: {orphaned} belong to nothing"
        state = index_state()
        if not state.trouble and state.indexed != state.documents and not state.waiting:
            yield f"documents: {state.documents} rows, {state.indexed} in the index"
        if state.given_up:
            yield f"changes: {state.given_up} could not be built, see the log"
