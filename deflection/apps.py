from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kbsite.jobs import register_job


class DeflectionConfig(AppConfig):
    name = "deflection"
    label = "deflection"
    verbose_name = _("Deflection")

    def ready(self) -> None:
        from deflection.contact.forgetting import forget_old_words
        from deflection.contact.solving import ask_due_customers
        from deflection.recording import receivers  # noqa: F401  (connects signals; needs the models)
        from deflection.recording.retention import erase_old_rows
        from kbsite.notifications.kinds import register_notice_kind

        register_job("forget-old-words", every_seconds=3600.0, run=forget_old_words)
        register_job("ask-if-solved", every_seconds=60.0, run=ask_due_customers)
        register_job("measurement-retention", every_seconds=3600.0, run=erase_old_rows)
        register_notice_kind("contact_reply", icon="mail")
