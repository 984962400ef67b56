"""`manage.py export_ledger --run ID`: JSON Lines on standard output."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deflection.ledger.exporting import ledger_of
from deflection.models import EstimateRun


class Command(BaseCommand):
    help = "Write an estimate's run, strata and credit lines as JSON Lines, without any personal data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--run", type=int, required=True, metavar="ID", help="number of the run, as estimate_deflection tells it"
        )

    def handle(self, *args: object, run: int, **options: object) -> None:
        found = EstimateRun.objects.select_related("assumptions").filter(pk=run).first()
        if found is None:
            raise CommandError(f"there is no run {run}")
        for row in _lines(found):
            self.stdout.write(row)


def _lines(run: EstimateRun) -> Iterator[str]:
    rows: Iterator[dict[str, Any]] = ledger_of(run)
    return (json.dumps(row, ensure_ascii=False) for row in rows)
