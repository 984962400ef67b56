"""Reports as they were published: read from their own bytes and from nothing else."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from deflection.ledger.recomputing import is_reproduced
from deflection.models import PublishedReport
from deflection.permissions import can_open_rows, can_publish_report
from deflection.recording.erasures import erased_on
from deflection.reporting.figure import Figure
from deflection.reporting.freezing import parts_of
from deflection.reporting.periods import Period, period_named
from deflection.reporting.publishing import is_unchanged, published_reports, report_in
from deflection.reporting.register import ESTIMATED
from deflection.reporting.report import Report
from deflection.reporting.restating import known_since
from deflection.reporting.series import Series
from deflection.reporting.views.access import for_report_readers


@require_safe
@for_report_readers
def published_list(request: HttpRequest) -> HttpResponse:
    reports = [(one, _period(one.period).label) for one in published_reports()]
    return render(request, "reports/published/list.html", {"reports": reports})


@require_safe
@for_report_readers
def published(request: HttpRequest, number: int) -> HttpResponse:
    found = _published(number)
    withdrawal = getattr(found, "withdrawal", None)
    context = _context(found) | {
        "withdrawal": withdrawal,
        "is_unchanged": is_unchanged(found),
        "recomputed": is_reproduced(found.run) if request.GET.get("recompute") else None,
        "later": known_since(found),
        "may_withdraw": withdrawal is None and can_publish_report(request.user),
    }
    return render(request, "reports/published/index.html", context)


@require_safe
@for_report_readers
def published_file(request: HttpRequest, number: int) -> HttpResponse:
    """The very bytes that the sha256 is of."""
    found = _published(number)
    disposition = f'attachment; filename="report-{found.period}-{found.edition}.json"'
    return HttpResponse(found.body, content_type="application/json; charset=utf-8", headers={"Content-Disposition": disposition})


@require_safe
@for_report_readers
def published_know(request: HttpRequest, number: int) -> HttpResponse:
    context = _context(_published(number))
    modelled = context["report"].modelled
    return render(
        request,
        "reports/know/index.html",
        context | {"modelled": modelled, "linkage": modelled.linkage if modelled else ()},
    )


@require_safe
@for_report_readers
def published_explain(request: HttpRequest, number: int, name: str) -> HttpResponse:
    found = _published(number)
    context = _context(found)
    figure = next((one for one in parts_of(context["report"], Figure) if one.name == name), None)
    if figure is None:
        raise Http404
    context |= {
        "figure": figure,
        "zone": timezone.get_current_timezone_name(),
        "estimated": found.run if name.startswith(ESTIMATED) else None,
        "may_open_rows": can_open_rows(request.user),
    }
    return render(request, "reports/explain/index.html", context)


@require_safe
@for_report_readers
def published_series(request: HttpRequest, number: int, name: str, form: str) -> HttpResponse:
    found = _published(number)
    series = next((one for one in parts_of(_report(found), Series) if one.name == name), None)
    if series is None:
        raise Http404
    body, kind = (series.to_csv(), "text/csv") if form == "csv" else (series.to_json(), "application/json")
    disposition = f'attachment; filename="{name}-{found.period}-{found.edition}.{form}"'
    return HttpResponse(body, content_type=f"{kind}; charset=utf-8", headers={"Content-Disposition": disposition})


def _published(number: int) -> PublishedReport:
    rows = PublishedReport.objects.select_related("run__assumptions", "withdrawal")
    return get_object_or_404(rows, pk=number)


def _context(found: PublishedReport) -> dict[str, Any]:
    period = _period(found.period)
    return {"published": found, "period": period, "report": _report(found), "erased_on": erased_on(period.start)}


def _report(found: PublishedReport) -> Report:
    return report_in(found.body, get_language() or "en")


def _period(name: str) -> Period:
    period = period_named(name)
    if period is None:
        raise Http404
    return period
