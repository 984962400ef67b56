from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "kbsite.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from kbsite.jobs import register_job
        from kbsite.notifications.forgetting import forget_old_mail
        from kbsite.notifications.sending import send_due_mail

        register_job("mail", every_seconds=2.0, run=send_due_mail)
        register_job("forget-old-mail", every_seconds=3_600.0, run=forget_old_mail)
