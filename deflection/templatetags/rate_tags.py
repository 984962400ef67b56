"""Solve rates in words, for pages of articles: `{% solve_rate page tally as rate %}`."""

import datetime
from dataclasses import dataclass

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import ArticlePage
from articles.voting import Tally
from deflection.estimation.shrinkage import Answers, SolveRate
from deflection.estimation.types import Undetermined
from deflection.reporting.said.chart import versions_chart as draw_versions
from deflection.reporting.said.priors import priors
from deflection.reporting.series import Series
from deflection.reporting.wording import number, percent

register = template.Library()


@dataclass(frozen=True)
class ToldRate:
    """`value` is empty while there is too little data; `detail` then says what is missing."""

    value: str
    detail: str


@register.simple_tag
def solve_rate(page: ArticlePage, tally: Tally) -> ToldRate:
    """The rate of the published version. The priors come from the cache, or cost three queries."""
    return told_rate(priors().rate(page.translation_key, Answers(tally.yes, tally.no)), tally.answers)


@register.simple_tag
def told_rate(rate: SolveRate | Undetermined, answers: int) -> ToldRate:
    if isinstance(rate, Undetermined):
        missing = rate.still_needed or 0
        return ToldRate("", _missing(missing) if answers else _("no answers yet"))
    low, high = percent(rate.interval.low), percent(rate.interval.high)
    detail = ngettext("%(low)s to %(high)s, %(answers)s answer", "%(low)s to %(high)s, %(answers)s answers", answers)
    return ToldRate(percent(rate.rate), detail % {"low": low, "high": high, "answers": number(answers)})


@register.simple_tag
def versions_chart(series: Series, today: datetime.date, title: str) -> SafeString:
    return draw_versions(series, today=today, title=title, description=described_versions(series))


def described_versions(series: Series) -> str:
    """The chart in words."""
    sentences = []
    for row in series.rows:
        if row[5] is None:
            sentences.append(_("Version %(number)s: too little data.") % {"number": row[0]})
        else:
            words = _("Version %(number)s: %(share)s %%, range %(low)s to %(high)s %%.")
            sentences.append(words % {"number": row[0], "share": row[5], "low": row[6], "high": row[7]})
    return " ".join(sentences)


def _missing(missing: int) -> str:
    return ngettext(
        "too little data: %(missing)s more answer needed", "too little data: %(missing)s more answers needed", missing
    ) % {"missing": number(missing)}
