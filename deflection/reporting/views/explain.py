"""One page for every figure: sentence, formula, rows, filters, what was left out, what it cannot say."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deflection.permissions import can_open_rows
from deflection.recording.erasures import erased_on
from deflection.reporting.explaining import open_rows
from deflection.reporting.register import ESTIMATED
from deflection.reporting.report import figure_named
from deflection.reporting.views.access import facts_of, for_report_readers


@require_safe
@for_report_readers
def explain(request: HttpRequest, name: str) -> HttpResponse:
    facts = facts_of(request)
    figure = figure_named(facts, name, user=request.user)
    if figure is None:
        raise Http404
    opened = None
    if can_open_rows(request.user) and figure.lists:
        opened = open_rows(
            facts,
            figure,
            name=request.GET.get("rows", ""),
            episode_key=request.GET.get("episode", ""),
            page=request.GET.get("page"),
            by=request.user,
        )
        if opened is None:
            raise Http404
    return render(
        request,
        "reports/explain/index.html",
        {
            "figure": figure,
            "period": facts.period,
            "now": facts.now,
            "opened": opened,
            "zone": timezone.get_current_timezone_name(),
            "is_behind": facts.is_behind,
            "erased_on": erased_on(facts.period.start),
            "estimated": facts.run if figure.name.startswith(ESTIMATED) else None,
        },
    )
