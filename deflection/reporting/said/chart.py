"""The rate of an article over time as SVG: a line with its range for each version, a mark for each edit."""

import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from deflection.reporting.charts import TOP, drawing, grid
from deflection.reporting.series import Series
from deflection.reporting.wording import day

TOP_PERCENT = 100.0
# Percent of the width: nothing is named at the right, and the whole chart fits a phone.
LEFT, RIGHT = 9.0, 99.5
# Percent of the width that a mark's name and a date need, so that no two lie on each other on a phone.
MARK_GAP, DATE_GAP = 6.0, 30.0


def versions_chart(series: Series, *, today: datetime.date, title: str, description: str, height: int = 220) -> SafeString:
    """Drawn from the rows of the table, so that they cannot differ. A version with too little data is a gap."""
    rows = [(row[0], _date(row[1]), _date(row[2]) or today, row[5], row[6], row[7]) for row in series.rows]
    first, bottom = rows[0][1], height - 30
    # A day at least: a version that was published today is still a line.
    days = max(1, (max(today, rows[-1][2]) - first).days)

    def x(when: datetime.date) -> float:
        return LEFT + (RIGHT - LEFT) * (when - first).days / days

    def y(percent: float) -> float:
        return TOP + (bottom - TOP) * (1 - percent / TOP_PERCENT)

    parts = [grid(TOP_PERCENT, y)]
    for _number, since, until, share, low, high in rows:
        if share is None:
            continue
        left, right = x(since), max(x(until), x(since) + 1)
        parts.append(
            format_html(
                '<rect class="band" x="{}%" width="{}%" y="{}" height="{}"/>'
                '<line class="line" x1="{}%" x2="{}%" y1="{}" y2="{}"/>',
                f"{left:.2f}",
                f"{right - left:.2f}",
                f"{y(high):.1f}",
                f"{y(low) - y(high):.1f}",
                f"{left:.2f}",
                f"{right:.2f}",
                f"{y(share):.1f}",
                f"{y(share):.1f}",
            )
        )
    parts.append(
        format_html_join(
            "",
            '<line class="ev" x1="{0}%" x2="{0}%" y1="{1}" y2="{2}"/>',
            ((f"{x(since):.2f}", TOP, bottom) for _number, since, *_rest in rows),
        )
    )
    named, dated = -MARK_GAP, -DATE_GAP
    for number, since, *_rest in rows:
        if x(since) - named >= MARK_GAP:
            named = x(since)
            parts.append(format_html('<text x="{}%" dx="3" y="10">{}</text>', f"{named:.2f}", number))
        if x(since) - dated >= DATE_GAP and RIGHT - x(since) >= DATE_GAP:
            dated = x(since)
            parts.append(format_html('<text x="{}%" y="{}">{}</text>', f"{dated:.2f}", height - 8, day(since)))
    parts.append(format_html('<text x="{}%" y="{}" text-anchor="end">{}</text>', RIGHT, height - 8, _("today")))
    return drawing(series.name, title, description, height, parts)


def _date(cell: str | int | float | None) -> datetime.date | None:
    return datetime.date.fromisoformat(cell) if isinstance(cell, str) else None
