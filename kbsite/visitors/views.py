"""The privacy page and its buttons. Everything works without JavaScript."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from kbsite.visitors import wishes
from kbsite.visitors.choosing import Decision, keep_decision
from kbsite.visitors.forms import DecisionForm
from kbsite.visitors.who import visitor_of

SAID = {
    Decision.AGREE: _("Thank you. This browser is remembered for 14 days."),
    Decision.OBJECT: _("Noted. Nothing you do here is followed any more."),
    Decision.WITHDRAW: _("This browser is no longer remembered."),
}


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    wish = wishes.wish_of(request)
    return render(
        request,
        "visitors/privacy/index.html",
        {
            "visitor": visitor_of(request),
            "choice": wish.choice.value,
            "has_signal": wishes.asks_not_to_be_followed(request),
            "has_objected": wish.choice == wishes.Choice.OBJECTED
            or (request.user.is_authenticated and not request.user.may_be_measured),
        },
    )


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Please choose one of the buttons."))
    response = redirect(form.cleaned_data["next"] or "visitors:privacy")
    keep_decision(request=request, response=response, decision=form.cleaned_data["decision"])
    messages.success(request, SAID[form.cleaned_data["decision"]])
    return response
