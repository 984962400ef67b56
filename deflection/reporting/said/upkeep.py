"""Articles that surely help less than the others, for the editors' home. By range, never by a plain percentage; without names."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Answer, ArticlePage, Reason, VoteReason
from articles.upkeep.lists import Chosen, Row, WorkList, register_work_list
from articles.upkeep.own import edit_address
from deflection.estimation.shrinkage import SolveRate, worst_first
from deflection.reporting.said.priors import live_answers, priors
from deflection.reporting.wording import number, percent


def register_worst_rated() -> None:
    register_work_list(
        WorkList(
            name="worst-rated",
            order=40,
            label=gettext_lazy("Worst rated"),
            meaning=gettext_lazy(
                "From ten answers on: even the upper end of the range is below the average of the site. What is surely bad "
                "stands before bad luck."
            ),
            empty=gettext_lazy("No article is surely below the average of the site, as far as readers have answered."),
            count=lambda chosen: len(_worst(chosen)),
            rows=_rows,
            shows_owner=False,
        )
    )


def _worst(chosen: Chosen) -> list[tuple[ArticlePage, SolveRate]]:
    """Two queries beside those for the priors."""
    known, answers = priors(), live_answers()
    if known.site is None:
        return []
    articles = {str(one.pk): one for one in chosen.published().select_related("locale").filter(pk__in=answers)}
    rates = {pk: known.rate(one.translation_key, answers[one.pk]) for pk, one in articles.items()}
    below = {pk: rate for pk, rate in rates.items() if isinstance(rate, SolveRate) and rate.interval.high < known.site.mean}
    return [(articles[pk], below[pk]) for pk in worst_first(below)]


def _rows(chosen: Chosen, start: int, stop: int) -> list[Row]:
    shown = _worst(chosen)[start:stop]
    reasons = _commonest_reasons([article.pk for article, _rate in shown])
    return [
        Row(
            title=article.title,
            language=article.locale.language_code,
            why="; ".join([_told(rate), *([reasons[article.pk]] if article.pk in reasons else [])]),
            url=edit_address(article.pk),
            evidence_url=reverse("reports:article", args=[article.pk]),
        )
        for article, rate in shown
    ]


def _told(rate: SolveRate) -> str:
    words = ngettext(
        "solved %(share)s (%(low)s to %(high)s), %(answers)s answer",
        "solved %(share)s (%(low)s to %(high)s), %(answers)s answers",
        rate.answers,
    )
    return words % {
        "share": percent(rate.rate),
        "low": percent(rate.interval.low),
        "high": percent(rate.interval.high),
        "answers": number(rate.answers),
    }


def _commonest_reasons(articles: list[int]) -> dict[int, str]:
    """The reason that was given most for a no, by article. One query."""
    counted = (
        VoteReason.objects.filter(vote__article__in=articles, vote__is_counted=True, vote__answer=Answer.NO)
        .values_list("vote__article_id", "reason")
        .annotate(times=Count("pk"))
        .order_by("times", "reason")
    )
    return {article: str(Reason(reason).label) for article, reason, _times in counted}
