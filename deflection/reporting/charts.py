"""Charts as SVG, made by the server: x in percent and y in pixels, so that text keeps its size from phone to print.

Colours and strokes are classes of components.css; no style attribute, no script. The caller gives the words.
"""

from collections.abc import Callable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from deflection.estimation.xmr import Limits
from deflection.reporting.series import Series
from deflection.reporting.wording import number

LEFT, RIGHT = 8.0, 98.0  # percent: the numbers of the axis stand on its lines, so that a phone has room for both
TOP = 14
# From a value to where it is drawn.
Scale = Callable[[float], float]
LABEL_GAP = 15.0  # pixels between two names of limits that both stay readable


def weeks_chart(series: Series, *, title: str, description: str, height: int = 250) -> SafeString:
    """Counts per week with their limits; a week without data is a gap, a signal is ringed."""
    labels = [str(row[0]) for row in series.rows]
    values = [row[2] if isinstance(row[2], int) else None for row in series.rows]
    top = _round_up(max([*(value for value in values if value is not None), series.limits.upper if series.limits else 0, 4]))
    bottom = height - 30

    def x(place: int) -> float:
        return LEFT + (RIGHT - LEFT) * (place / (len(values) - 1) if len(values) > 1 else 0.5)

    def y(value: float) -> float:
        return TOP + (bottom - TOP) * (1 - value / top)

    parts = [grid(top, y), _limit_lines(series.limits, y) if series.limits else SafeString("")]
    parts.append(
        format_html_join(
            "",
            '<line class="line" x1="{}%" y1="{}" x2="{}%" y2="{}"/>',
            (
                (f"{x(place):.2f}", f"{y(before):.1f}", f"{x(place + 1):.2f}", f"{y(after):.1f}")
                for place, (before, after) in enumerate(zip(values, values[1:], strict=False))
                if before is not None and after is not None
            ),
        )
    )
    for place, value in enumerate(values):
        if value is None:
            continue
        is_signal = place in series.signals
        parts.append(
            format_html(
                '<circle class="{}" cx="{}%" cy="{}" r="{}"/>',
                "sig" if is_signal else "dot",
                f"{x(place):.2f}",
                f"{y(value):.1f}",
                6 if is_signal else 4,
            )
        )
        if is_signal:
            parts.append(
                format_html(
                    '<text class="sig-text" x="{}%" dx="-12" y="{}" text-anchor="end">{}</text>',
                    f"{x(place):.2f}",
                    f"{y(value) + 5:.1f}",
                    number(value),
                )
            )
    step = max(1, len(labels) // 6)
    parts.append(
        format_html_join(
            "",
            '<text x="{}%" y="{}" text-anchor="middle">{}</text>',
            ((f"{x(place):.2f}", height - 8, labels[place]) for place in range(0, len(labels), step)),
        )
    )
    return drawing(series.name, title, description, height, parts)


def interval_plot(
    name: str, *, value: float, low: float, high: float, top: float, title: str, ticks: Sequence[float] = ()
) -> SafeString:
    """One row: a line from low to high and a point."""

    def x(number_: float) -> str:
        return f"{100 * number_ / top:.2f}%"

    lines = [("grid", x(tick), x(tick), -8, 36) for tick in ticks if tick]
    lines += [("zero", x(0), x(0), -8, 36)]
    lines += [("whisk", x(low), x(high), 14, 14), ("whisk", x(low), x(low), 9, 19), ("whisk", x(high), x(high), 9, 19)]
    drawn = format_html_join("", '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>', lines)
    point = format_html('<circle class="point" cx="{}" cy="14" r="5"/>', x(value))
    return drawing(name, title, "", 28, [drawn, point])


def axis(ticks: Sequence[float], *, top: float) -> SafeString:
    texts = format_html_join(
        "",
        '<text x="{}%" y="14" text-anchor="{}">{}</text>',
        ((f"{100 * tick / top:.2f}", "middle", number(tick)) for tick in ticks),
    )
    return format_html('<svg class="plot" height="20" aria-hidden="true">{}</svg>', texts)


def spark(series: Series, *, title: str) -> SafeString:
    """A small line of the weeks, for a row of a table."""
    values = [row[2] for row in series.rows if isinstance(row[2], int)]
    limits = series.limits
    width, height = 120, 28
    top = max([*values, limits.upper if limits else 0, 1]) * 1.05

    def x(place: int) -> float:
        return 3 + (width - 8) * (place / (len(values) - 1) if len(values) > 1 else 0.5)

    def y(value: float) -> float:
        return height - 3 - (height - 6) * value / top

    parts = []
    if limits:
        parts.append(
            format_html(
                '<rect class="band" x="0" width="{}" y="{}" height="{}"/><line class="mean" x1="0" x2="{}" y1="{}" y2="{}"/>',
                width,
                f"{y(limits.upper):.1f}",
                f"{y(limits.lower) - y(limits.upper):.1f}",
                width,
                f"{y(limits.mean):.1f}",
                f"{y(limits.mean):.1f}",
            )
        )
    points = " ".join(f"{x(place):.1f},{y(value):.1f}" for place, value in enumerate(values))
    parts.append(format_html('<polyline points="{}"/>', points))
    if values:
        is_signal = len(series.rows) - 1 in series.signals
        parts.append(
            format_html(
                '<circle{} cx="{}" cy="{}" r="{}"/>',
                SafeString(' class="sig"') if is_signal else "",
                f"{x(len(values) - 1):.1f}",
                f"{y(values[-1]):.1f}",
                3.5 if is_signal else 2.5,
            )
        )
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" role="img" aria-labelledby="spark-{}"><title id="spark-{}">{}</title>{}</svg>',
        width,
        height,
        series.name,
        series.name,
        title,
        SafeString("".join(parts)),
    )


def drawing(name: str, title: str, description: str, height: int, parts: Sequence[str]) -> SafeString:
    """The frame of a chart: a picture with a name, and a description when there is one."""
    described = format_html('<desc id="d-{}">{}</desc>', name, description) if description else ""
    named_by = f"c-{name} d-{name}" if description else f"c-{name}"
    return format_html(
        '<svg class="plot" role="img" aria-labelledby="{}" height="{}"><title id="c-{}">{}</title>{}{}</svg>',
        named_by,
        height,
        name,
        title,
        described,
        SafeString("".join(parts)),  # every part was made by format_html
    )


def grid(top: float, y: Scale) -> SafeString:
    """Five lines from 0 to `top` with their numbers above them."""
    ticks = [top * step / 4 for step in range(5)]
    return format_html_join(
        "",
        '<line class="grid" x1="0" x2="100%" y1="{}" y2="{}"/><text x="0" y="{}">{}</text>',
        ((f"{y(tick):.1f}", f"{y(tick):.1f}", f"{y(tick) - 4:.1f}", number(tick)) for tick in ticks),
    )


def _limit_lines(limits: Limits, y: Scale) -> SafeString:
    band = format_html(
        '<rect class="band" x="0" width="100%" y="{}" height="{}"/>',
        f"{y(limits.upper):.1f}",
        f"{y(limits.lower) - y(limits.upper):.1f}",
    )
    lines = [
        (limits.upper, _("upper %(value)s"), "limit"),
        (limits.lower, _("lower %(value)s"), "limit"),
        (limits.mean, _("mean %(value)s"), "mean"),
    ]
    drawn = [band]
    named: list[float] = []
    for value, words, css_class in lines:
        drawn.append(
            format_html(
                '<line class="{}" x1="0" x2="100%" y1="{}" y2="{}"/>',
                css_class,
                f"{y(value):.1f}",
                f"{y(value):.1f}",
            )
        )
        # Names that would lie on each other are left to the table and the description.
        if all(abs(y(value) - y(other)) >= LABEL_GAP for other in named):
            named.append(value)
            text = words % {"value": number(value)}
            drawn.append(format_html('<text x="100%" y="{}" text-anchor="end">{}</text>', f"{y(value) - 4:.1f}", text))
    return SafeString("".join(drawn))


def _round_up(value: float) -> float:
    """The next top of an axis whose quarters are whole numbers."""
    for unit in (4, 8, 12, 20, 40, 60, 80, 100, 120, 160, 200, 400, 600, 800, 1000, 2000, 4000, 8000):
        if value <= unit:
            return unit
    return -(-value // 4000) * 4000
