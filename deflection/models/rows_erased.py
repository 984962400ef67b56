"""Up to when rows about people have been erased, and on which day: where a drill-down ends."""

from django.db import models


class RowsErased(models.Model):
    kind = models.CharField(max_length=8, choices=[("events", "events"), ("episodes", "episodes")])
    erased_on = models.DateField()
    before = models.DateTimeField()  # rows older than this were due

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "erased_on"], name="deflection_erasing_told_once_a_day")]
        indexes = [models.Index(fields=["before"], name="deflection_erased_before")]

    def __str__(self) -> str:
        return f"{self.kind} before {self.before:%Y-%m-%d}"
