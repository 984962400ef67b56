from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PromotionCandidate(models.Model):
    """A solution that is worth an article, with the facts that say so. Rebuilt by the worker; a dismissal stays."""

    class Dismissal(models.TextChoices):
        COVERED = "covered", _("An article says it already")
        TOO_SPECIAL = "too_special", _("It helps only this one person")
        NOT_RELIABLE = "not_reliable", _("The answer is not reliable")
        SHORT_LIVED = "short_lived", _("It will not matter for long")
        OTHER = "other", pgettext_lazy("why dismissed", "Another reason")

    # As in ArticleSource.
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    answer_key = models.CharField(max_length=40)

    # Dearest first; what it is made of stands in articles.promoting.candidates.
    score = models.FloatField()
    me_too = models.PositiveIntegerField()
    views = models.PositiveIntegerField()
    links = models.PositiveIntegerField()
    searches = models.PositiveIntegerField()
    # The public article that comes nearest; null: none does.
    covered_by = models.ForeignKey("articles.ArticlePage", null=True, on_delete=models.SET_NULL, related_name="+")
    computed_at = models.DateTimeField(default=timezone.now)

    dismissal = models.CharField(_("reason"), max_length=20, choices=Dismissal.choices, blank=True)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    dismissed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer worth an article")
        verbose_name_plural = _("answers worth an article")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "answer_key"], name="articles_candidate_once")]
        indexes = [
            # The list.
            models.Index(fields=["-score"], condition=Q(dismissal=""), name="articles_candidate_best"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"
