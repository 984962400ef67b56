"""Open to everybody: how we measure, and the way from a reference to its page."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.models import ArticlePage
from deflection.ledger.episodes import LOOK_AHEAD, VIEWS_AN_HOUR
from deflection.ledger.exporting import LEAST_GROUP
from deflection.ledger.forgetting import FOLLOWER_DAYS
from deflection.models import ContentKind
from deflection.recording.qualifying import LEAST_SCROLL, LEAST_SECONDS
from deflection.recording.retention import EVENT_DAYS
from forum.models import Topic


@require_safe
def how_we_measure(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "reports/how_we_measure/index.html",
        {
            "look_ahead_days": LOOK_AHEAD.days,
            "least_seconds": round(LEAST_SECONDS),
            "least_scroll_percent": round(100 * LEAST_SCROLL),
            "views_an_hour": VIEWS_AN_HOUR,
            "event_months": EVENT_DAYS // 30,
            "key_days": FOLLOWER_DAYS,
            "least_group": LEAST_GROUP,
        },
    )


@require_safe
def content(request: HttpRequest, kind: str, key: uuid.UUID) -> HttpResponse:
    """To the article in the reader's language, or to the topic; what they may not see does not exist."""
    if kind == ContentKind.TOPIC:
        return redirect(get_object_or_404(Topic.objects.visible_to(request.user), key=key))
    if kind != ContentKind.ARTICLE:
        raise Http404
    versions = ArticlePage.objects.one_per_content(language=get_language() or "en", user=request.user)
    url = get_object_or_404(versions, translation_key=key).get_url(request)
    if not url:
        raise Http404
    return redirect(url)
