from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Synonym(models.Model):
    """Words that people use for the words that the texts use. Written by `kbsite.search.curation.keeping` only."""

    class Direction(models.TextChoices):
        TWO_WAY = "two_way", _("Both ways: each of these words also finds the others")
        ONE_WAY = "one_way", _("One way: the first words also find the second ones")

    # Empty: in every language (product names, abbreviations).
    language = models.CharField(
        pgettext_lazy("of a synonym", "language of the question"), max_length=10, choices=settings.LANGUAGES, blank=True
    )
    words = models.CharField(_("what people search for"), max_length=500)
    also = models.CharField(_("what is also searched for"), max_length=500)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, default=Direction.TWO_WAY)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        sign = "↔" if self.direction == self.Direction.TWO_WAY else "→"
        return f"{self.words} {sign} {self.also}"
