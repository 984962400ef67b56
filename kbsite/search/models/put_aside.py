from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PutAside(models.Model):
    """A group of searches that an editor has dealt with, or words that must not stand on the home page."""

    class Place(models.TextChoices):
        NOT_FOUND = "not_found", _("Searched and not found")
        NOT_OPENED = "not_opened", _("Found and not opened")
        STILL_ASKED = "still_asked", _("Opened and still asked")
        POPULAR = "popular", _("People look for")

    class Reason(models.TextChoices):
        DONE = "done", pgettext_lazy("why put aside", "Dealt with")
        NOT_OURS = "not_ours", pgettext_lazy("why put aside", "Not our subject")
        NOISE = "noise", pgettext_lazy("why put aside", "Noise or misuse")

    place = models.CharField(max_length=12, choices=Place)
    language = models.CharField(max_length=10)
    # Base forms, as in LoggedSearch.
    lemmas = models.CharField(max_length=300)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    # Null when the person's account was deleted: the decision stays.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("searches put aside")
        verbose_name_plural = _("searches put aside")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["place", "language", "lemmas"], name="search_put_aside_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.lemmas}"
