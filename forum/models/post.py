"""What somebody wrote: the question is post 1 of its topic, every reply a later number."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.querysets import PostQuerySet


class SourceFormat(models.TextChoices):
    MARKDOWN = "markdown", "Markdown"
    HTML = "html", "HTML"


class Post(models.Model):
    """One post. `html` is made by kbsite.text when it is written and never on read."""

    topic = models.ForeignKey("forum.Topic", on_delete=models.CASCADE, related_name="posts")
    # 1, 2, 3, ... without a gap. Page N is a range of numbers, so page 20 costs what page 1 costs, and links stay.
    number = models.PositiveIntegerField()
    # Null when the person asked to be forgotten.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="posts")
    # Written as somebody who worked here. A fact of that day: who leaves the desk keeps the badge on old answers.
    is_by_staff = models.BooleanField(default=False)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="en")
    source = models.TextField()
    source_format = models.CharField(max_length=10, choices=SourceFormat.choices, default=SourceFormat.MARKDOWN)
    html = models.TextField()
    renderer_version = models.PositiveSmallIntegerField()

    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    edit_count = models.PositiveSmallIntegerField(default=0)
    is_hidden = models.BooleanField(default=False)
    hide_reason = models.CharField(max_length=250, blank=True)
    helpful_count = models.PositiveIntegerField(default=0)
    # Votes given elsewhere, before an import: a count that has no rows here.
    imported_helpful = models.PositiveIntegerField(default=0)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            # Serves the page of a topic (a range of numbers), and decides the race between two replies.
            models.UniqueConstraint(fields=["topic", "number"], name="forum_post_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="forum_post_number_from_one"),
            models.CheckConstraint(condition=Q(is_hidden=False) | ~Q(hide_reason=""), name="forum_post_hidden_with_a_reason"),
        ]
        indexes = [
            # Posts to be rendered again after the renderer changed.
            models.Index(fields=["renderer_version", "id"], name="forum_post_renderer"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}#{self.number}"

    def get_absolute_url(self) -> str:
        """The permalink; it survives moves because it asks for the page anew."""
        return reverse("forum:post", args=[self.pk])

    @property
    def is_question(self) -> bool:
        return self.number == 1


class PostRevision(models.Model):
    """How a post read before an edit. The post itself holds the present text."""

    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="revisions")
    # 0 is the text as first written, then one more with each edit.
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150, blank=True)  # of the topic; only for the question
    source = models.TextField()
    html = models.TextField()
    written_at = models.DateTimeField()
    # Who replaced this text, and when; the author of the text itself is the post's, or the editor before.
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # Serves the history page in order.
            models.UniqueConstraint(fields=["post", "number"], name="forum_post_revision_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} v{self.number}"
