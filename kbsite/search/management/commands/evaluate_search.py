import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kbsite.search.evaluation.backends import BACKENDS
from kbsite.search.evaluation.collection import DEFAULT_FIELDS, CollectionError, read_collection
from kbsite.search.evaluation.ingredients import figures_by_ingredient
from kbsite.search.evaluation.running import Figures, evaluate
from kbsite.text.languages import LANGUAGES


class Command(BaseCommand):
    help = "Measures ranking on a judged collection, in a temporary index. Nothing of the site's index is touched."

    def add_arguments(self, parser) -> None:
        parser.add_argument("corpus", type=Path, help="JSON lines: id and the fields named by --fields")
        parser.add_argument("queries", type=Path, help="JSON lines: id, text")
        parser.add_argument("qrels", type=Path, help="question, document and grade, with tabs between")
        parser.add_argument("--language", choices=LANGUAGES, required=True)
        parser.add_argument("--backend", choices=sorted(BACKENDS), default="whoosh")
        parser.add_argument(
            "--fields",
            nargs="+",
            metavar="PART=FIELD",
            default=[f"{zone}={field}" for zone, field in DEFAULT_FIELDS.items()],
            help="which field of the corpus is which part of a document (default: %(default)s)",
        )
        parser.add_argument("--ingredients", action="store_true", help="what each part of the site's own ranking adds")
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args, **options) -> None:
        language = options["language"]
        try:
            fields = dict(pair.split("=", 1) for pair in options["fields"])
        except ValueError as error:
            raise CommandError("--fields wants PART=FIELD, for example body=text.") from error
        try:
            collection = read_collection(
                options["corpus"], options["queries"], options["qrels"], language=language, fields=fields
            )
        except (CollectionError, OSError) as error:
            raise CommandError(str(error)) from error
        if options["ingredients"]:
            if options["backend"] != "whoosh":
                raise CommandError("--ingredients takes apart the site's own ranking; leave --backend out.")
            found = figures_by_ingredient(collection, language)
        else:
            with BACKENDS[options["backend"]](collection.documents) as rank:
                found = {options["backend"]: evaluate(collection, rank, language)}
        if options["json"]:
            said = {name: asdict(figures) for name, figures in found.items()}
            self.stdout.write(json.dumps(said if options["ingredients"] else {**options_of(options), **said[options["backend"]]}))
        else:
            self._write_table(found)

    def _write_table(self, found: dict[str, Figures]) -> None:
        whole = next(iter(found.values()))
        self.stdout.write(f"{whole.documents:,} documents, {whole.questions:,} judged questions")
        self.stdout.write(f"{'':<18}" + "".join(f"{heading:>11}" for heading in _COLUMNS.values()))
        for name, figures in found.items():
            label = name if figures is whole else f"- {name}"
            self.stdout.write(f"{label:<18}" + "".join(f"{getattr(figures, column):>11.3f}" for column in _COLUMNS))


_COLUMNS = {
    "map": "MAP",
    "ndcg_at_10": "nDCG@10",
    "recall_at_10": "recall@10",
    "mrr": "MRR",
    "precision_at_1": "P@1",
    "share_without_result": "no result",
    "p50_ms": "p50 ms",
    "p95_ms": "p95 ms",
}


def options_of(options: dict) -> dict[str, str]:
    return {"backend": options["backend"], "language": options["language"]}
