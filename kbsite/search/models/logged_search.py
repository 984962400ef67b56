from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LoggedSearch(models.Model):
    """One search by somebody who allows it: what was asked, what was found and what happened next.

    It knows nobody: no key of a person or visit, no address. Written by `kbsite.search.learning.buffer` only.
    """

    class NextStep(models.TextChoices):
        NOTHING = "nothing", pgettext_lazy("after a search", "nothing")
        READ = "read", pgettext_lazy("after a search", "opened a result")
        ASKED = "asked", pgettext_lazy("after a search", "asked the community")
        CONTACTED = "contacted", pgettext_lazy("after a search", "wrote to the desk")

    # Named before it is written, so that what happens next finds it.
    key = models.UUIDField(unique=True)
    at = models.DateTimeField()
    language = models.CharField(max_length=10)
    # Masked by rule (learning.masking); the base forms are made of the masked words, sorted, with single spaces between.
    terms = models.CharField(max_length=200)
    lemmas = models.CharField(max_length=300)
    was_masked = models.BooleanField(default=False)
    hits = models.PositiveIntegerField()
    # What the results were narrowed to afterwards: name of the filter -> value.
    filters = models.JSONField(default=dict, blank=True)
    # Not asked in about the same words earlier in the same visit: these count visits, without a key of any visit.
    is_first = models.BooleanField(default=True)
    # A person with an account may have found what others may not see.
    is_signed_in = models.BooleanField(default=False)
    # Place of the first result that was opened, from 1.
    opened_position = models.PositiveSmallIntegerField(null=True, blank=True)
    next_step = models.CharField(max_length=10, choices=NextStep, default=NextStep.NOTHING)

    class Meta:
        verbose_name = _("logged search")
        verbose_name_plural = _("logged searches")
        default_permissions = ()
        permissions = [("view_gaps", _("May see what people searched for and did not find"))]
        indexes = [
            # A period of the gap report, and the end of retention.
            models.Index(fields=["at"], name="search_logged_at"),
        ]

    def __str__(self) -> str:
        return self.terms
