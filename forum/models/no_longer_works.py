from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NoLongerWorks(models.Model):
    """A reader says that a solution does not work any more. Open until somebody of the desk has looked."""

    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="no_longer_works")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    comment = models.CharField(max_length=500, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("“no longer works”")
        verbose_name_plural = _("“no longer works”")
        default_permissions = ()
        constraints = [
            # Serves the solution block too; one open word per person and post.
            models.UniqueConstraint(
                fields=["post", "said_by"], condition=Q(settled_at__isnull=True), name="forum_no_longer_works_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}"
