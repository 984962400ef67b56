from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from articles.forms import TellMeForm, VoteForm
from articles.models import ArticlePage
from articles.selectors.article import article_view
from articles.signals import article_viewed
from articles.structured import article_data
from articles.voters import voter_key
from kbsite.accounts.audience import audiences_for
from kbsite.search.signals import content_opened
from kbsite.security import policy_with_frames


def show_article(request: HttpRequest, page: ArticlePage) -> HttpResponse:
    """An article in its own language, inside an interface in the reader's."""
    is_preview = bool(getattr(request, "is_preview", False))
    if not is_preview and (not page.live or page.effective_audience not in audiences_for(request.user)):
        raise Http404
    view = article_view(
        page,
        user=request.user,
        language=get_language(),
        voter_key="" if is_preview else voter_key(request, page),
        today=timezone.localdate(),
        is_preview=is_preview,
    )
    request.language_versions = view.versions.menu()
    context = {
        "view": view,
        "area": "articles",
        "page": page,
        "is_preview": is_preview,
        "vote_form": VoteForm.following(view.vote),
        "tell_me_form": TellMeForm(auto_id="tell-%s", initial=TellMeForm.initial_for(request.user)),
        "alternates": view.versions.by_language() if view.is_public else {},
        "json_ld": article_data(view) if view.is_public and not is_preview else None,
    }
    response = render(request, "articles/article/index.html", context)
    if view.frames:
        response.headers["Content-Security-Policy"] = policy_with_frames(view.frames)
    if not is_preview:
        article_viewed.send_robust(sender=ArticlePage, request=request, page=page)
        content_opened.send_robust(sender=ArticlePage, request=request, content=page.content_ref)
    return response
