"""What the contact page promises: when people are there, and when an answer can be expected."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="mail")
class ContactHours(BaseGenericSetting):
    """One short sentence each and in each language; an empty one promises nothing and is left out of the page."""

    hours_en = models.CharField(_("open (English)"), max_length=120, blank=True, help_text=_("“On weekdays from 7 to 17”"))
    hours_fi = models.CharField(_("open (Finnish)"), max_length=120, blank=True)
    hours_sv = models.CharField(_("open (Swedish)"), max_length=120, blank=True)
    reply_en = models.CharField(
        _("expected answer (English)"), max_length=120, blank=True, help_text=_("“We answer within about 2 hours”")
    )
    reply_fi = models.CharField(_("expected answer (Finnish)"), max_length=120, blank=True)
    reply_sv = models.CharField(_("expected answer (Swedish)"), max_length=120, blank=True)

    panels = [
        MultiFieldPanel([FieldPanel("hours_en"), FieldPanel("hours_fi"), FieldPanel("hours_sv")], heading=_("Opening hours")),
        MultiFieldPanel([FieldPanel("reply_en"), FieldPanel("reply_fi"), FieldPanel("reply_sv")], heading=_("Expected answer")),
    ]

    class Meta:
        verbose_name = _("contact hours")
        default_permissions = ("change",)

    def __str__(self) -> str:
        return self.hours_en

    def hours_in(self, language: str) -> str:
        """In the reader's language; nothing rather than a promise in another one."""
        return str(getattr(self, f"hours_{language}", ""))

    def reply_in(self, language: str) -> str:
        return str(getattr(self, f"reply_{language}", ""))
