"""Charts of the report and the issue list; the drawing is deflection.reporting.charts."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from deflection.reporting import charts
from deflection.reporting.report import ContentRow
from deflection.reporting.series import Series
from deflection.reporting.wording import number, percent

register = template.Library()
SHARE_TICKS = (0.0, 25.0, 50.0, 75.0, 100.0)


@register.simple_tag
def weeks_chart(series: Series, title: str, height: int = 250) -> SafeString:
    return charts.weeks_chart(series, title=title, description=described(series), height=height)


@register.simple_tag
def spark(series: Series, title: str) -> SafeString:
    return charts.spark(series, title=f"{title}. {described(series)}")


@register.simple_tag
def share_axis() -> SafeString:
    return charts.axis(SHARE_TICKS, top=100)


@register.simple_tag
def share_plot(row: ContentRow) -> SafeString | str:
    """The share of one content with its range; nothing while there is too little data."""
    if row.share is None or row.low is None or row.high is None:
        return ""
    title = _("%(name)s: %(share)s contacted us, range %(low)s to %(high)s") % {
        "name": row.name.title,
        "share": percent(row.share / 100),
        "low": percent(row.low / 100),
        "high": percent(row.high / 100),
    }
    return charts.interval_plot(
        row.figure.name, value=row.share, low=row.low, high=row.high, top=100, title=title, ticks=SHARE_TICKS
    )


@register.filter
def told_number(value: int) -> str:
    """A count with its thousands apart."""
    return number(value)


@register.filter
def told_percent(share: float) -> str:
    """A share of 0-1 in whole percent."""
    return percent(share)


def described(series: Series) -> str:
    """The chart in words: the counts, the limits, and the signals."""
    counts = [number(row[2]) if isinstance(row[2], int) else _("no data") for row in series.rows]
    words = [_("Contacts a week: %(counts)s.") % {"counts": ", ".join(counts)}]
    if series.limits:
        words.append(
            _("Mean %(mean)s, limits %(low)s and %(high)s.")
            % {
                "mean": number(series.limits.mean),
                "low": number(series.limits.lower),
                "high": number(series.limits.upper),
            }
        )
    words.extend(f"{row[3]}." for row in series.rows if row[3])
    return " ".join(words)
