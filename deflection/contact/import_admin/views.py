"""Bringing, mapping, checking and importing a file. Every view asks for the permission first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from deflection.contact.import_admin.forms import WORDED, ColumnsForm, CoverageForm, MapNameForm, UploadForm, WordsForm
from deflection.contact.importing.fullness import Fullness, fullness
from deflection.contact.importing.mapping import from_json
from deflection.contact.importing.sampling import as_text, sample_of, words_in
from deflection.contact.importing.uploading import (
    check_file,
    delete_map,
    discard_file,
    import_file,
    keep_file,
    map_file,
    save_map,
)
from deflection.contact.permissions import check_can_import
from deflection.models import ContactImport, ContactMap
from deflection.recording.jsonl import Refused
from deflection.reporting.wording import channel_name
from kbsite.text.sheets import sheet_of

PER_PAGE = 20
SHOWN_ROWS = 6
SHOWN_NOTES = 50
View = Callable[..., HttpResponse]


def for_owners(view: View) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        check_can_import(request.user)
        return view(request, *args, **options)

    return checked


@require_safe
@for_owners
def import_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(ContactImport.objects.select_related("made_by"), PER_PAGE).get_page(request.GET.get("p"))
    return _page(request, "index", _("Contacts of other desks"), page=page, maps=ContactMap.objects.all())


@require_http_methods(["GET", "POST"])
@for_owners
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, chosen = form.cleaned_data["file"], form.cleaned_data["start_with"]
        try:
            one = keep_file(
                pieces=file.chunks(), size=file.size, name=file.name, encoding=form.cleaned_data["encoding"], by=request.user
            )
            if chosen:
                map_file(contact_import=one, source=chosen.source, columns=from_json(chosen.mapping))
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("contact_imports:columns", one.pk)
    return _page(request, "upload", _("Bring a file"), form=form)


@require_http_methods(["GET", "POST"])
@for_owners
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    one = _waiting(pk)
    sample, stored = sample_of(one), from_json(one.mapping)
    form = ColumnsForm(request.POST or None, sample=sample, stored=stored, source=one.source)
    if request.method == "POST" and form.is_valid():
        try:
            map_file(contact_import=one, source=form.cleaned_data["source"], columns=form.mapped(stored))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("contact_imports:show", one.pk)
        return redirect("contact_imports:words", one.pk)
    rows = [[as_text(row.get(name, "")) for name in sample.columns] for row in sample.rows[:SHOWN_ROWS]]
    return _page(request, "columns", _("What the columns mean"), one=one, form=form, sample=sample, rows=rows)


@require_http_methods(["GET", "POST"])
@for_owners
def words(request: HttpRequest, pk: int) -> HttpResponse:
    one = _waiting(pk)
    stored = from_json(one.mapping)
    if not stored.columns:
        return redirect("contact_imports:columns", one.pk)
    worded = [column for column, field in stored.columns.items() if field in WORDED]
    form = WordsForm(request.POST if request.method == "POST" else None, words=words_in(one, worded), stored=stored)
    # Nothing to name: the next step at once.
    if (request.method == "POST" or not form.groups) and (not form.groups or form.is_valid()):
        try:
            if form.groups:
                map_file(contact_import=one, source=one.source, columns=form.mapped(stored))
            check_file(contact_import=one)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("contact_imports:show", one.pk)
    return _page(request, "words", _("What the words mean"), one=one, form=form)


@require_safe
@for_owners
def show(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(ContactImport.objects.select_related("made_by"), pk=pk)
    return _show(request, one, CoverageForm.of(_fullness(one)), MapNameForm(initial={"name": one.source}))


@require_safe
@for_owners
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(ContactImport, pk=pk)
    return JsonResponse({"done": min(one.lines_done, one.lines), "lines": one.lines, "is_running": one.is_running})


@require_POST
@for_owners
def start(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(ContactImport, pk=pk)
    form = CoverageForm(request.POST)
    if not form.is_valid():
        return _show(request, one, form, MapNameForm(initial={"name": one.source}))
    covered_from, covered_until = form.moments()
    try:
        import_file(contact_import=one, covered_from=covered_from, covered_until=covered_until)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("contact_imports:show", one.pk)


@require_POST
@for_owners
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(ContactImport, pk=pk)
    try:
        discard_file(contact_import=one)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("contact_imports:show", one.pk)
    messages.success(request, _("The file is deleted. Nothing of it was imported."))
    return redirect("contact_imports:index")


@require_POST
@for_owners
def keep_map(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(ContactImport, pk=pk)
    form = MapNameForm(request.POST)
    if not form.is_valid():
        return _show(request, one, CoverageForm.of(_fullness(one)), form)
    save_map(name=form.cleaned_data["name"], source=one.source, columns=from_json(one.mapping))
    messages.success(request, _("The map is kept: choose it when you bring the next file."))
    return redirect("contact_imports:show", one.pk)


@require_POST
@for_owners
def remove_map(request: HttpRequest, pk: int) -> HttpResponse:
    delete_map(contact_map=get_object_or_404(ContactMap, pk=pk))
    messages.success(request, _("The map is deleted. What was imported with it stays."))
    return redirect("contact_imports:index")


@require_safe
@for_owners
def lines(request: HttpRequest, pk: int) -> HttpResponse:
    """Refused and differing lines with their reasons, for a spreadsheet."""
    one = get_object_or_404(ContactImport, pk=pk)
    header = [_("Line"), _("What became of it"), _("Reason")]
    told = (
        [note.line, _("Refused") if note.is_refused else _("Known already"), note.reason] for note in one.notes.order_by("line")
    )
    return sheet_of([header, *told], name=f"import-{one.pk}-lines")


def _waiting(pk: int) -> ContactImport:
    """An import whose file can still be mapped; 404 when it runs or is over."""
    states = ContactImport.State
    return get_object_or_404(ContactImport, pk=pk, has_file=True, state__in=[states.MAPPING, states.CHECKED, states.FAILED])


def _fullness(one: ContactImport) -> Fullness | None:
    return fullness(one.weeks, first_ts=one.first_ts, last_ts=one.last_ts) if one.weeks else None


def _show(request: HttpRequest, one: ContactImport, coverage: CoverageForm, map_name: MapNameForm) -> HttpResponse:
    notes = list(one.notes.order_by("line")[: SHOWN_NOTES + 1])
    return _page(
        request,
        "show",
        _("Contacts from a file"),
        one=one,
        coverage=coverage,
        map_name=map_name,
        notes=notes[:SHOWN_NOTES],
        has_more_notes=len(notes) > SHOWN_NOTES,
        full=_fullness(one) if one.state == ContactImport.State.CHECKED else None,
        channels=[channel_name(channel) for channel in one.channels],
        is_mapped=bool(one.mapping.get("columns")),
    )


def _page(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    template = f"contact/admin_imports/{name}.html"
    return render(request, template, {"page_title": title, "header_icon": "download", **context})
