"""Which replies solved the topic. Several may; an acceptance that was taken back stays as a fact."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.querysets import AcceptedReplyQuerySet


class AcceptedReply(models.Model):
    topic = models.ForeignKey("forum.Topic", on_delete=models.CASCADE, related_name="acceptances")
    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="acceptances")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AcceptedReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("accepted reply")
        verbose_name_plural = _("accepted replies")
        constraints = [
            # Two people who accept at the same time make one acceptance.
            models.UniqueConstraint(fields=["post"], condition=Q(withdrawn_at__isnull=True), name="forum_reply_accepted_once"),
        ]
        indexes = [
            # The solution block of a topic page.
            models.Index(fields=["topic"], condition=Q(withdrawn_at__isnull=True), name="forum_accepted_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.post_id}"
