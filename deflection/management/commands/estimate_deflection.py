"""`manage.py estimate_deflection --from DATE --to DATE [--json]`."""

import json
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deflection.ledger.estimating import SEED, run_estimate
from deflection.ledger.folding import fold_everything
from deflection.ledger.maturing import mature_everything
from deflection.ledger.reconciling import reconcile_contacts
from deflection.models import EstimateRun


class Command(BaseCommand):
    help = "Estimate the contacts that were avoided from one day to another, both included, and keep what it was made of."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", required=True, type=_day, metavar="DATE", help="first day, YYYY-MM-DD")
        parser.add_argument("--to", dest="last", required=True, type=_day, metavar="DATE", help="last day, included")
        parser.add_argument("--seed", type=int, default=SEED, help="of the draws; the same seed gives the same range")
        parser.add_argument("--json", action="store_true", help="print everything as JSON")

    def handle(self, *args: object, first: date, last: date, seed: int, **options: Any) -> None:
        # A lost outcome would look like a success, and an unfolded one as well.
        reconcile_contacts()
        fold_everything()
        mature_everything()
        try:
            run = run_estimate(first=first, after=last + timedelta(days=1), seed=seed)
        except ValueError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(_all_of(run), indent=2, ensure_ascii=False))
            return
        for name, stage in run.result["stages"].items():
            self.stdout.write(f"{name}: {_sentence(stage)} ({stage['episodes']} episodes)")
        self.stdout.write(f"run {run.pk}, assumptions {run.assumptions_id}, input {run.input_hash[:12]}")


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _all_of(run: EstimateRun) -> dict[str, Any]:
    return run.result | {
        "run": run.pk,
        "assumptions": {"set": run.assumptions_id, "values": run.assumptions.values},
        "code_version": run.code_version,
        "event_watermark": run.event_watermark,
        "seed": run.seed,
        "input_hash": run.input_hash,
        "output_hash": run.output_hash,
    }


def _sentence(stage: dict[str, Any]) -> str:
    if stage["undetermined"]:
        return stage["undetermined"]
    return f"about {stage['avoided']:.1f} fewer contacts ({stage['low']:.1f} to {stage['high']:.1f}; {stage['grade']})"
