"""`manage.py fold_ledger [--from-scratch] [--hash]`."""

from django.core.management.base import BaseCommand, CommandParser

from deflection.ledger.folding import fold_everything
from deflection.ledger.hashing import ledger_hash
from deflection.ledger.maturing import mature_everything
from deflection.ledger.rebuilding import start_ledger_over
from deflection.ledger.reconciling import reconcile_contacts


class Command(BaseCommand):
    help = "Turn all waiting events and contacts into episodes and lines at once; the worker does the same bit by bit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from-scratch", action="store_true", help="drop what was folded and begin at the first row that still exists"
        )
        parser.add_argument("--hash", action="store_true", help="print the hash of the ledger at the end")

    def handle(self, *args: object, from_scratch: bool, hash: bool, **options: object) -> None:
        if from_scratch:
            start_ledger_over()
        reconcile_contacts()
        folded = fold_everything()
        matured = mature_everything()
        self.stdout.write(f"{folded} rows folded, {matured} episodes went on in time")
        if hash:
            self.stdout.write(ledger_hash())
