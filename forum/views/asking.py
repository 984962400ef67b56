"""The ask form. Everything works by plain sending; scripts only save the way to the server and back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.drafts import drop_draft, keep_draft, kept_draft
from forum.forms import AskForm
from forum.limiting import take_preview, take_question, take_suggestions
from forum.models import Board, Topic
from forum.posted import forget_local_draft
from forum.posting import start_topic
from forum.suggesting import suggestions_for
from forum.texts import render_post
from kbsite.limits.taking import LimitReached
from kbsite.search.signals import help_wanted
from kbsite.text.markdown import TextTooLong
from kbsite.visitors.who import begin_visit

DRAFT = "ask"
FIELDS = ("title", "source", "board", "product", "language", "tags")


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    boards = list(Board.objects.visible_to(request.user))
    if request.method != "POST":
        return _show(request, _first_form(request, boards))
    form = AskForm(request.POST, boards=boards)
    if "check" in request.POST:
        return _show(request, _unbound(form, boards))
    if "preview" in request.POST:
        return _show(request, _unbound(form, boards), preview=preview_of(request))
    if not form.is_valid():
        return _show(request, form, status=422)
    if not request.user.is_authenticated:
        return _keep_and_sign_in(request)
    return _post(request, form, boards)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The list beside the title, as a piece of HTML, while the title is typed."""
    title = request.GET.get("title", "")[:200]
    try:
        take_suggestions(request)
    except LimitReached as reached:
        return _too_many(reached)
    found = suggestions_for(request.user, title=title, language=get_language() or "en")
    return render(request, "forum/ask/suggestions.html", {"suggestions": found, "title": title})


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The text as it will look: made by the same renderer as the published one."""
    try:
        take_preview(request)
    except LimitReached as reached:
        return _too_many(reached)
    return render(request, "forum/preview.html", {"preview": preview_of(request)})


def _post(request: HttpRequest, form: AskForm, boards: list[Board]) -> HttpResponse:
    data = form.cleaned_data
    try:
        board = data["board"] or _board_for_anything(boards)
        take_question(request)
        begin_visit(request)
        topic = start_topic(
            board=board,
            by=request.user,
            title=data["title"],
            source=data["source"],
            language=data["language"],
            product=data["product"],
            tags=data["tags"],
            fallback_language=get_language() or "en",
        )
    except LimitReached:
        form.add_error(None, _("You have asked many questions today. Your text is kept here: send it tomorrow, or contact us."))
        return _show(request, form, status=429)
    except (ValidationError, TextTooLong, PermissionDenied) as refusal:
        form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal))
        return _show(request, form, status=422)
    drop_draft(request, DRAFT)
    help_wanted.send_robust(sender=Topic, request=request, step="asked")
    messages.success(request, _("Your question is posted. You will be told when somebody replies."))
    return forget_local_draft(HttpResponseRedirect(topic.get_absolute_url()), DRAFT)


def _board_for_anything(boards: list[Board]) -> Board:
    """The last one in the list: boards for anything stand at its end."""
    if not boards:
        raise ValidationError(_("There is no board yet. Contact us instead."))
    return boards[-1]


def _first_form(request: HttpRequest, boards: list[Board]) -> AskForm:
    """What was kept from before signing in; the words somebody searched for become the title."""
    initial = {name: request.GET[name][:200] for name in ("title", "product") if request.GET.get(name)}
    slug = request.GET.get("board", "")
    initial["board"] = next((board.pk for board in boards if board.slug == slug), None)
    return AskForm(initial=initial | kept_draft(request, DRAFT), boards=boards)


def _unbound(form: AskForm, boards: list[Board]) -> AskForm:
    """The same words without complaints: looking for answers or at a preview is no attempt to send."""
    return AskForm(initial={name: form.data.get(name, "") for name in FIELDS}, boards=boards)


def _show(request: HttpRequest, form: AskForm, *, status: int = 200, preview: str = "") -> HttpResponse:
    title = str(form["title"].value() or "")
    found = suggestions_for(request.user, title=title, language=get_language() or "en") if title.strip() else []
    context = {"form": form, "draft_key": DRAFT, "suggestions": found, "title": title, "preview": preview}
    return render(request, "forum/ask/index.html", context, status=status)


def _keep_and_sign_in(request: HttpRequest) -> HttpResponse:
    keep_draft(request, DRAFT, {name: request.POST.get(name, "") for name in FIELDS})
    messages.info(request, _("Your question is kept. Sign in or make an account, then send it."))
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': reverse('forum:ask')})}")


def preview_of(request: HttpRequest) -> str:
    """Safe HTML of the text that was sent; empty for a text that is too long, which sending it will tell."""
    try:
        return render_post(request.POST.get("source", ""), fallback_language=get_language() or "en").html
    except TextTooLong:
        return ""


def _too_many(reached: LimitReached) -> HttpResponse:
    return HttpResponse(status=429, headers={"Retry-After": str(reached.retry_after)})
