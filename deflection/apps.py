from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kbsite.jobs import register_job


class DeflectionConfig(AppConfig):
    name = "deflection"
    label = "deflection"
    verbose_name = _("Deflection")

    def ready(self) -> None:
        from deflection.contact.as_source import register_contacts
        from deflection.contact.forgetting import forget_old_words
        from deflection.contact.importing.working import advance_imports, forget_old_files
        from deflection.contact.reusing import register_contact_place
        from deflection.contact.solving import ask_due_customers
        from deflection.ledger.checking import check_a_day
        from deflection.ledger.folding import fold_waiting
        from deflection.ledger.forgetting import forget_old_episodes
        from deflection.ledger.maturing import mature_waiting
        from deflection.ledger.monthly import estimate_last_month
        from deflection.ledger.reconciling import reconcile_contacts
        from deflection.recording import receivers  # noqa: F401  (connects signals; needs the models)
        from deflection.recording.asking import is_owed_a_question, was_asked_about_contact
        from deflection.recording.read_together import contents_read_by_visits
        from deflection.recording.retention import erase_old_rows
        from deflection.reporting.said.upkeep import register_worst_rated
        from kbsite.notifications.asking import Questions, register_questions
        from kbsite.notifications.kinds import register_notice_kind
        from kbsite.search.learning.co_reading import register_reading

        register_job("forget-old-words", every_seconds=3600.0, run=forget_old_words)
        register_job("contact-imports", every_seconds=1.0, run=advance_imports)
        register_job("forget-import-files", every_seconds=3600.0, run=forget_old_files)
        register_job("ask-if-solved", every_seconds=60.0, run=ask_due_customers)
        register_job("measurement-retention", every_seconds=3600.0, run=erase_old_rows)
        register_job("ledger-fold", every_seconds=5.0, run=fold_waiting)
        register_job("ledger-mature", every_seconds=60.0, run=mature_waiting)
        register_job("ledger-reconcile", every_seconds=3600.0, run=reconcile_contacts)
        # Looks hourly whether tonight's day has been compared, so that a worker that was down at night catches up.
        register_job("ledger-check", every_seconds=3600.0, run=check_a_day)
        # Every hour it costs one look; once a month, and after a changed assumption, it estimates.
        register_job("month-estimate", every_seconds=3600.0, run=estimate_last_month)
        register_job("ledger-retention", every_seconds=3600.0, run=forget_old_episodes)
        register_reading("visits", contents_read_by_visits)
        register_contacts()
        register_contact_place()
        register_worst_rated()
        register_questions("contacts", Questions(was_asked_about_contact, is_owed_a_question))
        register_notice_kind("contact_reply", icon="mail")
