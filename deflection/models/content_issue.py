"""Which need an article or topic is about, and since when."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deflection.models.event import content_reference
from deflection.models.kinds import ContentKind


class ContentIssue(models.Model):
    """A link is ended, not deleted: a read in March belongs to the issue that the page was about in March."""

    content_kind = models.CharField(_("kind"), max_length=8, choices=ContentKind)
    content_uuid = models.UUIDField(_("content"))
    issue = models.ForeignKey("deflection.RecurringIssue", on_delete=models.CASCADE, related_name="content_links")
    valid_from = models.DateTimeField(_("since"), default=timezone.now)
    valid_to = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("linked content")
        verbose_name_plural = _("linked content")
        default_permissions = ()
        ordering = ["valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_kind", "content_uuid", "issue"],
                condition=Q(valid_to__isnull=True),
                name="deflection_content_issue_linked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="deflection_content_issue_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content} → {self.issue_id}"

    @property
    def content(self) -> str:
        return content_reference(self.content_kind, self.content_uuid)
