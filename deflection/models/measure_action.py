"""What somebody did because of a measure. A measure that nobody acts on is measured for nothing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from deflection.models.append_only import AppendOnly


class MeasureAction(AppendOnly):
    measure = models.CharField(_("measure"), max_length=40)
    note = models.CharField(_("what was done"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.measure}: {self.note}"
