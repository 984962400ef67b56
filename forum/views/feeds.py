"""Atom feeds of public topics. What a feed reader fetches has no session, so only what everybody sees is in it."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum.models import Board, Post, Topic
from kbsite.text.plain import excerpt, plain_text

ENTRIES = 30
EXCERPT_CHARS = 500


@require_safe
def all_topics(request: HttpRequest) -> HttpResponse:
    return _feed(Topic.objects.visible_to(AnonymousUser()), _("Community"), reverse("forum:index"), request.path)


@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Board.objects.visible_to(AnonymousUser()), slug=slug)
    topics = Topic.objects.visible_to(AnonymousUser()).filter(board=found)
    return _feed(topics, found.title, found.get_absolute_url(), request.path)


def _feed(topics, title: str, link: str, own_path: str) -> HttpResponse:
    topics = list(topics.select_related("asker").order_by("-created_at", "-pk")[:ENTRIES])
    questions = dict(Post.objects.filter(topic__in=topics, number=1).values_list("topic_id", "html"))
    # Addresses start with the configured site, never with what a request claims its host to be.
    feed = Atom1Feed(
        title=f"{title} · {settings.SITE_NAME}",
        link=settings.SITE_URL + link,
        description="",
        language=get_language(),
        feed_url=settings.SITE_URL + own_path,
    )
    for topic in topics:
        feed.add_item(
            title=topic.title,
            link=settings.SITE_URL + topic.get_absolute_url(),
            description=excerpt(plain_text(questions.get(topic.pk, "")), EXCERPT_CHARS),
            author_name=topic.asker.public_name if topic.asker else _("Former member"),
            pubdate=topic.created_at,
            updateddate=topic.last_post_at,
            # Stays the same when the topic is moved or retitled.
            unique_id=f"urn:uuid:{topic.key}",
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
