"""How many events of a day were left out and why, or could not be followed. Sums without any key of a person or visit."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class CountReason(models.TextChoices):
    """Why a view left no event that belongs to somebody."""

    NOT_FOLLOWED = "not_followed", _("Read without a form, vote, consent or sign-in: counted, not followed")
    REFUSED = "refused", _("Asked not to be followed (browser signal or objection)")
    BOT = "bot", _("Robots")
    STAFF = "staff", _("Staff")
    AUTHOR = "author", _("People reading their own question")
    PREVIEW = "preview", _("Editors' previews")
    TOO_MANY = "too_many", _("More than 60 page views an hour")


# Stands for "no content": a unique constraint over NULL would let the same sum exist twice.
NO_CONTENT = uuid.UUID(int=0)


class DailyCount(models.Model):
    day = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=16, choices=CountReason)
    content_kind = models.CharField(max_length=8, blank=True)
    content_uuid = models.UUIDField(default=NO_CONTENT)
    # Signed: reads that turn out to belong to a visit with a form or vote are taken back from NOT_FOLLOWED.
    count = models.BigIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("daily count")
        verbose_name_plural = _("daily counts")
        default_permissions = ()
        constraints = [
            # Also the target of the additive upsert.
            models.UniqueConstraint(fields=["day", "reason", "content_kind", "content_uuid"], name="deflection_daily_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.reason} {self.count}"
