"""Where topics live: a small tree of boards."""

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forum.querysets import BoardQuerySet
from kbsite.accounts.audience import Audience


class Board(models.Model):
    """A place for topics about one area. `forum.arranging` is the only writer."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("inside"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    title_en = models.CharField(_("title in English"), max_length=80)
    title_fi = models.CharField(_("title in Finnish"), max_length=80, blank=True)
    title_sv = models.CharField(_("title in Swedish"), max_length=80, blank=True)
    description_en = models.CharField(_("description in English"), max_length=250, blank=True)
    description_fi = models.CharField(_("description in Finnish"), max_length=250, blank=True)
    description_sv = models.CharField(_("description in Swedish"), max_length=250, blank=True)
    audience = models.CharField(_("for whom"), max_length=20, choices=Audience.choices, default=Audience.PUBLIC)
    # The strictest audience on the way up the tree: a public board inside a staff board is for staff. Every read filters
    # on this one column; arranging keeps it and recount_forum rebuilds it.
    effective_audience = models.CharField(max_length=20, choices=Audience.choices, default=Audience.PUBLIC, editable=False)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("board")
        verbose_name_plural = _("boards")
        ordering = ["sort_order", "title_en"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forum:board", args=[self.slug])

    @property
    def title(self) -> str:
        """In the reader's language; English stands in for what is not translated."""
        return getattr(self, f"title_{get_language() or 'en'}", "") or self.title_en

    @property
    def description(self) -> str:
        return getattr(self, f"description_{get_language() or 'en'}", "") or self.description_en
