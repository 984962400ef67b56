"""The service desk: the queue, and one contact with everything that the customer has done before."""

from typing import Any

from django.conf import settings
from django.contrib import messages as flash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from deflection.contact.answering import classify_contact, close_contact, reopen_contact, reply_to_contact
from deflection.contact.form_tokens import new_form_token
from deflection.contact.forms import AnswerForm, ClassifyForm
from deflection.contact.permissions import check_can_answer
from deflection.contact.querysets import desk_contacts
from deflection.contact.selectors import DeskFilters, desk_contact, desk_page
from deflection.contact.suggesting import suggestions_for
from deflection.models import Contact, ContactKind
from kbsite.catalog.models import Product
from kbsite.text.markdown_links import markdown_link

LIKELY_ANSWERS = 5


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    check_can_answer(request.user)
    return render(request, "contact/desk/index.html", _queue(request))


@login_required
@require_safe
def desk_one(request: HttpRequest, reference: str) -> HttpResponse:
    return _one_page(request, _contact_or_404(request, reference))


@login_required
@require_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """One form, four buttons: send as the answer, ask the customer, find an article, put its link into the text."""
    contact = _contact_or_404(request, reference)
    if "find" in request.POST or "insert" in request.POST:
        return _prepare_answer(request, contact)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _one_page(request, contact, form=form, status=422)
    asks_customer = "ask" in request.POST
    reply_to_contact(
        contact=contact,
        by=request.user,
        text=form.cleaned_data["text"],
        asks_customer=asks_customer,
        minutes=form.cleaned_data["minutes"],
        form_token=form.cleaned_data["form_token"].key,
    )
    flash.success(request, _("Your question is on its way.") if asks_customer else _("Your answer is on its way."))
    return redirect("contact:desk_contact", reference)


@login_required
@require_POST
def close(request: HttpRequest, reference: str) -> HttpResponse:
    close_contact(contact=_contact_or_404(request, reference), by=request.user)
    return redirect("contact:desk_contact", reference)


@login_required
@require_POST
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    reopen_contact(contact=_contact_or_404(request, reference))
    return redirect("contact:desk_contact", reference)


@login_required
@require_POST
def classify(request: HttpRequest, reference: str) -> HttpResponse:
    contact = _contact_or_404(request, reference)
    form = ClassifyForm(request.POST)
    if not form.is_valid():
        return _one_page(request, contact, classify_form=form, status=422)
    classify_contact(
        contact=contact,
        by=request.user,
        kind=form.cleaned_data["kind"],
        issues=list(form.cleaned_data["issues"]),
        product=form.cleaned_data["product"],
    )
    flash.success(request, _("Saved."))
    return redirect("contact:desk_contact", reference)


def _prepare_answer(request: HttpRequest, contact: Contact) -> HttpResponse:
    """Nothing is sent: the page again, with the link put in, or with what the picker found."""
    text = request.POST.get("text", "")
    chosen = request.POST.get("insert", "").strip()
    if chosen:
        text = f"{text.rstrip()}\n\n{chosen}\n".lstrip()
    values = {"text": text, "minutes": request.POST.get("minutes", ""), "form_token": request.POST.get("form_token", "")}
    # Some databases refuse text with a zero character.
    words = "" if chosen else request.POST.get("words", "")[:200].replace("\x00", " ").strip()
    return _one_page(request, contact, form=AnswerForm(initial=values), words=words)


def _contact_or_404(request: HttpRequest, reference: str) -> Contact:
    check_can_answer(request.user)
    visible = desk_contacts(request.user).select_related("correspondence", "product", "user")
    return get_object_or_404(visible, reference=reference)


def _reader_of(contact: Contact):
    """Whose eyes decide which articles may be sent: the customer's, so that no staff-only title leaves the house."""
    return contact.user or AnonymousUser()


def _queue(request: HttpRequest) -> dict[str, Any]:
    filters = DeskFilters(
        view=request.GET.get("view", "new"),
        kind=request.GET.get("kind", ""),
        product=request.GET.get("product", ""),
        language=request.GET.get("language", "") if request.GET.get("language") in dict(settings.LANGUAGES) else "",
        # Some databases refuse text with a zero character.
        q=" ".join(request.GET.get("q", "")[:100].replace("\x00", " ").split()),
    )
    return {
        "queue": desk_page(user=request.user, filters=filters, page=request.GET.get("page", 1)),
        "kind_choices": ContactKind.choices,
        "products": list(Product.objects.all()),
        "language_choices": settings.LANGUAGES,
        "query_string": request.GET.urlencode(),
    }


def _one_page(
    request: HttpRequest,
    contact: Contact,
    *,
    form: AnswerForm | None = None,
    classify_form: ClassifyForm | None = None,
    words: str = "",
    status: int = 200,
) -> HttpResponse:
    page = desk_contact(contact)
    first_words = page.messages[0].text if page.messages else ""
    with override(contact.language):  # as above: these addresses are put into the answer
        likely = suggestions_for(
            user=_reader_of(contact),
            subject=contact.correspondence.subject,
            text=first_words,
            language=contact.language,
            limit=LIKELY_ANSWERS,
        )
    classified = {"kind": contact.kind, "product": contact.product_id, "issues": list(contact.issues.all())}
    return render(
        request,
        "contact/desk_contact/index.html",
        _queue(request)
        | {
            "page": page,
            "form": form or AnswerForm(initial={"form_token": str(new_form_token())}),
            "classify_form": classify_form or ClassifyForm(initial=classified),
            "likely": [(one, markdown_link(one.hit.title, settings.SITE_URL + one.hit.url)) for one in likely],
            "words": words,
        },
        status=status,
    )
