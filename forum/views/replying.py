"""Reply and edit: their own pages, which the composer of the topic page sends to as well."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.drafts import drop_draft, keep_draft, kept_draft
from forum.forms import EditForm, ReplyForm
from forum.limiting import take_edit, take_reply
from forum.models import Post, Topic
from forum.permissions import check_can_edit_post
from forum.posted import forget_local_draft
from forum.posting import edit_post, reply_to_topic
from forum.quoting import quoted
from forum.reading import visible_topic
from forum.views.asking import preview_of
from forum.views.inserting import is_looking, looked_for, words_so_far
from forum.views.topic import address_of
from kbsite.limits.taking import LimitReached
from kbsite.text.markdown import TextTooLong
from kbsite.visitors.who import begin_visit


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    topic = visible_topic(request.user, pk)
    draft_key = f"reply-{topic.pk}"
    if request.method != "POST":
        return _show_reply(request, topic, ReplyForm(initial={"source": _first_words(request, topic, draft_key)}))
    if is_looking(request):
        return _show_reply(request, topic, ReplyForm(initial=words_so_far(request)))
    form = ReplyForm(request.POST)
    if "preview" in request.POST:
        words = {"source": request.POST.get("source", "")}
        return _show_reply(request, topic, ReplyForm(initial=words), preview=preview_of(request))
    if not form.is_valid():
        return _show_reply(request, topic, form, status=422)
    if not request.user.is_authenticated:
        keep_draft(request, draft_key, {"source": form.cleaned_data["source"]})
        messages.info(request, _("Your reply is kept. Sign in or make an account, then send it."))
        back = reverse("forum:reply", args=[topic.pk])
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': back})}")
    try:
        take_reply(request)
        begin_visit(request)
        post = reply_to_topic(topic=topic, by=request.user, source=form.cleaned_data["source"])
    except LimitReached:
        form.add_error(None, _("That was many replies in a short time. Your text is kept here: send it again in a minute."))
        return _show_reply(request, topic, form, status=429)
    except (ValidationError, TextTooLong, PermissionDenied) as refusal:
        form.add_error(None, refusal.messages if isinstance(refusal, ValidationError) else str(refusal))
        return _show_reply(request, topic, form, status=422)
    drop_draft(request, draft_key)
    return forget_local_draft(HttpResponseRedirect(address_of(post)), draft_key)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("topic__board"), pk=pk)
    check_can_edit_post(request.user, post)
    if request.method != "POST":
        words = {"title": post.topic.title, "source": post.source, "tags": ", ".join(post.topic.tags.names())}
        return _show_edit(request, post, EditForm(initial=words, for_question=post.is_question))
    if is_looking(request):
        words = words_so_far(request, ("title", "source", "tags"))
        return _show_edit(request, post, EditForm(initial=words, for_question=post.is_question))
    form = EditForm(request.POST, for_question=post.is_question)
    if "preview" in request.POST:
        words = {name: request.POST.get(name, "") for name in ("title", "source", "tags")}
        return _show_edit(request, post, EditForm(initial=words, for_question=post.is_question), preview=preview_of(request))
    if not form.is_valid():
        return _show_edit(request, post, form, status=422)
    try:
        take_edit(request)
        post = edit_post(
            post=post,
            by=request.user,
            source=form.cleaned_data["source"],
            title=form.cleaned_data.get("title", ""),
            tags=form.cleaned_data.get("tags"),
        )
    except LimitReached:
        form.add_error(None, _("That was many changes in a short time. Your text is kept here: send it again in some minutes."))
        return _show_edit(request, post, form, status=429)
    except (ValidationError, TextTooLong) as refusal:
        form.add_error(None, refusal.messages if isinstance(refusal, ValidationError) else str(refusal))
        return _show_edit(request, post, form, status=422)
    post.topic.refresh_from_db(fields=["slug"])
    return forget_local_draft(HttpResponseRedirect(address_of(post)), f"edit-{post.pk}")


def _first_words(request: HttpRequest, topic: Topic, draft_key: str) -> str:
    """What was kept, and below it the quotation that was asked for."""
    words = kept_draft(request, draft_key).get("source", "")
    number = request.GET.get("quote", "")
    if number.isascii() and number.isdigit() and len(number) < 8:
        post = Post.objects.visible_to(request.user).filter(topic=topic, number=int(number)).select_related("author").first()
        if post is not None and not post.is_hidden:
            words = f"{words}\n\n{quoted(post)}\n\n".lstrip()
    return words


def _show_reply(request: HttpRequest, topic: Topic, form: ReplyForm, *, status: int = 200, preview: str = "") -> HttpResponse:
    context = {"topic": topic, "form": form, "draft_key": f"reply-{topic.pk}", "preview": preview}
    context["picker_words"] = looked_for(request)
    return render(request, "forum/reply/index.html", context, status=status)


def _show_edit(request: HttpRequest, post: Post, form: EditForm, *, status: int = 200, preview: str = "") -> HttpResponse:
    context = {"post": post, "topic": post.topic, "form": form, "draft_key": f"edit-{post.pk}", "preview": preview}
    context["picker_words"] = looked_for(request)
    return render(request, "forum/edit/index.html", context, status=status)
