from django.db import models
from django.utils.translation import gettext_lazy as _


class ArticleLink(models.Model):
    """One content that the published version of an article links to. Read from its text by articles.upkeep.links."""

    article = models.ForeignKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="links_out")
    # The translation key of an article or section; null for a page that was gone already when the text was read.
    target_key = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = _("link of an article")
        verbose_name_plural = _("links of articles")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "target_key"], name="articles_link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} → {self.target_key}"


class LinksRead(models.Model):
    """Which version of an article its links were read from, and what else was seen in it. A newer one is read again."""

    article = models.OneToOneField("articles.ArticlePage", on_delete=models.CASCADE, primary_key=True, related_name="+")
    revision_id = models.BigIntegerField()
    # Images that are neither described nor decorative.
    pictures_without_words = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("article whose links were read")
        verbose_name_plural = _("articles whose links were read")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.article_id}@{self.revision_id}"
