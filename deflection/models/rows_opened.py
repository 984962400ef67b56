"""Who opened the rows behind a figure, and when. Pseudonymous rows are still rows about people."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RowsOpened(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    figure_id = models.CharField(_("figure"), max_length=80)
    period = models.CharField(_("period"), max_length=12)
    page = models.PositiveIntegerField(_("page"), default=1)
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)

    class Meta:
        verbose_name = _("opening of rows")
        verbose_name_plural = _("openings of rows")
        default_permissions = ()
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"{self.figure_id} {self.period}"
