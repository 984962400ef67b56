"""The moderator's buttons. Hiding and locking ask for a reason on a small page; the way back is one press."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from forum import moderating
from forum.forms import ReasonForm
from forum.models import Post, Topic
from forum.permissions import check_can_moderate
from forum.reading import visible_topic
from forum.views.topic import address_of

_HIDE_POST = (gettext_lazy("Hide this post?"), gettext_lazy("A short note stays in its place. The author is told the reason."))
_HIDE_TOPIC = (
    gettext_lazy("Hide this topic?"),
    gettext_lazy("Only moderators see it then. The author is told the reason. You can show it again."),
)
_LOCK = (gettext_lazy("Close this topic?"), gettext_lazy("It stays readable and takes no replies. Readers see the reason."))


@require_http_methods(["GET", "HEAD", "POST"])
def hide_post(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("topic"), pk=pk)
    words = _HIDE_TOPIC if post.is_question else _HIDE_POST
    return _with_reason(
        request,
        post.topic,
        words,
        address_of(post),
        lambda reason: moderating.hide_post(post=post, by=request.user, reason=reason),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def lock_topic(request: HttpRequest, pk: int) -> HttpResponse:
    topic = visible_topic(request.user, pk)
    return _with_reason(
        request,
        topic,
        _LOCK,
        topic.get_absolute_url(),
        lambda reason: moderating.lock_topic(topic=topic, by=request.user, reason=reason),
    )


@require_POST
def unhide_post(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("topic"), pk=pk)
    moderating.unhide_post(post=post, by=request.user)
    return HttpResponseRedirect(address_of(post))


@require_POST
def unhide_topic(request: HttpRequest, pk: int) -> HttpResponse:
    topic = visible_topic(request.user, pk)
    moderating.unhide_topic(topic=topic, by=request.user)
    return HttpResponseRedirect(topic.get_absolute_url())


@require_POST
def unlock_topic(request: HttpRequest, pk: int) -> HttpResponse:
    topic = visible_topic(request.user, pk)
    moderating.unlock_topic(topic=topic, by=request.user)
    return HttpResponseRedirect(topic.get_absolute_url())


@require_POST
def pin_topic(request: HttpRequest, pk: int) -> HttpResponse:
    topic = visible_topic(request.user, pk)
    moderating.pin_topic(topic=topic, by=request.user, is_pinned=request.POST.get("value") != "0")
    return HttpResponseRedirect(topic.get_absolute_url())


@require_POST
def needs_information(request: HttpRequest, pk: int) -> HttpResponse:
    topic = visible_topic(request.user, pk)
    moderating.ask_for_information(topic=topic, by=request.user, is_needed=request.POST.get("value") != "0")
    return HttpResponseRedirect(topic.get_absolute_url())


def _with_reason(
    request: HttpRequest, topic: Topic, words: tuple[str, str], back: str, act: Callable[[str], None]
) -> HttpResponse:
    check_can_moderate(request.user)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act(form.cleaned_data["reason"])
        messages.success(request, _("Done."))
        return HttpResponseRedirect(back)
    context = {"topic": topic, "form": form, "heading": words[0], "explanation": words[1], "back": back}
    return render(request, "forum/reason/index.html", context, status=422 if request.method == "POST" else 200)
