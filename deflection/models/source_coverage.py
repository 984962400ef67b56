"""From when to when a channel's contacts are known. Outside is "no data", never zero."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deflection.models.kinds import ContactChannel


class SourceCoverage(models.Model):
    channel = models.CharField(_("channel"), max_length=16, choices=ContactChannel)
    source = models.CharField(_("source"), max_length=40, default="site")
    covered_from = models.DateTimeField(_("known from"))
    # Empty: known until now, because the site itself receives this channel.
    covered_until = models.DateTimeField(_("known until"), null=True, blank=True)

    class Meta:
        verbose_name = _("covered time of a channel")
        verbose_name_plural = _("covered times of channels")
        ordering = ["channel", "covered_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(covered_until__isnull=True) | Q(covered_until__gt=F("covered_from")),
                name="deflection_coverage_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.covered_from:%Y-%m-%d}–"
