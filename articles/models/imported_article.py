from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedArticle(models.Model):
    """Where an imported article came from, and what of it has been taken in. Makes an import repeatable."""

    source = models.CharField(max_length=80)
    external_id = models.CharField(max_length=300)
    language = models.CharField(max_length=10)
    page = models.OneToOneField("articles.ArticlePage", on_delete=models.CASCADE, related_name="imported_as")

    # SHA-256 of the source row: an unchanged row is skipped.
    row_hash = models.CharField(max_length=64)
    # The row whose hand-picked articles have been linked; differs from row_hash while that is still to be done.
    linked_hash = models.CharField(max_length=64, blank=True)
    # The revision that the import made: a later one on the page means that somebody edited it here.
    revision_id = models.BigIntegerField(null=True)

    source_url = models.URLField(max_length=1000, blank=True)
    licence = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("imported article")
        verbose_name_plural = _("imported articles")
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id", "language"], name="articles_imported_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.external_id} ({self.language})"
