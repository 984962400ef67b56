from decimal import Decimal
from inspect import signature

import pytest

from deflection.estimation import value
from deflection.estimation.types import Undetermined
from deflection.estimation.value import (
    TimeAssumptions,
    cause_removed,
    disruption_hours_at_most,
    lost_time_avoided,
    reading_minutes,
    tip_effective_days,
    work_made_easier,
)


def test_w7_a_mended_instruction_is_two_lines_and_with_an_hourly_price_three():
    removed = cause_removed(contacts=2_000, contact_price_eur=Decimal(50))
    assert removed.customer_hours == 1_000
    assert removed.desk_eur == Decimal("100000.00")
    assert isinstance(removed.customer_eur, Undetermined)
    with_hours = cause_removed(contacts=2_000, contact_price_eur=Decimal(50), hour_price_eur=Decimal(100))
    assert with_hours.customer_eur == Decimal("100000.00")


def test_no_price_no_euro():
    assert isinstance(cause_removed(contacts=2_000).desk_eur, Undetermined)


def test_w8_only_people_who_showed_themselves_can_have_lost_time():
    assert disruption_hours_at_most(contacting_persons=37, status_readers=120, in_both=10) == 36.75
    names = {name for function in vars(value).values() if callable(function) for name in _names(function)}
    assert not {name for name in names if "users" in name or "employees" in name}, "users x minutes must be impossible to ask for"
    with pytest.raises(ValueError, match="both groups"):
        disruption_hours_at_most(contacting_persons=5, status_readers=120, in_both=10)


def _names(function):
    try:
        return signature(function).parameters
    except (TypeError, ValueError):
        return ()


def test_w9_a_tip_of_fifteen_minutes_a_day():
    assert tip_effective_days() == pytest.approx(75.305, abs=0.0005)
    assert tip_effective_days() * 5 / 7 == pytest.approx(53.789, abs=0.0005)
    assert work_made_easier(minutes_a_day=[15]).hours == pytest.approx(6.724, abs=0.0005)


def test_silent_people_raise_the_upper_bound_only():
    easier = work_made_easier(minutes_a_day=[15, 90], asked_share=0.05, asked_without_answer=2)
    assert easier.hours == pytest.approx(6.724 / 15 * 75 / 0.05, abs=0.05)
    assert easier.hours_at_most == pytest.approx(2 * easier.hours)
    assert isinstance(work_made_easier(minutes_a_day=[]), Undetermined)
    with pytest.raises(ValueError, match="above 0"):
        work_made_easier(minutes_a_day=[15], asked_share=0)


def test_w17_net_minutes_of_a_month():
    saved = lost_time_avoided(
        before_form_contacts=100,
        at_form_contacts=40,
        reading_minutes=reading_minutes([150] * 1_400),
        times=TimeAssumptions(attempt_minutes=30, customer_contact_minutes=12, agent_minutes=15),
    )
    assert saved.gross_minutes == 5_700 + 1_080
    assert saved.net_minutes == 3_280
    assert saved.net_hours == pytest.approx(54.67, abs=0.005)
    assert saved.is_agent_time_included


def test_unmeasured_agent_time_is_left_out_and_said():
    saved = lost_time_avoided(before_form_contacts=100, at_form_contacts=40, reading_minutes=0, times=TimeAssumptions())
    assert saved.gross_minutes == 3_000
    assert not saved.is_agent_time_included


def test_the_customers_side_of_a_contact_is_as_long_as_the_agents_unless_entered():
    saved = lost_time_avoided(
        before_form_contacts=0, at_form_contacts=10, reading_minutes=0, times=TimeAssumptions(agent_minutes=12)
    )
    assert (saved.customer_minutes, saved.agent_minutes) == (120, 120)


def test_a_page_left_open_is_a_quarter_of_an_hour_at_most():
    assert reading_minutes([14_400, 60]) == 16


def test_the_two_components_cannot_be_added():
    saved = lost_time_avoided(before_form_contacts=1, at_form_contacts=1, reading_minutes=0, times=TimeAssumptions())
    with pytest.raises(TypeError):
        saved + work_made_easier(minutes_a_day=[15])
