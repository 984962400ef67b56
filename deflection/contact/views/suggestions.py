"""What a person does with a suggestion. The same addresses serve the contact form and the community's ask page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from deflection.contact.contents import NamedContent, content_of_found, named_content
from deflection.contact.drafts import draft_of, keep_fields, keep_reading
from deflection.contact.form_limits import SUGGEST
from deflection.contact.form_tokens import FormToken, new_form_token, read_form_token
from deflection.contact.forms import ContactForm, DismissalForm
from deflection.contact.suggesting import record_suggestions, suggestions_for
from deflection.contact.views.form import form_page, kept_values, note_form_used
from deflection.models import ReadingAction
from deflection.recording.reading import follow_this_visit
from deflection.recording.write import record
from forum.drafts import keep_draft as keep_ask_draft
from forum.views.asking import DRAFT as ASK_DRAFT
from forum.views.asking import FIELDS as ASK_FIELDS
from kbsite.limits.taking import LimitReached, person_or_address, take


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The list beside the form, as HTML, for the subject typed so far. Too often or too short: an empty list."""
    language = get_language() or "en"
    token = read_form_token(request.GET.get("form_token", ""))
    try:
        take(SUGGEST, person_or_address(request))
    except LimitReached:
        return HttpResponse(status=204)
    put_aside = draft_of(request, token.key).dismissed if token else frozenset()
    found = suggestions_for(
        user=request.user, subject=request.GET.get("subject", "")[:150], language=language, put_aside=put_aside
    )
    if token is not None and found:
        visitor = follow_this_visit(request)
        note_form_used(visitor, token, language=language)
        record_suggestions(visitor=visitor, token=token, suggestions=found, language=language)
    return render(request, "contact/form/suggestions.html", {"suggestions": found, "wants_answers": True})


@require_POST
def suggestion_opened(request: HttpRequest) -> HttpResponse:
    """Told by the page's script when a suggestion is unfolded."""
    token, content = _posted(request)
    if content is not None:
        keep_reading(request, token, action=ReadingAction.OPENED, content=content.content, title=content.title, url=content.url)
        record("suggestion_opened", visitor=follow_this_visit(request), content=content.content, language=get_language() or "")
    return HttpResponse(status=204)


@require_POST
def suggestion_solved(request: HttpRequest) -> HttpResponse:
    """The honest deflection event: the person says so. Their text is kept, in case it was too early."""
    token, content = _posted(request)
    place = _place(request)
    _keep_text(request, token, place)
    if content is not None:
        keep_reading(request, token, action=ReadingAction.OPENED, content=content.content, title=content.title, url=content.url)
    record(
        "solved_click",
        visitor=follow_this_visit(request),
        content=content.content if content else "",
        language=get_language() or "",
        payload={"place": place},
        once=f"solved:{token.key.hex}:{content.content[-36:] if content else ''}",  # 80 characters is the limit
    )
    return redirect(f"{reverse('contact:glad', args=[token.key])}?place={place}")


@require_POST
def suggestion_dismissed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Put aside, with a reason if one was given. Scripts get 204; without one the page comes back with everything in it."""
    token, content = _posted(request)
    form = DismissalForm({"content": content.content if content else "", "reason": reason})
    if content is not None and form.is_valid():
        keep_reading(
            request,
            token,
            action=ReadingAction.DISMISSED,
            content=content.content,
            title=content.title,
            url=content.url,
            reason=form.cleaned_data["reason"],
        )
        record(
            "suggestion_dismissed",
            visitor=follow_this_visit(request),
            content=content.content,
            language=get_language() or "",
            payload={"reason": form.cleaned_data["reason"]},
        )
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    if _place(request) == "ask":
        _keep_text(request, token, "ask")
        return redirect("forum:ask")
    page = ContactForm(initial=kept_values(request, token), is_signed_in=request.user.is_authenticated)
    return form_page(request, page, token=token, wants_answers=True)


def _place(request: HttpRequest) -> str:
    return "ask" if request.GET.get("place") == "ask" else "contact"


def _keep_text(request: HttpRequest, token: FormToken, place: str) -> None:
    """In the draft of the form that it was typed into, so that the way back finds it."""
    if place == "ask":
        keep_ask_draft(request, ASK_DRAFT, {name: request.POST.get(name, "") for name in ASK_FIELDS})
    else:
        keep_fields(request, token, kept_values(request, token))


def _posted(request: HttpRequest) -> tuple[FormToken, NamedContent | None]:
    """The form's token and the content that it is about, if this person may see such a content."""
    token = read_form_token(request.POST.get("form_token", "")) or new_form_token()
    named = request.POST.get("content", "")[:60]
    content = named if ":" in named else content_of_found(named)
    return token, named_content(content, user=request.user, language=get_language() or "en")
