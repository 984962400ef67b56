import json
from dataclasses import asdict

from django.core.management.base import BaseCommand

from kbsite.search.statistics import index_state


class Command(BaseCommand):
    help = "Tells what the search index holds, what waits to be indexed and what was given up."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args, **options) -> None:
        state = index_state()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(state), default=str))
            return
        for name, value in asdict(state).items():
            self.stdout.write(f"{name.replace('_', ' ')}: {value if value != '' else 'none'}")
