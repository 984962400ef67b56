"""Which needs a contact was about: none, one or several, because one visit may solve several."""

from django.db import models


class ContactIssue(models.Model):
    contact = models.ForeignKey("deflection.Contact", on_delete=models.CASCADE, related_name="issue_links")
    # PROTECT: an issue with a history is set inactive, not deleted.
    issue = models.ForeignKey("deflection.RecurringIssue", on_delete=models.PROTECT, related_name="contact_links")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["contact", "issue"], name="deflection_contact_issue_once")]

    def __str__(self) -> str:
        return f"{self.contact_id} → {self.issue_id}"
