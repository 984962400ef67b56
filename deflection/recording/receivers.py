"""What articles and the forum announce becomes events. They know nothing of measurement; a failure here harms no page."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from articles.models import ArticlePage, ArticleVote
from articles.signals import article_viewed, article_voted
from deflection.recording.masking import masked_terms
from deflection.recording.reading import follow_this_visit, note_view
from deflection.recording.write import record
from forum.models import Topic
from forum.signals import me_too_said, reply_accepted, topic_viewed
from kbsite.accounts.models import User
from kbsite.accounts.roles import is_staff_member
from kbsite.search.signals import searched
from kbsite.visitors.who import ActorClass, Visitor, visitor_of

# The articles' word for an answer -> the catalogue's.
ANSWERS = {"yes": "yes", "no": "no", "looking": "browsing"}


@receiver(article_viewed, dispatch_uid="deflection.article_viewed")
def note_article_view(sender: object, *, request: HttpRequest, page: ArticlePage, **more: Any) -> None:
    _note_search_click(request, page.content_ref)
    note_view(
        request,
        content=page.content_ref,
        revision=page.live_revision_id,
        language=page.locale.language_code,
        is_preview=getattr(request, "is_preview", False),
    )


@receiver(article_voted, dispatch_uid="deflection.article_voted")
def note_article_vote(sender: object, *, request: HttpRequest, page: ArticlePage, vote: ArticleVote, **more: Any) -> None:
    record(
        "vote",
        visitor=follow_this_visit(request),
        content=page.content_ref,
        revision=vote.revision_id,
        language=page.locale.language_code,
        payload={"answer": ANSWERS[vote.answer]},
    )


@receiver(topic_viewed, dispatch_uid="deflection.topic_viewed")
def note_topic_view(sender: object, *, request: HttpRequest, topic: Topic, **more: Any) -> None:
    is_author = request.user.is_authenticated and topic.asker_id == request.user.pk
    _note_search_click(request, f"topic:{topic.key}")
    note_view(request, content=f"topic:{topic.key}", language=topic.language, is_author=is_author)


@receiver(searched, dispatch_uid="deflection.searched")
def note_search(
    sender: object, *, request: HttpRequest, terms: str, language: str, total: int, is_degraded: bool, **more: Any
) -> None:
    # A search that fell back to titles says nothing about what there is to find.
    if not is_degraded:
        record("search", visitor=visitor_of(request), language=language, payload={"terms": terms, "hits": total})


def _note_search_click(request: HttpRequest, content: str) -> None:
    """The browser says that it comes from our own results page."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return
    try:
        # An address is understood in its own language, whichever this page is in.
        with override(get_language_from_path(came_from.path) or settings.LANGUAGE_CODE):
            view_name = resolve(came_from.path).view_name
    except Resolver404:
        return
    if view_name == "search:results":
        terms = masked_terms(parse_qs(came_from.query).get("q", [""])[0])
        record("search_click", visitor=visitor_of(request), content=content, payload={"terms": terms} if terms else {})


@receiver(me_too_said, dispatch_uid="deflection.me_too_said")
def note_me_too(sender: object, *, topic: Topic, by: User | None, **more: Any) -> None:
    _record_without_key("me_too", topic, by)


@receiver(reply_accepted, dispatch_uid="deflection.reply_accepted")
def note_accepted_reply(sender: object, *, topic: Topic, by: User, **more: Any) -> None:
    # Staff may accept too; only the person who asked can say that it solved the problem.
    if by.pk == topic.asker_id:
        _record_without_key("reply_accepted", topic, by)


def _record_without_key(type_name: str, topic: Topic, by: User | None) -> None:
    """The forum tells of these after the request, so a browser's wish not to be followed is unknown: no key then."""
    if by is not None and is_staff_member(by):
        return
    keyless = Visitor(ActorClass.PERSON, has_refused=True)
    record(type_name, visitor=keyless, content=f"topic:{topic.key}", language=topic.language)
