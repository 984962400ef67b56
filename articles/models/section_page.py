from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from articles.models.readable_page import ReadablePage
from articles.querysets import SectionManager
from articles.reserved import is_reserved


class SectionIcon(models.TextChoices):
    """Icons of static/icons.svg that can stand for a subject."""

    BOOK = "book", _("Book")
    BOLT = "bolt", _("Bolt")
    CALENDAR = "calendar", _("Calendar")
    CARD = "card", _("Card")
    CHAT = "chat", _("Speech bubbles")
    CLOUD = "cloud", _("Cloud")
    DOC = "doc", _("Document")
    DOWNLOAD = "download", _("Download")
    GLOBE = "globe", _("Globe")
    KEY = "key", _("Key")
    LAPTOP = "laptop", _("Laptop")
    MAIL = "mail", _("Letter")
    MEETING = "meeting", _("Camera")
    NETWORK = "network", _("Network")
    PEOPLE = "people", _("People")
    PHONE = "phone", _("Phone")
    PRINTER = "printer", _("Printer")
    SHIELD = "shield", _("Shield")
    WRENCH = "wrench", _("Wrench")


class SectionPage(ReadablePage):
    """A subject that articles are sorted under; sections can hold sections."""

    intro = models.CharField(_("description"), max_length=300, blank=True, help_text=_("One line for people who browse."))
    icon = models.CharField(_("icon"), max_length=20, choices=SectionIcon.choices, default=SectionIcon.BOOK)

    objects = SectionManager()

    TOP_DEPTH = 3  # below the start page, which is below the tree's root

    served_by = "articles.views.section.show_section"
    parent_page_types = ["articles.HomePage", "articles.SectionPage"]
    subpage_types = ["articles.SectionPage", "articles.ArticlePage"]
    content_panels = [*ReadablePage.content_panels, FieldPanel("intro"), FieldPanel("icon")]
    settings_panels = [MultiFieldPanel([FieldPanel("audience")], heading=_("Readers")), *ReadablePage.settings_panels]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        indexes = [
            # visible_to(): the filter of every read path.
            models.Index(fields=["effective_audience"], name="articles_section_audience"),
        ]

    def clean(self) -> None:
        super().clean()
        if self.depth == self.TOP_DEPTH and is_reserved(self.slug):
            raise ValidationError({"slug": _("This address belongs to another part of the site.")})
