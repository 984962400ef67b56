from django.core.management.base import BaseCommand

from kbsite.demo.loading.everything import remove_everything


class Command(BaseCommand):
    help = "Removes everything the demo brought, and what its accounts did since."

    def handle(self, *args, **options) -> None:
        for kind, count in remove_everything().items():
            self.stdout.write(f"  {count} {kind} removed")
