import time

from django.core.management.base import BaseCommand, CommandError

from kbsite.demo.loading import PASSWORD
from kbsite.demo.loading.everything import load_everything


class Command(BaseCommand):
    help = "Loads the invented company Lumo: articles, topics, people, 18 weeks of visits and contacts. Twice changes nothing."

    def handle(self, *args, **options) -> None:
        started = time.monotonic()
        refused = load_everything(tell=lambda text: self.stdout.write(f"  {text} ..."))
        self.stdout.write(f"The demo is loaded ({time.monotonic() - started:.0f} s). Password of its accounts: {PASSWORD}")
        if refused:
            raise CommandError("\n".join(["The demo's own rows were refused:", *refused[:20]]))
