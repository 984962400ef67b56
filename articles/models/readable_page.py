from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from articles.models.served_page import ServedByView
from kbsite.accounts.audience import Audience


class ReadablePage(ServedByView, Page):
    """What sections and articles share: who may read them, and how they are served.

    The page's own `audience` is what an editor chose; `effective_audience` is the strictest of it and of every section
    above. `articles.audiences` keeps it; every read path filters on it. Until it is computed nobody but staff sees the page.
    """

    audience = models.CharField(
        _("who may read it"),
        max_length=20,
        choices=Audience.choices,
        default=Audience.PUBLIC,
        help_text=_("A stricter choice on a section above counts for everything below it."),
    )
    effective_audience = models.CharField(max_length=20, choices=Audience.choices, default=Audience.STAFF, editable=False)

    class Meta:
        abstract = True
