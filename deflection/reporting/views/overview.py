"""The report of a month or week, and the files of its charts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deflection.permissions import can_publish_report
from deflection.reporting.periods import month_of, period_named, week_of
from deflection.reporting.report import build_report, series_named
from deflection.reporting.views.access import facts_of, for_report_readers


@require_safe
@for_report_readers
def overview(request: HttpRequest) -> HttpResponse:
    facts = facts_of(request)
    period, today = facts.period, timezone.localdate()
    is_running = period.after > today
    return render(
        request,
        "reports/overview/index.html",
        {
            "report": build_report(facts, user=request.user),
            "period": period,
            "in_force": facts.run.published_id if facts.run else None,
            "may_publish": not period.is_week and not is_running and can_publish_report(request.user),
            "is_running": is_running,
            # An address of before 2000 is no period.
            "has_before": period_named(period.before.name) is not None,
            "has_following": period.after <= today,
            # The other length of time that ends where this one does.
            "month": month_of(period.first) if period.is_week else period,
            "week": period if period.is_week else week_of(min(period.after, today)).before,
        },
    )


@require_safe
@for_report_readers
def series_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """CSV or JSON of what a chart or table shows."""
    facts = facts_of(request)
    series = series_named(facts, name, user=request.user)
    if series is None:
        raise Http404
    body, kind = (series.to_csv(), "text/csv") if form == "csv" else (series.to_json(), "application/json")
    disposition = f'attachment; filename="{name}-{facts.period.name}.{form}"'
    return HttpResponse(body, content_type=f"{kind}; charset=utf-8", headers={"Content-Disposition": disposition})
