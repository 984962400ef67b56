"""Reports as they were published, byte for byte. A withdrawal stands beside the report; nothing is edited or deleted."""

from django.conf import settings
from django.db import models

from deflection.models.append_only import AppendOnly


class PublishedReport(AppendOnly):
    """`body` holds every figure, chart and table in every language; `output_sha256` is of exactly these bytes."""

    period = models.CharField(max_length=12)
    # 1, and more after a withdrawal: two owners cannot publish the same month at once.
    edition = models.PositiveSmallIntegerField()
    run = models.ForeignKey("deflection.EstimateRun", on_delete=models.PROTECT, related_name="reports")
    body = models.TextField()
    output_sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=500)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["period", "edition"], name="deflection_edition_published_once")]

    def __str__(self) -> str:
        return f"{self.period}, {self.edition}"


class ReportWithdrawal(AppendOnly):
    """The report may be read on, with this in front of it."""

    report = models.OneToOneField(PublishedReport, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=500)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.report_id}: {self.reason}"
