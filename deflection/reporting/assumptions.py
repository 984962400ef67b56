"""Every assumption in words: what it is now, its unit, why it is so, and when it was something else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from deflection.estimation import calibration, linkage, twins, value
from deflection.estimation.episodes import CAP_PERIOD
from deflection.ledger import assumptions as kept
from deflection.ledger.episodes import EPISODE_GAP, LOOK_AHEAD, VISIT_LOOK_AHEAD
from deflection.ledger.estimating import ASKED_FOR
from deflection.ledger.moved import LIKENESS
from deflection.models import AssumptionSet
from deflection.recording.qualifying import LEAST_SCROLL, LEAST_SECONDS
from deflection.reporting.figures.avoided import LEAST_ANSWERS
from deflection.reporting.wording import number, percent


@dataclass(frozen=True)
class AssumptionRow:
    """`value` is empty while nothing has been entered."""

    name: str
    title: str
    value: str
    unit: str
    reason: str
    shipped: str


@dataclass(frozen=True)
class SetRow:
    number: int
    made_at: datetime
    by: str
    reason: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class AssumptionsPage:
    current: int
    entered: tuple[AssumptionRow, ...]
    built_in: tuple[AssumptionRow, ...]
    history: tuple[SetRow, ...]


def assumptions_page() -> AssumptionsPage:
    """One query: the sets, newest first. Before the first estimate there is none, and what is shipped holds."""
    sets = list(AssumptionSet.objects.select_related("made_by"))
    shipped = {one.name: one.shipped for one in kept.ASSUMPTIONS}
    values = sets[0].values if sets else shipped
    older = [*sets[1:], None][: len(sets)]
    history = [
        SetRow(
            one.pk,
            one.made_at,
            one.made_by.get_username() if one.made_by else "",
            _("As shipped") if one.reason == kept.AS_SHIPPED else one.reason,
            _changes(before.values if before else shipped, one.values),
        )
        for one, before in zip(sets, older, strict=True)
    ]
    entered = tuple(
        AssumptionRow(
            one.name,
            title_of(one.name),
            _value(values.get(one.name)),
            unit_name(one.unit),
            source_of(one.name),
            _value(one.shipped),
        )
        for one in kept.ASSUMPTIONS
    )
    return AssumptionsPage(sets[0].pk if sets else 0, entered, _built_in(), tuple(history))


def title_of(name: str) -> str:
    return {
        "attempt_minutes": _("Own attempts before a contact"),
        "customer_contact_minutes": _("The customer’s time in a contact"),
        "waiting_minutes": _("Time in which work stands still while waiting"),
        "contact_price_eur": _("Price of a contact"),
        "hour_price_eur": _("Price of an hour"),
    }[name]


def unit_name(unit: str) -> str:
    return {"minutes": _("minutes"), "EUR": _("EUR")}[unit]


def source_of(name: str) -> str:
    return {
        "attempt_minutes": _("Rule of thumb of support desks: half an hour of own attempts. Not measured on this site."),
        "customer_contact_minutes": _("Not entered: the desk’s measured mean is taken for the customer too."),
        "waiting_minutes": _("Waiting is not work: zero unless work stands still meanwhile."),
        "contact_price_eur": _("Ships empty. A cost that your finance knows; without it no figure in EUR appears."),
        "hour_price_eur": _("Ships empty. A cost that your finance knows; without it no figure in EUR appears."),
    }[name]


def _value(value_: float | None) -> str:
    if value_ is None:
        return ""
    return number(value_, 0 if float(value_).is_integer() else 2)


def _changes(before: Mapping[str, float | None], after: Mapping[str, float | None]) -> tuple[str, ...]:
    return tuple(
        _("%(title)s: %(before)s → %(after)s")
        % {
            "title": title_of(one.name),
            "before": _value(before.get(one.name)) or _("empty"),
            "after": _value(after.get(one.name)) or _("empty"),
        }
        for one in kept.ASSUMPTIONS
        if before.get(one.name) != after.get(one.name)
    )


def _built_in() -> tuple[AssumptionRow, ...]:
    """Part of the formulas: changed only with them, and then the version of the formulas changes too."""
    days, hours = _("days"), _("hours")
    rows = [
        (
            _("How long after reading a contact still counts"),
            number(LOOK_AHEAD.days),
            days,
            _("A week holds nearly all contacts that follow a read; 1, 3 and 14 days are tried too."),
        ),
        (_("The same for a single visit"), number(VISIT_LOOK_AHEAD.days), days, _("A visit cannot be followed for longer.")),
        (
            _("Pages of one need lie at most so far apart"),
            number(EPISODE_GAP.total_seconds() / 3600),
            hours,
            _("Judgement: who comes back the next day has the same need."),
        ),
        (
            _("One person and one need count once in"),
            number(CAP_PERIOD.days),
            days,
            _("Too little is counted rather than too much."),
        ),
        (
            _("People asked at random, taken from the last"),
            number(ASKED_FOR.days),
            days,
            _("A month asks too few people for rates."),
        ),
        (
            _("A page is read when it was visible for at least"),
            number(LEAST_SECONDS),
            _("seconds"),
            _("Or for as long as its length needs; below it the reader left at once."),
        ),
        (_("Or when it was read to at least"), percent(LEAST_SCROLL), _("of its length"), _("Judgement.")),
        (
            _("Answers needed for a model at all"),
            number(twins.LEAST_ANSWERS),
            _("answers"),
            _("Fewer give no range worth showing."),
        ),
        (
            _("Of them “no” at least"),
            number(twins.LEAST_NO_ANSWERS),
            _("answers"),
            _("They tell how often people without help write to us."),
        ),
        (
            _("Answers about a page before it has a figure"),
            number(LEAST_ANSWERS),
            _("answers"),
            _("Fewer say more about chance than about the page."),
        ),
        (
            _("A small group leans on the site’s mean as if it had more"),
            number(twins.PRIOR_STRENGTH),
            _("answers"),
            _("Usual strength for rates of small groups."),
        ),
        (
            _("Share of the model that holds where it was compared"),
            number(calibration.PRIOR_MEAN, 1),
            "",
            _("Our simulations: such models claim 40 % too much. No published value was found."),
        ),
        (
            _("Its uncertainty (standard deviation)"),
            number(calibration.PRIOR_SD, 1),
            "",
            _("Makes the range without any comparison about 0 to 1.5 times the model."),
        ),
        (
            _("A channel is measured from a linked share of"),
            percent(linkage.LEAST_LINKED_SHARE),
            "",
            _("Below it four of five contacts would be guessed from one."),
        ),
        (
            _("A linked contact stands for at most"),
            number(linkage.HEAVIEST_WEIGHT),
            _("contacts"),
            _("No single row may decide a figure."),
        ),
        (
            _("A read counts as time for at most"),
            number(value.LONGEST_READ_MINUTES),
            _("minutes"),
            _("A page left open is not work."),
        ),
        (_("Of what people say a tip saves, counted"), percent(value.TIP_REALISED_SHARE), "", _("Judgement: people overstate.")),
        (
            _("A tip’s use halves every"),
            number(value.TIP_HALF_LIFE_DAYS),
            days,
            _("Judgement, until 30 people have said whether they still use it."),
        ),
        (
            _("Rate of people we cannot follow, beside the others’"),
            number(LIKENESS, 1),
            "",
            _("Judgement; only a row of “what would change the figure”, never in the headline."),
        ),
    ]
    return tuple(AssumptionRow("", title, told, unit, reason, "") for title, told, unit, reason in rows)
