from django.db import models
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase


class ArticleTag(TaggedItemBase):
    """A tag on an article; the tags themselves are shared with the community."""

    content_object = ParentalKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="articles_tag_once")]
