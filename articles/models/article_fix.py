from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ArticleFix(models.Model):
    """An editor's word that a revision fixes what readers said about those before it."""

    article = models.ForeignKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="fixes")
    # No constraint, as with votes: purging old revisions takes no history along.
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    note = models.CharField(_("what was fixed"), max_length=300, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("fix of an article")
        verbose_name_plural = _("fixes of articles")
        ordering = ["-revision_id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "revision"], name="articles_fix_marked_once")]

    def __str__(self) -> str:
        return self.note or f"{self.article_id}@{self.revision_id}"
