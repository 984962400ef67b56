"""What the customer had read or put aside before the contact, shown to whoever answers so that nobody is sent there again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deflection.models.kinds import ContentKind


class ReadingAction(models.TextChoices):
    CAME_FROM = "came_from", _("Came from")
    READ = "read", _("Looked at")
    OPENED = "opened", _("Opened among the suggestions")
    DISMISSED = "dismissed", _("Put aside")


class DismissalReason(models.TextChoices):
    """Why a suggestion did not help; the words of the event `suggestion_dismissed`."""

    NOT_MY_PROBLEM = "not_my_problem", _("It is about something else")
    TRIED = "tried", _("I tried this")
    OTHER_VERSION = "other_version", _("I have another version")


class ContactReading(models.Model):
    """One line of the trail. Title and address as they were then: the content may be gone."""

    contact = models.ForeignKey("deflection.Contact", on_delete=models.CASCADE, related_name="readings")
    action = models.CharField(_("what"), max_length=12, choices=ReadingAction)
    content_kind = models.CharField(max_length=8, choices=ContentKind)
    content_uuid = models.UUIDField()
    title = models.CharField(_("title"), max_length=250)
    url = models.CharField(_("address"), max_length=500, blank=True)
    reason = models.CharField(_("reason"), max_length=16, choices=DismissalReason, blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("read before the contact")
        verbose_name_plural = _("read before the contact")
        default_permissions = ()
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "action", "content_kind", "content_uuid"], name="deflection_reading_told_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.title}"

    @property
    def content(self) -> str:
        return f"{self.content_kind}:{self.content_uuid}"
