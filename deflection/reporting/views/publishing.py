"""For owners: look at what will be frozen, publish it with a note, withdraw it with a reason."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deflection.ledger.estimating import run_estimate
from deflection.ledger.folding import fold_everything
from deflection.ledger.maturing import mature_everything
from deflection.ledger.reconciling import reconcile_contacts
from deflection.models import PublishedReport
from deflection.permissions import check_can_publish_report
from deflection.reporting.forms import PublishForm, WithdrawForm
from deflection.reporting.periods import Period, period_named
from deflection.reporting.publishing import (
    Preview,
    PublishingRefusedError,
    check_can_be_frozen,
    preview_of,
    publish_report,
    report_in,
    withdraw_report,
)
from deflection.reporting.views.access import for_report_readers


@require_http_methods(["GET", "HEAD", "POST"])
@for_report_readers
def publish(request: HttpRequest, period: str) -> HttpResponse:
    check_can_publish_report(request.user)
    asked = period_named(period)
    if asked is None or asked.first > timezone.localdate():
        raise Http404
    if request.method == "POST" and request.POST.get("do") == "estimate":
        return _estimate(request, asked)
    preview, refusal = _preview(asked)
    form = PublishForm(request.POST if request.method == "POST" else None, initial={"seen": preview.sha256 if preview else ""})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = publish_report(period=asked, seen_sha256=data["seen"], note=data["note"], by=request.user)
        except PublishingRefusedError as error:
            refusal = str(error)
            # What is shown now is what the next press of the button publishes.
            form = PublishForm(initial={"seen": preview.sha256 if preview else "", "note": data["note"]})
        else:
            messages.success(request, _("The report is published."))
            return redirect("reports:published", number=made.pk)
    context = {
        "period": asked,
        "preview": preview,
        "refusal": refusal,
        "may_estimate": _may_estimate(asked),
        "form": form,
        "report": report_in(preview.body, get_language() or "en") if preview else None,
    }
    return render(request, "reports/publish/index.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_report_readers
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    check_can_publish_report(request.user)
    found = get_object_or_404(PublishedReport.objects.select_related("run").filter(withdrawal__isnull=True), pk=number)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_report(report=found, reason=form.cleaned_data["reason"], by=request.user)
        except PublishingRefusedError as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, _("The report is withdrawn. It stays readable with your reason."))
            return redirect("reports:published", number=found.pk)
    context = {"published": found, "period": period_named(found.period), "form": form}
    return render(request, "reports/publish/withdraw.html", context, status=422 if request.method == "POST" else 200)


def _preview(period: Period) -> tuple[Preview | None, str]:
    try:
        return preview_of(period), ""
    except PublishingRefusedError as error:
        return None, str(error)


def _may_estimate(period: Period) -> bool:
    try:
        check_can_be_frozen(period)
    except PublishingRefusedError:
        return False
    return True


def _estimate(request: HttpRequest, period: Period) -> HttpResponse:
    """All that has arrived is counted first: a lost outcome would look like a success."""
    if _may_estimate(period):
        reconcile_contacts()
        fold_everything()
        mature_everything()
        run = run_estimate(first=period.first, after=period.after)
        messages.success(request, _("Estimate %(number)s is made.") % {"number": run.pk})
    return redirect("reports:publish", period=period.name)
