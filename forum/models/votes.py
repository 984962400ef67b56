"""What readers say with one press: this helped, I have this too. One row per person and thing."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class HelpfulVote(models.Model):
    """A signed-in person found a post helpful."""

    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="helpful_votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="helpful_votes")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("helpful vote")
        verbose_name_plural = _("helpful votes")
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="forum_helpful_once_a_person")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.user_id}"


class MeToo(models.Model):
    """Somebody has the same problem: an account, or a visitor whose key is made for this one topic and links to no other."""

    topic = models.ForeignKey("forum.Topic", on_delete=models.CASCADE, related_name="me_toos")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="me_toos")
    visitor_key = models.CharField(max_length=64, blank=True)
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("“I have this too”")
        verbose_name_plural = _("“I have this too”")
        constraints = [
            models.UniqueConstraint(fields=["topic", "user"], condition=Q(user__isnull=False), name="forum_me_too_once_a_user"),
            models.UniqueConstraint(
                fields=["topic", "visitor_key"], condition=~Q(visitor_key=""), name="forum_me_too_once_a_visitor"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, visitor_key="") | (Q(user__isnull=True) & ~Q(visitor_key="")),
                name="forum_me_too_by_user_or_visitor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.user_id or self.visitor_key[:8]}"
