"""Saved work time in two components on two lines, and what an owner's prices make of it. Nothing here is ever added up."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from deflection.reporting.figure import Figure, Term
from deflection.reporting.gathering import Facts
from deflection.reporting.wording import amount, grade_name, number, range_told, refusal_told

MINUTES = 60


def hours_figures(facts: Facts) -> list[Figure]:
    if facts.run is None:
        return []
    saved, values = facts.run.result["saved_minutes"], facts.run.assumptions.values
    stages = facts.run.result["stages"]
    lost = saved["less_lost"]["before_form"]
    grade = grade_name(stages["before_form"]["grade"])
    return [
        _less_lost("hours-before-form", _("Less work time lost: people we can follow"), lost, grade),
        _less_lost(
            "hours-before-form-visits", _("Less work time lost: single visits"), saved["less_lost"]["before_form_visits"], grade
        ),
        _made_easier(saved["made_easier"]),
        _desk_eur(stages["before_form"], values["contact_price_eur"], grade),
        _customers_eur(lost, values["hour_price_eur"], grade),
    ]


def _less_lost(name: str, title: str, told: Mapping[str, Any], grade: str) -> Figure:
    undetermined = refusal_told(told)
    formula: tuple[Term | str, ...] = ()
    if not undetermined and "customer" in told:
        formula = (
            Term(amount(told["customer"] / MINUTES), _("hours of customers’ own attempts and contacts")),
            "+",
            Term(amount(told["agent"] / MINUTES), _("hours of the desk")),
            "−",
            Term(amount(told["reading"] / MINUTES), _("hours spent reading")),
            "=",
            Term(amount(told["net"] / MINUTES), _("hours"), is_result=True),
        )
    return Figure(
        name=name,
        title=title,
        value="" if undetermined else _("%(hours)s h") % {"hours": amount(told["net"] / MINUTES)},
        detail="" if undetermined else range_told(told["low"] / MINUTES, told["high"] / MINUTES),
        sentence=_(
            "Hours that customers and the desk did not spend on contacts that were not needed, minus the hours spent reading. "
            "It follows the fewer contacts above and is no more certain than they are: below zero it would have cost time."
        ),
        formula=formula,
        filters=(
            _("Half an hour of own attempts before a contact, unless the owner has entered another figure"),
            _("The desk’s minutes are the mean of the whole desk in this period; no person’s minutes are looked at"),
            _("A read is at most a quarter of an hour"),
        )
        if undetermined or told.get("is_agent_time_included")
        else (
            _("Half an hour of own attempts before a contact, unless the owner has entered another figure"),
            _("No minutes of the desk are known for this period, so none are included"),
        ),
        weaknesses=(_("The half hour before a contact is a rule of thumb of support desks, not a measurement of this site."),),
        undetermined=undetermined,
        grade=grade,
    )


def _made_easier(told: Mapping[str, Any]) -> Figure:
    return Figure(
        name="hours-made-easier",
        title=_("Work made easier by tips"),
        value="",
        detail="",
        sentence=_(
            "Minutes a day that a tip saves, by what people say. A second component on its own line, never added to the first."
        ),
        undetermined=refusal_told(told),
        weaknesses=(_("People overstate what a tip saves; half of what they say would be counted, and it fades."),),
    )


def _desk_eur(stage: Mapping[str, Any], price: float | None, grade: str) -> Figure:
    undetermined = refusal_told(stage)
    if not undetermined and price is None:
        undetermined = _("No price of a contact has been entered, so there is no figure in EUR.")
    known = 0.0 if undetermined or price is None else price
    return Figure(
        name="eur-desk",
        title=_("Cost of contacts that did not come, EUR"),
        value="" if undetermined else number(stage["avoided"] * known),
        detail="" if undetermined else range_told(stage["low"] * known, stage["high"] * known),
        sentence=_(
            "Fewer contacts times the price of one that the owner entered. A price is a cost per contact, not money that "
            "somebody has saved: desks have the same people tomorrow."
        ),
        formula=()
        if undetermined
        else (
            Term(amount(stage["avoided"]), _("fewer contacts")),
            "×",
            Term(number(known, 2), _("EUR a contact, entered")),
            "=",
            Term(number(stage["avoided"] * known), _("EUR"), is_result=True),
        ),
        weaknesses=(_("Only people we can follow before the form are in it."),),
        undetermined=undetermined,
        grade=grade,
    )


def _customers_eur(lost: Mapping[str, Any], price: float | None, grade: str) -> Figure:
    undetermined = refusal_told(lost)
    if not undetermined and price is None:
        undetermined = _("No price of an hour has been entered, so there is no figure in EUR.")
    known = 0.0 if undetermined or price is None else price / MINUTES
    return Figure(
        name="eur-hours",
        title=_("Value of the hours, EUR"),
        value="" if undetermined else number(lost["net"] * known),
        detail="" if undetermined else range_told(lost["low"] * known, lost["high"] * known),
        sentence=_(
            "The hours of “less work time lost” at the price of an hour that the owner entered. Never added to the line above."
        ),
        formula=()
        if undetermined
        else (
            Term(amount(lost["net"] / MINUTES), _("hours")),
            "×",
            Term(number(known * MINUTES, 2), _("EUR an hour, entered")),
            "=",
            Term(number(lost["net"] * known), _("EUR"), is_result=True),
        ),
        weaknesses=(_("An hour that is not lost is not an hour that is paid less."),),
        undetermined=undetermined,
        grade=grade,
    )
