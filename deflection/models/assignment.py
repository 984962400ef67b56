"""Which side of a comparison a person is on. Written once, never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Arm(models.TextChoices):
    OFFERED = "offered", _("Offered")
    HOLDOUT = "holdout", _("Held back")


class Assignment(models.Model):
    person_key = models.CharField(max_length=32)
    experiment = models.CharField(max_length=40)
    arm = models.CharField(max_length=8, choices=Arm)
    # 0-1: the share that is held back, as it was on that day.
    holdout_share = models.FloatField()
    salt_version = models.PositiveSmallIntegerField(default=1)
    ts = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["experiment", "person_key"], name="deflection_assignment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.experiment}: {self.arm}"
