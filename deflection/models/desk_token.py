"""Another desk's access to the endpoint for contacts. The token itself is shown once and never stored."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DeskToken(models.Model):
    # All contacts of the token are of this source: a desk can neither read nor touch those of another.
    source = models.CharField(_("other desk"), max_length=40)
    # SHA-256 of 256 random bits: nothing to guess, so nothing slower is needed.
    digest = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("access of another desk")
        verbose_name_plural = _("access of other desks")
        ordering = ["revoked_at", "source", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.source} …{self.ending}"
