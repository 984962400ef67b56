from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "kbsite.search"
    label = "search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kbsite.search import checks, jobs
        from kbsite.search.learning import (
            curating,
            noting,  # noqa: F401  (connects signals; needs the models)
        )

        jobs.register()
        register(checks.check_database_can_hold_the_index, Tags.database)
        curating.register()
