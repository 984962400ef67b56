"""Behind "How we know": what would change the figures, the assumptions and the register of measures."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deflection.ledger.assumptions import change_assumptions, current_values
from deflection.naming import content_names
from deflection.permissions import can_change_assumptions, check_can_change_assumptions
from deflection.reporting.assumptions import assumptions_page
from deflection.reporting.figures.avoided import contents_of
from deflection.reporting.forms import ActionForm, AssumptionsForm
from deflection.reporting.modelled import build_modelled, known_linkage
from deflection.reporting.register import note_action, register_rows
from deflection.reporting.views.access import facts_of, for_report_readers


@require_safe
@for_report_readers
def know(request: HttpRequest) -> HttpResponse:
    facts = facts_of(request)
    names = content_names(contents_of(facts.run), user=request.user)
    modelled = build_modelled(facts, names)
    # Which channels can be linked at all is worth knowing before the first estimate, most of all after an import.
    linkage = modelled.linkage if modelled else known_linkage(facts)
    return render(request, "reports/know/index.html", {"period": facts.period, "modelled": modelled, "linkage": linkage})


@require_http_methods(["GET", "HEAD", "POST"])
@for_report_readers
def assumptions(request: HttpRequest) -> HttpResponse:
    may_change = can_change_assumptions(request.user)
    form = AssumptionsForm(request.POST if request.method == "POST" else None, initial=current_values()) if may_change else None
    if request.method == "POST":
        check_can_change_assumptions(request.user)
        if form is not None and form.is_valid():
            entered = form.entered()
            if entered == current_values():
                form.add_error(None, _("Nothing is different from the set that is there."))
            else:
                made = change_assumptions(values=entered, reason=form.cleaned_data["reason"], by=request.user)
                messages.success(request, _("Set %(number)s is in force. Older estimates keep their own.") % {"number": made.pk})
                return redirect("reports:assumptions")
    context = {"page": assumptions_page(), "form": form}
    return render(request, "reports/assumptions/index.html", context, status=422 if form is not None and form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_report_readers
def register(request: HttpRequest) -> HttpResponse:
    form = ActionForm(request.POST if request.method == "POST" else None) if can_change_assumptions(request.user) else None
    if request.method == "POST":
        check_can_change_assumptions(request.user)
        if form is not None and form.is_valid():
            note_action(measure=form.cleaned_data["measure"], note=form.cleaned_data["note"], by=request.user)
            messages.success(request, _("Noted."))
            return redirect("reports:register")
    context = {"rows": register_rows(), "form": form}
    return render(request, "reports/register/index.html", context, status=422 if form is not None and form.is_bound else 200)
