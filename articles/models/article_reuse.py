"""Where an article answered somebody: a reply that links to it, or a topic or contact that the desk linked to it by hand."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ArticleReuse(models.Model):
    """One link. It says what helped and where, and never who wrote it: reuse is a sign of life of an article, nobody's score."""

    # The translation key: a link leads to the content, in whichever language its reader has.
    article_key = models.UUIDField()
    # The place names a registered room ("topic", "contact"), the key what stands in its addresses.
    place = models.CharField(max_length=20)
    place_key = models.CharField(max_length=64)
    # The reply that holds the link; empty for a link that was made by hand.
    text_key = models.CharField(max_length=40, blank=True)
    # Whether people who work here said so: only their reuse is a review (KCS). A fact about the reply, not about a person.
    is_by_desk = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reuse of an article")
        verbose_name_plural = _("reuses of articles")
        default_permissions = ()
        constraints = [
            # Serves the figures of an article, too.
            models.UniqueConstraint(fields=["article_key", "place", "place_key", "text_key"], name="articles_reuse_once"),
        ]
        indexes = [
            # What a topic or contact was answered with; what a changed reply held.
            models.Index(fields=["place", "place_key", "text_key"], name="articles_reuse_of_place"),
        ]

    def __str__(self) -> str:
        return f"{self.article_key} → {self.place}:{self.place_key}"
