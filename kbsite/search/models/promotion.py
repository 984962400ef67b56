from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kbsite.search.models.document import Document


class Promotion(models.Model):
    """A result that an editor puts above the others for certain questions. Written by `kbsite.search.curation.keeping` only.

    It names the object and not its search document: documents come and go with every rebuild.
    """

    language = models.CharField(
        pgettext_lazy("of a promotion", "language of the question"), max_length=10, choices=settings.LANGUAGES, blank=True
    )
    # One question a line.
    phrases = models.TextField(_("questions"), max_length=2000)
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    # Of several language versions the reader's own is shown.
    content = models.CharField(max_length=80, blank=True)
    # Inclusive days in the site's time zone; null: no limit.
    from_day = models.DateField(_("from"), null=True, blank=True)
    until_day = models.DateField(_("until"), null=True, blank=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")
        constraints = [
            models.CheckConstraint(
                condition=Q(from_day__isnull=True) | Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")),
                name="search_promotion_ends_after_its_start",
            )
        ]

    def __str__(self) -> str:
        return ", ".join(self.phrases.splitlines())

    @property
    def result(self) -> Document | None:
        """What it shows, as search knows it now; None while it is not published."""
        return Document.objects.filter(kind=self.kind, object_id=self.object_id).first()
