"""A mail that must not be lost: a row in the transaction of what it tells about."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailJob(models.Model):
    """One mail to one address, already rendered in its reader's language."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")

    # What the mail is about ("contact-copy:17"): queueing it again is harmless.
    key = models.CharField(_("key"), max_length=160, unique=True, editable=False)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    headers = models.JSONField(_("headers"), default=dict, blank=True)
    # Made from the key: if a mail must go out twice after a crash, both copies carry it and mail programs show one.
    message_id = models.CharField(_("message ID"), max_length=200, editable=False)
    language = models.CharField(_("language"), max_length=5)

    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # While waiting: not before. While being sent: the end of the lease, after which a killed worker's mail is free again.
    next_try_at = models.DateTimeField(_("next try"))
    created_at = models.DateTimeField(_("queued"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ["-created_at", "-id"]
        default_permissions = ("view",)
        permissions = [("retry_mail", _("Can send given-up mail again"))]
        indexes = [
            # The worker's question every two seconds: what is due?
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="notifications_mail_due",
            ),
            # Forgetting old mail, and the admin's list.
            models.Index(fields=["-created_at"], name="notifications_mail_created"),
        ]

    def __str__(self) -> str:
        return self.subject
