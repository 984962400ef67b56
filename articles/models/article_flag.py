"""Somebody, or something, says that an article needs a look. A flag is work: it has an owner and an end."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FlagReason(models.TextChoices):
    """Why. The first group is what people choose; the second is what the site notices at the answer behind the article."""

    OUTDATED = "outdated", _("It is out of date")
    WRONG = "wrong", _("Something in it is wrong")
    UNCLEAR = "unclear", _("It is hard to follow")
    INCOMPLETE = "incomplete", _("Something is missing")
    DUPLICATE = "duplicate", _("Another article says the same")
    OTHER = "other", _("Something else")
    SOURCE_NOT_ACCEPTED = "source_not_accepted", _("The answer behind it is no longer accepted as the solution")
    SOURCE_HIDDEN = "source_hidden", _("The answer behind it was hidden or removed")
    SOURCE_NO_LONGER_WORKS = "source_no_longer_works", _("A reader says that the answer behind it no longer works")


CHOSEN_BY_PEOPLE = (
    FlagReason.OUTDATED,
    FlagReason.WRONG,
    FlagReason.UNCLEAR,
    FlagReason.INCOMPLETE,
    FlagReason.DUPLICATE,
    FlagReason.OTHER,
)


class FlagOutcome(models.TextChoices):
    """How a flag ended."""

    FIXED = "fixed", _("The article was corrected")
    STILL_RIGHT = "still_right", _("The article is right as it stands")
    ARCHIVED = "archived", _("The article was archived")
    SOURCE_HOLDS = "source_holds", _("The answer behind it holds again")


class ArticleFlag(models.Model):
    """One matter about one article, open until somebody says how it ended."""

    article = models.ForeignKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="flags", verbose_name=_("article"))
    # The answer behind the article that this is about, when the site itself noticed it.
    source = models.ForeignKey(
        "articles.ArticleSource", null=True, blank=True, on_delete=models.SET_NULL, related_name="flags", editable=False
    )
    reason = models.CharField(_("reason"), max_length=30, choices=FlagReason.choices)
    comment = models.TextField(_("comment"), max_length=1000, blank=True)
    # Null for visitors, and for what the site noticed.
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("raised by")
    )
    raised_at = models.DateTimeField(_("raised"), default=timezone.now)
    # Null only while nobody who works here could take it.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="article_flags",
        verbose_name=pgettext_lazy("flag", "owner"),
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=FlagOutcome.choices, blank=True)
    note = models.TextField(_("what was done"), max_length=1000, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("closed by")
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("flag of an article")
        verbose_name_plural = _("flags of articles")
        ordering = ["-raised_at", "-id"]
        default_permissions = ("view", "change")
        constraints = [
            # The same trouble of the same answer is one matter, however often the worker looks.
            models.UniqueConstraint(
                fields=["source", "article"], condition=Q(closed_at__isnull=True), name="articles_flag_one_open_a_source"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="articles_flag_ends_with_an_outcome",
            ),
        ]
        indexes = [
            # "My open flags", and the open flags beside an article.
            models.Index(fields=["owner", "-raised_at"], condition=Q(closed_at__isnull=True), name="articles_flag_open_of_owner"),
            models.Index(fields=["article"], condition=Q(closed_at__isnull=True), name="articles_flag_open_of_article"),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
