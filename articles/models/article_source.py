"""Which answer an article grew from. The room that the answer lives in is known only by a name and two keys."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.article_flag import FlagReason


class Credit(models.TextChoices):
    """Whether the person who gave the answer may be named."""

    NOT_ASKED = "not_asked", _("Not asked")
    ASKED = "asked", pgettext_lazy("person", "Asked")
    GIVEN = "given", _("May be named")
    REFUSED = "refused", _("Does not want to be named")


class ArticleSource(models.Model):
    """One answer that became an article, or a part of one. Deleting the article forgets it, so the answer is free again."""

    article = models.ForeignKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="sources")
    # The kind names a registered room ("topic"), the key what readers open there, the answer key the one text of it.
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    answer_key = models.CharField(max_length=40)
    # Whether the words went into an article that was there before.
    is_update = models.BooleanField(default=False)
    # The draft with these words. What was published from it, or after it, holds them; readers see the link from then on.
    revision_id = models.BigIntegerField()
    # What the article was before an update: the way back.
    base_revision_id = models.BigIntegerField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    contributor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="written_up_answers"
    )
    credit = models.CharField(_("credit"), max_length=10, choices=Credit.choices, default=Credit.NOT_ASKED)
    # When the people who wait for it were told; they are told once.
    announced_at = models.DateTimeField(null=True)
    # Why the answer no longer holds, as the last look at it found; empty while it does.
    trouble = models.CharField(max_length=30, choices=FlagReason.choices, blank=True)

    class Meta:
        verbose_name = _("source of an article")
        verbose_name_plural = _("sources of articles")
        constraints = [
            # Two people who press at the same time make one draft.
            models.UniqueConstraint(
                fields=["kind", "answer_key"], condition=models.Q(is_update=False), name="articles_source_one_article_an_answer"
            ),
            models.UniqueConstraint(fields=["kind", "answer_key", "article"], name="articles_source_once_an_article"),
        ]
        indexes = [
            # "Written up as" on the page of what it came from.
            models.Index(fields=["kind", "key"], name="articles_source_of_origin"),
            # The worker's question: whom is still to be told?
            models.Index(fields=["id"], condition=models.Q(announced_at__isnull=True), name="articles_source_to_announce"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"
