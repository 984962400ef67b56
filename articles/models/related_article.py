from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import PageChooserPanel
from wagtail.models import Orderable


class RelatedArticle(Orderable):
    """An article that an editor, or an import, put beside another one."""

    page = ParentalKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="related_articles")
    article = models.ForeignKey(
        "articles.ArticlePage", on_delete=models.CASCADE, related_name="related_from", verbose_name=_("article")
    )

    panels = [PageChooserPanel("article", "articles.ArticlePage")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "article"], name="articles_related_once")]

    def __str__(self) -> str:
        return str(self.article_id)
