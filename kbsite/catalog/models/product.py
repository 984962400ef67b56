"""Products that articles, topics and contacts can be about."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet


@register_snippet
class Product(models.Model):
    """Something people need help with. Names are proper nouns, the same in every language."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    is_offered = models.BooleanField(
        _("offered in forms"), default=True, help_text=_("Old products keep their articles but are no longer a choice.")
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("is_offered"), FieldPanel("sort_order")]

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name
