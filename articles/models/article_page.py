from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.search import index

from articles.blocks.body import BodyBlock
from articles.forms import ArticlePageForm
from articles.models.readable_page import ReadablePage
from articles.querysets import ArticleManager


class Confidence(models.TextChoices):
    """How far the knowledge behind an article has come (KCS)."""

    WORK_IN_PROGRESS = "work_in_progress", _("Work in progress")
    NOT_VALIDATED = "not_validated", _("Not validated")
    VALIDATED = "validated", _("Validated")
    ARCHIVED = "archived", _("Archived")


class ArticlePage(ReadablePage):
    """One answer to one issue, in one language. `owner` (Wagtail's) is the person who looks after it."""

    summary = models.TextField(
        _("in short"),
        max_length=500,
        blank=True,
        help_text=_("The answer in a sentence or two; shown in lists and first on the page."),
    )
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("body"))

    products = ParentalManyToManyField("catalog.Product", blank=True, related_name="articles", verbose_name=_("applies to"))
    # As the product's own people write them; nothing computes with it.
    product_versions = models.CharField(
        _("versions"), max_length=120, blank=True, help_text=_("Which versions of the products, such as “4.2 and later”.")
    )
    tags = ClusterTaggableManager(through="articles.ArticleTag", blank=True, verbose_name=_("tags"))

    confidence = models.CharField(
        _("confidence"),
        max_length=20,
        choices=Confidence.choices,
        default=Confidence.NOT_VALIDATED,
        help_text=_(
            "Work in progress is shown only to people who work here, whatever the readers above say. What is not validated is "
            "marked. What is archived is found in no list and no search."
        ),
    )
    # Where readers of an archived article go on.
    replaced_by = models.ForeignKey(
        "articles.ArticlePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaces",
        verbose_name=_("replaced by"),
        help_text=_("For an archived article: what to read instead."),
    )
    # Of the next draft: the workflow asks this person.
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("reviewer"),
        help_text=_("Who is asked to approve the next draft. Empty: anybody of the groups that the workflow names."),
    )
    review_by = models.DateField(_("review by"), null=True, blank=True)
    # Share of an imported translation that really is in this language, 0-1; null: written here, or not told.
    translated_share = models.FloatField(null=True, blank=True, editable=False)

    objects = ArticleManager()

    base_form_class = ArticlePageForm
    served_by = "articles.views.article.show_article"
    parent_page_types = ["articles.SectionPage"]
    subpage_types: list[str] = []
    search_fields = [
        *ReadablePage.search_fields,
        index.SearchField("summary"),
        index.FilterField("effective_audience"),
        index.FilterField("confidence"),
    ]
    content_panels = [
        *ReadablePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("products"), FieldPanel("product_versions"), FieldPanel("tags")], heading=_("Finding it")),
        InlinePanel("related_articles", heading=_("Related articles"), label=_("Article"), max_num=8),
    ]
    settings_panels = [
        MultiFieldPanel(
            [FieldPanel("audience"), FieldPanel("confidence"), PageChooserPanel("replaced_by", "articles.ArticlePage")],
            heading=_("Readers"),
        ),
        MultiFieldPanel([FieldPanel("owner"), FieldPanel("reviewer"), FieldPanel("review_by")], heading=_("Upkeep")),
        *ReadablePage.settings_panels,
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [
            # visible_to(): the filter of every read path.
            models.Index(fields=["effective_audience"], name="articles_article_audience"),
        ]

    @property
    def content_ref(self) -> str:
        """The name of this content in measurement and links, the same in every language."""
        return f"article:{self.translation_key}"
