"""The recurring need under one name."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deflection.models.kinds import ContactKind


class RecurringIssue(models.Model):
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=160, help_text=_("In the words of the people who have it."))
    kind = models.CharField(_("kind"), max_length=16, choices=ContactKind, default=ContactKind.PROBLEM)
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("An issue with a history is taken out of use, not deleted.")
    )
    source = models.CharField(max_length=40, default="site", editable=False)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("recurring issue")
        verbose_name_plural = _("recurring issues")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="deflection_issue_is_not_its_own_parent"
            )
        ]

    def __str__(self) -> str:
        return self.title
