"""The door of every report view, and the period that was asked for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from deflection.permissions import check_can_view_report
from deflection.reporting.gathering import Facts, gather
from deflection.reporting.periods import Period, last_complete_month, month_of, period_named

View = Callable[..., HttpResponseBase]


def for_report_readers(view: View) -> View:
    """Signed out: to the sign-in page. Signed in without the right: 403 with a sentence."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        check_can_view_report(request.user)
        return view(request, *args, **kwargs)

    return guarded


def period_of(request: HttpRequest) -> Period:
    """The month or week in the address; the last complete month without one."""
    name = request.GET.get("period", "")
    if not name:
        return last_complete_month(timezone.localdate())
    period = period_named(name)
    if period is None or period.first > timezone.localdate():
        raise Http404
    return period


def facts_of(request: HttpRequest) -> Facts:
    """A site that is younger than a month is shown its running month instead of an empty last one."""
    facts = gather(period_of(request))
    if "period" not in request.GET and not facts.event_counts and not facts.contacts and not facts.day_sums:
        return gather(month_of(timezone.localdate()))
    return facts
