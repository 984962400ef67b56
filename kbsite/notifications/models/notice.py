"""What the site tells a signed-in person."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One line with a link, in the reader's language at the time it was written."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    # What it is about ("reply:42"): telling the same person again is harmless.
    key = models.CharField(max_length=160)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=500)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notifications_notice_told_once")]
        indexes = [
            # The page of notices.
            models.Index(fields=["user", "-created_at"], name="notifications_notice_page"),
            # The count in the header of every page.
            models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="notifications_notice_unread"),
        ]

    def __str__(self) -> str:
        return self.text
