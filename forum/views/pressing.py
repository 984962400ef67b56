"""Buttons: helpful, I have this too, accept. Each form says what should hold, so that a second press changes nothing."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.accepting import accept_reply, withdraw_acceptance
from forum.limiting import take_press
from forum.models import Post
from forum.reading import visible_topic
from forum.views.topic import address_of
from forum.visitor_keys import visitor_key
from forum.voting import set_helpful, set_me_too
from kbsite.limits.taking import LimitReached
from kbsite.visitors.who import begin_visit


@require_POST
def helpful(request: HttpRequest, pk: int) -> HttpResponse:
    post = _visible_post(request, pk)
    wanted = request.POST.get("value") != "0"
    return _press(
        request, address_of(post), lambda: set_helpful(post=post, by=request.user, is_helpful=wanted), wanted, signed_in=True
    )


@require_POST
def me_too(request: HttpRequest, pk: int) -> HttpResponse:
    topic = visible_topic(request.user, pk)
    wanted = request.POST.get("value") != "0"
    by = request.user if request.user.is_authenticated else None
    key = visitor_key(request, topic, make=by is None)
    return _press(
        request,
        topic.get_absolute_url() + "#me-too",
        lambda: set_me_too(topic=topic, by=by, visitor_key=key, has_it=wanted),
        wanted,
    )


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    post = _visible_post(request, pk)

    def act() -> int:
        accept_reply(post=post, by=request.user)
        messages.success(request, _("Marked as the solution. Others with the same problem see it first now."))
        return 1

    return _press(request, address_of(post), act, True, signed_in=True)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    post = _visible_post(request, pk)

    def act() -> int:
        withdraw_acceptance(post=post, by=request.user)
        messages.success(request, _("It is no longer marked as the solution. Nothing was deleted."))
        return 0

    return _press(request, address_of(post), act, False, signed_in=True)


def _press(request: HttpRequest, back: str, act: Callable[[], int], wanted: bool, *, signed_in: bool = False) -> HttpResponse:
    """Do it once, and answer a script with the new count or a person with the page it came from."""
    wants_json = request.headers.get("Accept") == "application/json"
    if signed_in and not request.user.is_authenticated:
        login = f"{reverse('account_login')}?{urlencode({'next': back})}"
        return JsonResponse({"sign_in": login}, status=401) if wants_json else HttpResponseRedirect(login)
    try:
        take_press(request)
        begin_visit(request)
        count = act()
    except LimitReached as reached:
        sentence, status = _("That was many presses in a short time. Try again in some minutes."), 429
        if wants_json:
            return JsonResponse({"error": sentence}, status=status, headers={"Retry-After": str(reached.retry_after)})
        messages.error(request, sentence)
    except (PermissionDenied, ValidationError) as refusal:
        sentence = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
        if wants_json:
            return JsonResponse({"error": sentence}, status=403)
        messages.error(request, sentence)
    else:
        if wants_json:
            return JsonResponse({"count": count, "pressed": wanted})
    return HttpResponseRedirect(back)


def _visible_post(request: HttpRequest, pk: int) -> Post:
    return get_object_or_404(Post.objects.visible_to(request.user).select_related("topic"), pk=pk)
