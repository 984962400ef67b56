from django.apps import AppConfig

from kbsite.jobs import register_job


class VisitorsConfig(AppConfig):
    name = "kbsite.visitors"
    label = "visitors"

    def ready(self) -> None:
        from kbsite.visitors.keys import rotate_keys

        # Hourly is enough: a secret changes on a day, not on a second.
        register_job("visitor-keys", every_seconds=3600.0, run=rotate_keys)
