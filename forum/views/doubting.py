"""A reader says that a solution no longer works; the desk says that it has looked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forum.forms import DoubtForm
from forum.limiting import take_press
from forum.models import Post
from forum.outdating import say_no_longer_works, settle_no_longer_works
from forum.views.topic import address_of
from kbsite.limits.taking import LimitReached


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def doubt(request: HttpRequest, pk: int) -> HttpResponse:
    post = _visible_post(request, pk)
    form = DoubtForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_press(request)
            say_no_longer_works(post=post, by=request.user, comment=form.cleaned_data["comment"])
        except LimitReached:
            form.add_error(None, _("That was many presses in a short time. Try again in some minutes."))
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("Thank you. The service desk looks at it."))
            return HttpResponseRedirect(address_of(post))
    context = {"post": post, "topic": post.topic, "form": form, "back": address_of(post)}
    return render(request, "forum/doubt/index.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    post = _visible_post(request, pk)
    settle_no_longer_works(post=post, by=request.user)
    messages.success(request, _("Done."))
    return HttpResponseRedirect(post.topic.get_absolute_url())


def _visible_post(request: HttpRequest, pk: int) -> Post:
    return get_object_or_404(Post.objects.visible_to(request.user).select_related("topic"), pk=pk)
