from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """Something the index has not caught up with. Deleted only after the index holds it, so a kill can only cause repetition.

    For the site's own search `kind` is a registered kind and `object_id` its integer id. For models that are indexed through
    Wagtail's search API (the admin's pages, images, documents) `kind` is "model:app_label.model" and `object_id` any key.
    """

    kind = models.CharField(max_length=120)
    object_id = models.CharField(max_length=64)
    marked_at = models.DateTimeField(auto_now_add=True)
    # A document that cannot be built must not stop the others: after some attempts it waits here with its reason.
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("search change")
        verbose_name_plural = _("search changes")
        indexes = [
            # Every search asks which objects of a kind are waiting, to check their access again.
            models.Index(fields=["kind", "object_id"], name="search_change_object"),
            # `search_stats` and the readiness probe count what was given up.
            models.Index(fields=["attempts"], name="search_change_failing", condition=Q(attempts__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
