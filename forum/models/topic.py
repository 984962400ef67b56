"""A question (or another matter) and what was said about it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from forum.querysets import TopicQuerySet


class Topic(models.Model):
    """One topic. Counters and `last_post_at` are cached facts; forum.counters rebuilds each of them."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("topic", "Open")
        NEEDS_INFO = "needs_info", _("Needs information")

    TITLE_CHARS = 150

    # Names the topic to measurement and to other systems ("topic:<key>"); never changes, also not by a move.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    board = models.ForeignKey("forum.Board", verbose_name=_("board"), on_delete=models.PROTECT, related_name="topics")
    title = models.CharField(_("title"), max_length=TITLE_CHARS)
    slug = models.SlugField(max_length=80, editable=False)
    # Null when the person asked to be forgotten: the topic stays, without a name.
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="topics", verbose_name=_("asker")
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    product = models.ForeignKey(
        "catalog.Product", verbose_name=_("product"), null=True, blank=True, on_delete=models.SET_NULL, related_name="topics"
    )
    tags = TaggableManager(through="forum.TopicTag", blank=True)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Of the newest visible post.
    last_post_at = models.DateTimeField(default=timezone.now, editable=False)

    # Posts ever written, hidden ones too: the number of the last one, so that page numbers stay.
    post_count = models.PositiveIntegerField(default=0, editable=False)
    # Visible posts but the question.
    reply_count = models.PositiveIntegerField(default=0, editable=False)
    accepted_count = models.PositiveSmallIntegerField(default=0, editable=False)
    view_count = models.PositiveIntegerField(default=0, editable=False)
    me_too_count = models.PositiveIntegerField(default=0, editable=False)
    # Helpful votes of its visible posts together.
    helpful_count = models.PositiveIntegerField(default=0, editable=False)
    # "I have this too" said elsewhere, before an import: counts that have no rows here.
    imported_me_too = models.PositiveIntegerField(default=0, editable=False)

    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.OPEN, editable=False)
    is_pinned = models.BooleanField(_("pinned"), default=False, editable=False)
    is_locked = models.BooleanField(_("locked"), default=False, editable=False)
    lock_reason = models.CharField(_("reason for the lock"), max_length=250, blank=True, editable=False)
    is_hidden = models.BooleanField(_("hidden"), default=False, editable=False)
    hide_reason = models.CharField(_("reason for hiding"), max_length=250, blank=True, editable=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        permissions = [
            ("moderate", _("Moderates the forum: edits, hides, locks and pins what anybody wrote")),
            ("accept_replies", _("Accepts replies and asks for information in anybody's topic")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(reply_count__lte=models.F("post_count")), name="forum_topic_replies_are_posts"),
            models.CheckConstraint(condition=Q(is_hidden=False) | ~Q(hide_reason=""), name="forum_topic_hidden_with_a_reason"),
        ]
        indexes = [
            # The topic list by latest activity, over all boards and within one; the ids break ties for paging by key.
            models.Index(fields=["-last_post_at", "-id"], condition=Q(is_hidden=False), name="forum_topic_activity"),
            models.Index(
                fields=["board", "-last_post_at", "-id"], condition=Q(is_hidden=False), name="forum_topic_board_activity"
            ),
            # The list by age, and the sitemap.
            models.Index(fields=["-created_at", "-id"], condition=Q(is_hidden=False), name="forum_topic_newest"),
            # "Most people have this".
            models.Index(fields=["-me_too_count", "-id"], condition=Q(is_hidden=False), name="forum_topic_most_people"),
            # The queue of questions that nobody has answered: few rows however large the forum is.
            models.Index(
                fields=["-last_post_at", "-id"],
                condition=Q(is_hidden=False, reply_count=0),
                name="forum_topic_no_reply",
            ),
            # Solved topics: the list, the home page and the search for similar ones.
            models.Index(
                fields=["-last_post_at", "-id"],
                condition=Q(is_hidden=False, accepted_count__gt=0),
                name="forum_topic_solved",
            ),
            # "Mine".
            models.Index(fields=["asker", "-last_post_at", "-id"], name="forum_topic_of_person"),
            # Pinned topics stand above the first page of every list.
            models.Index(fields=["board"], condition=Q(is_hidden=False, is_pinned=True), name="forum_topic_pinned"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forum:topic", args=[self.pk, self.slug])

    @property
    def is_solved(self) -> bool:
        return self.accepted_count > 0

    @property
    def content_ref(self) -> str:
        """How measurement and links name this topic."""
        return f"topic:{self.key}"


class TopicTag(ItemBase):
    """A tag on a topic, with a real foreign key: the generic one of taggit would cost a join and an index more."""

    content_object = models.ForeignKey("forum.Topic", on_delete=models.CASCADE, related_name="tagged")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="topic_tags")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="forum_topic_tagged_once")]

    def __str__(self) -> str:
        return f"{self.content_object_id} {self.tag_id}"
