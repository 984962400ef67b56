"""A contact as its customer sees it: signed in, or by the signed link that a guest got by mail. Others' are not there (404)."""

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deflection.contact.answering import add_customer_message
from deflection.contact.channels import channels_of
from deflection.contact.form_limits import WRITE_MORE
from deflection.contact.form_tokens import new_form_token
from deflection.contact.forms import ReplyForm, SolvedForm
from deflection.contact.querysets import contacts_behind
from deflection.contact.selectors import customer_contact, own_contacts_page
from deflection.contact.solving import answer_solved
from deflection.models import Contact, SolvedAnswer
from kbsite.limits.taking import LimitReached, person_or_address, take


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Signed in: the list. Otherwise: how to get to a contact without an account."""
    if not request.user.is_authenticated:
        return render(request, "contact/mine/signed_out.html")
    page = own_contacts_page(user=request.user, page=request.GET.get("page", 1))
    return render(request, "contact/mine/index.html", {"page": page, "page_obj": page.page_obj})


@require_safe
def received(request: HttpRequest, handle: str) -> HttpResponse:
    """After sending: the reference, what happens next, and where to follow it."""
    contact = _contact_or_404(request, handle)
    return render(request, "contact/received/index.html", {"page": customer_contact(contact), "channels": channels_of(request)})


@require_safe
def page(request: HttpRequest, handle: str) -> HttpResponse:
    return _contact_page(request, _contact_or_404(request, handle))


@require_POST
def reply(request: HttpRequest, handle: str) -> HttpResponse:
    contact = _contact_or_404(request, handle)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _contact_page(request, contact, reply_form=form, status=422)
    try:
        take(WRITE_MORE, person_or_address(request))
    except LimitReached as reached:
        form.add_error(None, _("That was a lot in a short time. Your text is still here; please send it a little later."))
        response = _contact_page(request, contact, reply_form=form, status=429)
        response["Retry-After"] = str(reached.retry_after)
        return response
    add_customer_message(contact=contact, text=form.cleaned_data["text"], form_token=form.cleaned_data["form_token"].key)
    flash.success(request, _("Your message is with the service desk."))
    return redirect("contact:page", handle)


@require_http_methods(["GET", "HEAD", "POST"])
def solved(request: HttpRequest, handle: str) -> HttpResponse:
    """Opening the page answers nothing: mail programs follow links, people press buttons."""
    contact = _contact_or_404(request, handle)
    if request.method != "POST":
        return _solved_page(request, contact, SolvedForm())
    form = SolvedForm(request.POST)
    if not form.is_valid():
        return _solved_page(request, contact, form, status=422)
    answer_solved(contact=contact, answer=form.cleaned_data["answer"], comment=form.cleaned_data["comment"].strip())
    flash.success(
        request,
        {
            SolvedAnswer.YES: _("Thank you. Good that it is solved."),
            SolvedAnswer.PARTLY: _("Thank you. Write below what is still missing, if you like."),
            SolvedAnswer.NO: _("Thank you for telling. Your contact is open again."),
        }[form.cleaned_data["answer"]],
    )
    return redirect("contact:page", handle)


def _contact_or_404(request: HttpRequest, handle: str) -> Contact:
    visible = contacts_behind(request.user, handle).select_related("correspondence", "product", "user")
    return get_object_or_404(visible)


def _contact_page(
    request: HttpRequest, contact: Contact, *, reply_form: ReplyForm | None = None, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "contact/page/index.html",
        {
            "page": customer_contact(contact),
            "reply_form": reply_form or ReplyForm(initial={"form_token": str(new_form_token())}),
            "solved_form": SolvedForm(),
            "channels": channels_of(request),
        },
        status=status,
    )


def _solved_page(request: HttpRequest, contact: Contact, form: SolvedForm, *, status: int = 200) -> HttpResponse:
    return render(request, "contact/solved/index.html", {"page": customer_contact(contact), "form": form}, status=status)
