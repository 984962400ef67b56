from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from articles.models.served_page import ServedByView


class HomePage(ServedByView, Page):
    """The start of the help site in one language. Everything that it shows is chosen by selectors, not by editors."""

    max_count_per_parent = 3  # one a language
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["articles.SectionPage"]
    served_by = "articles.views.home.show_home"

    class Meta:
        verbose_name = _("start page")
        verbose_name_plural = _("start pages")
