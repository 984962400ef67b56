from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from forum.drafts import kept_draft
from forum.forms import ReplyForm
from forum.models import Post, Topic
from forum.reading import page_of, topic_page, visible_topic
from forum.signals import topic_viewed
from forum.structured import question_page
from forum.suggesting import similar_topics
from forum.viewing import count_view
from forum.visitor_keys import visitor_key
from kbsite.search.signals import content_opened


@require_safe
def topic(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    shown = visible_topic(request.user, pk)
    if slug != shown.slug:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(shown.get_absolute_url() + (f"?{query}" if query else ""))
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdigit() and len(number) < 8):
        raise Http404("no such page")
    page = topic_page(shown, request.user, page=int(number), visitor_key=visitor_key(request, shown))
    draft = kept_draft(request, f"reply-{shown.pk}")
    response = render(
        request,
        "forum/topic/index.html",
        {
            "page": page,
            "topic": shown,
            "form": ReplyForm(initial=draft),
            "draft_key": f"reply-{shown.pk}",
            "similar": similar_topics(request.user, shown),
            "structured": question_page(page),
        },
    )
    if request.method == "GET" and page.page == 1:
        count_view(request, shown.pk)
        topic_viewed.send_robust(sender=Topic, topic=shown, request=request)
        content_opened.send_robust(sender=Topic, request=request, content=shown.content_ref)
    return response


@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """The permalink of a post: it leads to wherever the post stands now."""
    found = get_object_or_404(Post.objects.visible_to(request.user).select_related("topic").defer("source", "html"), pk=pk)
    return HttpResponseRedirect(address_of(found))


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Post.objects.visible_to(request.user).select_related("topic__board", "author"), pk=pk)
    revisions = found.revisions.select_related("replaced_by").order_by("-number")
    return render(request, "forum/history/index.html", {"post": found, "topic": found.topic, "revisions": revisions})


def address_of(post: Post) -> str:
    """The page of the topic that holds the post, and the place on it."""
    page = page_of(post.number)
    return f"{post.topic.get_absolute_url()}{f'?page={page}' if page > 1 else ''}#post-{post.number}"
