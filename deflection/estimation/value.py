"""Saved work time in two components that are told on two lines and never added.

Component 1, less work time lost: minutes that customers and the desk did not spend on contacts that were not needed,
minus the minutes spent reading. Component 2, work made easier: minutes that a tip saves every day.
Assumption: half an hour of own attempts comes before a contact (a desk's rule of thumb). At the form that half hour is
already spent, so it is saved only before the form and by removing a cause. Wrong when: contacts are quick to decide on (a
chat beside the cursor). Nothing multiplies a number of users with a number of minutes: only people who showed themselves count.
Units: minutes, hours, EUR; the unit stands in each name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from deflection.estimation.types import Undetermined

ATTEMPT_MINUTES = 30.0  # own attempts before a contact; see above
LONGEST_READ_MINUTES = 15.0  # a page left open is not work
DISRUPTION_MINUTES = 15.0  # where neither a measured interruption nor a statement is shorter
TIP_MOST_MINUTES_A_DAY = 60.0
TIP_REALISED_SHARE = 0.5  # judgement: people overstate
TIP_HALF_LIFE_DAYS = 60.0  # judgement, until 30 people have said whether they still use it
TIP_DAYS = 180
WORKDAYS_SHARE = 5 / 7


@dataclass(frozen=True)
class TimeAssumptions:
    """Minutes of one contact. None: neither measured nor entered, so not included, and said so."""

    attempt_minutes: float = ATTEMPT_MINUTES
    customer_contact_minutes: float | None = None
    waiting_minutes: float = 0.0
    agent_minutes: float | None = None


@dataclass(frozen=True)
class LostTimeAvoided:
    """Component 1. `customer_minutes` and `agent_minutes` are gross; reading is the customers' own time."""

    customer_minutes: float
    agent_minutes: float
    reading_minutes: float
    is_agent_time_included: bool

    @property
    def gross_minutes(self) -> float:
        return self.customer_minutes + self.agent_minutes

    @property
    def net_minutes(self) -> float:
        return self.gross_minutes - self.reading_minutes

    @property
    def net_hours(self) -> float:
        return self.net_minutes / 60


def lost_time_avoided(
    *, before_form_contacts: float, at_form_contacts: float, reading_minutes: float, times: TimeAssumptions
) -> LostTimeAvoided:
    """From contacts that were spared because the problem was solved (not from suppressed ones), and the needy reads' time."""
    contacts = before_form_contacts + at_form_contacts
    # Without a figure of its own the customer's side of a contact takes as long as the agent's.
    customer_contact = times.customer_contact_minutes if times.customer_contact_minutes is not None else times.agent_minutes
    return LostTimeAvoided(
        customer_minutes=before_form_contacts * times.attempt_minutes
        + contacts * ((customer_contact or 0.0) + times.waiting_minutes),
        agent_minutes=contacts * (times.agent_minutes or 0.0),
        reading_minutes=reading_minutes,
        is_agent_time_included=times.agent_minutes is not None,
    )


def reading_minutes(dwell_seconds: Iterable[float]) -> float:
    """Minutes of reading, each read at most a quarter of an hour."""
    return sum(min(seconds / 60, LONGEST_READ_MINUTES) for seconds in dwell_seconds)


@dataclass(frozen=True)
class CauseRemoved:
    """An instruction or product was mended and its contacts stopped. Lines of their own: hours and EUR are never added."""

    customer_hours: float
    desk_eur: Decimal | Undetermined
    customer_eur: Decimal | Undetermined


def cause_removed(
    *,
    contacts: float,
    attempt_minutes: float = ATTEMPT_MINUTES,
    contact_price_eur: Decimal | None = None,
    hour_price_eur: Decimal | None = None,
) -> CauseRemoved:
    """Prices exist only when the owner has entered them."""
    hours = contacts * attempt_minutes / 60
    return CauseRemoved(
        customer_hours=hours,
        desk_eur=_eur(contacts, contact_price_eur, "no price of a contact has been entered"),
        customer_eur=_eur(hours, hour_price_eur, "no price of an hour has been entered"),
    )


def _eur(amount: float, price: Decimal | None, reason: str) -> Decimal | Undetermined:
    return Undetermined(reason) if price is None else (Decimal(str(amount)) * price).quantize(Decimal("0.01"))


def disruption_hours_at_most(
    *, contacting_persons: int, status_readers: int, in_both: int, minutes_each: float = DISRUPTION_MINUTES
) -> float:
    """Upper limit of the time that people who showed themselves can have lost. How many users exist is not asked."""
    if not 0 <= in_both <= min(contacting_persons, status_readers):
        raise ValueError("more people in both groups than in one of them")
    persons = contacting_persons + status_readers - in_both
    return persons * min(minutes_each, DISRUPTION_MINUTES) / 60


def tip_effective_days(*, half_life_days: float = TIP_HALF_LIFE_DAYS, days: int = TIP_DAYS) -> float:
    """Days of full use that half a year of fading use comes to; calendar days."""
    return sum(2 ** (-day / half_life_days) for day in range(1, days + 1))


@dataclass(frozen=True)
class WorkMadeEasier:
    """Component 2: from what answering people say (`hours`), and if silent people were like them (`hours_at_most`)."""

    hours: float
    hours_at_most: float
    answers: int


def work_made_easier(
    *, minutes_a_day: Iterable[float], asked_share: float = 1.0, asked_without_answer: int = 0
) -> WorkMadeEasier | Undetermined:
    """`minutes_a_day`: one value per answer; `asked_share` 0-1: the share of readers that was asked."""
    told = [min(minutes, TIP_MOST_MINUTES_A_DAY) for minutes in minutes_a_day]
    if not told:
        return Undetermined("nobody has said yet how much a tip saves", 1)
    if not 0 < asked_share <= 1:
        raise ValueError("the share of readers that was asked must be above 0 and at most 1")
    hours = sum(told) / asked_share * TIP_REALISED_SHARE * tip_effective_days() * WORKDAYS_SHARE / 60
    return WorkMadeEasier(hours, hours * (len(told) + asked_without_answer) / len(told), len(told))
