"""The contact form: on the first screen, never behind anything, and Send always works."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deflection.contact.answering import NewContact, Reading, open_contact
from deflection.contact.channels import channels_of
from deflection.contact.contents import named_content
from deflection.contact.drafts import draft_of, drop_draft, keep_fields, token_of_draft
from deflection.contact.form_limits import SEND
from deflection.contact.form_tokens import FormToken, new_form_token, read_form_token
from deflection.contact.forms import ContactForm
from deflection.contact.linking import link_keys
from deflection.contact.links import handle_of
from deflection.contact.suggesting import Suggestion, record_suggestions, suggestions_for
from deflection.contact.trail import recent_readings
from deflection.models import Contact, ReadingAction
from deflection.recording.reading import follow_this_visit
from deflection.recording.write import record
from forum.drafts import keep_draft
from forum.views.asking import DRAFT as ASK_DRAFT
from kbsite.accounts.roles import is_staff_member
from kbsite.limits.taking import LimitReached, person_or_address, take
from kbsite.search.signals import help_wanted

KEPT_FIELDS = ("subject", "message", "email", "name", "kind", "product", "came_from")


@require_http_methods(["GET", "HEAD", "POST"])
def new_contact(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _empty_form(request)
    if "show_answers" in request.POST:
        return _form_with_answers(request)
    form = ContactForm(request.POST, is_signed_in=request.user.is_authenticated)
    if not form.is_valid():
        return form_page(request, form, status=422)
    try:
        take(SEND, person_or_address(request))
    except LimitReached as reached:
        response = form_page(request, form, status=429, is_too_often=True)
        response["Retry-After"] = str(reached.retry_after)
        return response
    contact = _send(request, form.cleaned_data)
    return redirect("contact:received", handle_of(contact))


def _send(request: HttpRequest, typed: dict[str, Any]) -> Contact:
    """The customer's words are safe before anything is measured."""
    token: FormToken = typed["form_token"]
    language = get_language() or "en"
    visitor = follow_this_visit(request)
    readings: tuple[Reading, ...] = ()
    came_from = named_content(typed["came_from"], user=request.user, language=language) if typed["came_from"] else None
    if typed["share_trail"]:
        looked_at = recent_readings(visitor=visitor, user=request.user, language=language)
        readings = (*looked_at, *draft_of(request, token.key).as_readings())
        if came_from is not None:
            origin = Reading(
                action=ReadingAction.CAME_FROM,
                content=came_from.content,
                title=came_from.title,
                url=came_from.url,
                at=token.opened_at,
            )
            readings = (*readings, origin)
    contact = open_contact(
        opening=NewContact(
            subject=typed["subject"],
            text=typed["message"],
            language=language,
            email=typed["email"],
            name=typed["name"] or (request.user.public_name if request.user.is_authenticated else ""),
            user=request.user if request.user.is_authenticated else None,
            kind=typed["kind"],
            product=typed["product"],
            came_from=came_from.content if came_from else "",
            readings=readings,
            keys=link_keys(visitor=visitor, email=typed["email"]),
            form_token=token.key,
        )
    )
    drop_draft(request, token.key)
    help_wanted.send_robust(sender=Contact, request=request, step="contacted")
    origin_content = came_from.content if came_from else ""
    note_form_used(visitor, token, content=origin_content, language=language)
    record(
        "form_submitted",
        visitor=visitor,
        content=origin_content,
        language=language,
        payload={"way": "contact", "contact": contact.reference},
        once=f"contact:{contact.reference}",
    )
    return contact


def note_form_used(visitor, token: FormToken, *, content: str = "", language: str) -> None:
    """The form was opened by somebody who then used it; looking at it leaves nothing."""
    record(
        "form_open",
        visitor=visitor,
        content=content,
        language=language,
        payload={"way": "contact"},
        ts=token.opened_at,
        once=f"form:{token.key.hex}",
    )


def _empty_form(request: HttpRequest) -> HttpResponse:
    """A new form, or the kept one: filled with what is known, so that nobody types anything twice."""
    initial = {"came_from": request.GET.get("from", "")[:60], "subject": request.GET.get("q", "")[:150].strip()}
    if request.user.is_authenticated:
        initial |= {"email": request.user.email}
    key = _key_or_none(request.GET.get("draft", ""))
    token = token_of_draft(request, key) if key else None
    if token is not None:
        initial |= {name: value for name, value in draft_of(request, token.key).fields.items() if value}
    token = token or new_form_token()
    initial["form_token"] = str(token)
    form = ContactForm(initial=initial, is_signed_in=request.user.is_authenticated)
    return form_page(request, form, token=token)


def _form_with_answers(request: HttpRequest) -> HttpResponse:
    """Without JavaScript: the same form, nothing checked yet, with answers beside it."""
    token = read_form_token(request.POST.get("form_token", "")) or new_form_token()
    form = ContactForm(initial=kept_values(request, token), is_signed_in=request.user.is_authenticated)
    return form_page(request, form, token=token, wants_answers=True)


def kept_values(request: HttpRequest, token: FormToken) -> dict[str, str]:
    """What stands in a posted form, for showing it again without complaints."""
    return {name: request.POST.get(name, "") for name in KEPT_FIELDS} | {"form_token": str(token)}


def form_page(
    request: HttpRequest,
    form: ContactForm,
    *,
    status: int = 200,
    token: FormToken | None = None,
    wants_answers: bool = False,
    is_too_often: bool = False,
) -> HttpResponse:
    language = get_language() or "en"
    values = form.data if form.is_bound else form.initial
    token = token or read_form_token(str(values.get("form_token", ""))) or new_form_token()
    subject = str(values.get("subject", ""))
    suggestions: tuple[Suggestion, ...] = ()
    if wants_answers or (subject and not form.is_bound):
        suggestions = suggestions_for(
            user=request.user,
            subject=subject,
            language=language,
            put_aside=draft_of(request, token.key).dismissed,
        )
    if wants_answers:
        visitor = follow_this_visit(request)
        note_form_used(visitor, token, language=language)
        record_suggestions(visitor=visitor, token=token, suggestions=suggestions, language=language)
    came_from = str(values.get("came_from", ""))
    return render(
        request,
        "contact/form/index.html",
        {
            "form": form,
            "suggestions": suggestions,
            "wants_answers": wants_answers,
            "is_too_often": is_too_often,
            "is_staff": is_staff_member(request.user),
            "came_from": named_content(came_from, user=request.user, language=language) if came_from else None,
            "channels": channels_of(request),
        },
        status=status,
    )


@require_POST
def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Keep the text, sign in, come back to it."""
    token = read_form_token(request.POST.get("form_token", "")) or new_form_token()
    keep_fields(request, token, kept_values(request, token))
    back = f"{reverse('contact:new')}?{urlencode({'draft': token.key.hex})}"
    return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


@require_POST
def ask_in_public(request: HttpRequest) -> HttpResponse:
    """The same words as a question in the community; they travel in the session, not in an address."""
    token = read_form_token(request.POST.get("form_token", "")) or new_form_token()
    values = kept_values(request, token)
    keep_fields(request, token, values)
    keep_draft(request, ASK_DRAFT, {"title": values["subject"], "source": values["message"]})
    return redirect("forum:ask")


@require_safe
def glad(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A suggestion solved it. Nothing was sent; the text is still there for the other case."""
    draft = draft_of(request, key)
    title = next((one["title"] for one in reversed(draft.readings) if one["action"] == ReadingAction.OPENED), "")
    from_ask = request.GET.get("place") == "ask"
    back = reverse("forum:ask") if from_ask else f"{reverse('contact:new')}?{urlencode({'draft': key.hex})}"
    context = {"title": title, "back": back, "has_text": from_ask or bool(draft.fields)}
    return render(request, "contact/glad/index.html", context)


def _key_or_none(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
