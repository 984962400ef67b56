"""A calendar month or an ISO week of the site's time zone."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

_MONTH = re.compile(r"^(20\d\d)-(0[1-9]|1[0-2])$")
_WEEK = re.compile(r"^(20\d\d)-W(0[1-9]|[1-4]\d|5[0-3])$")


@dataclass(frozen=True)
class Period:
    """Days from `first` to before `after`; `name` stands in addresses ("2026-10", "2026-W46")."""

    name: str
    first: date
    after: date

    @property
    def is_week(self) -> bool:
        return "W" in self.name

    # Kept: every row of a report is compared with them.
    @cached_property
    def start(self) -> datetime:
        return start_of(self.first)

    @cached_property
    def end(self) -> datetime:
        return start_of(self.after)

    @property
    def label(self) -> str:
        if self.is_week:
            year, week, _day = self.first.isocalendar()
            return _("week %(week)s, %(year)s") % {"week": week, "year": year}
        return date_format(self.first, "YEAR_MONTH_FORMAT")

    @property
    def days_label(self) -> str:
        last = self.after - timedelta(days=1)
        return _("%(first)s to %(last)s") % {
            "first": date_format(self.first, "SHORT_DATE_FORMAT"),
            "last": date_format(last, "SHORT_DATE_FORMAT"),
        }

    @property
    def days(self) -> int:
        return (self.after - self.first).days

    @property
    def before(self) -> "Period":
        return (week_of if self.is_week else month_of)(self.first - timedelta(days=1))

    @property
    def following(self) -> "Period":
        return (week_of if self.is_week else month_of)(self.after)

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


def start_of(day: date) -> datetime:
    """Midnight of the site's zone; days with a clock change have 23 or 25 hours."""
    return timezone.make_aware(datetime.combine(day, time.min))


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return Period(f"{first:%Y-%m}", first, after)


def week_of(day: date) -> Period:
    first = day - timedelta(days=day.weekday())
    year, week, _day = first.isocalendar()
    return Period(f"{year}-W{week:02d}", first, first + timedelta(days=7))


def period_named(name: str) -> Period | None:
    """None for anything that is no month or week of this century."""
    if match := _MONTH.match(name):
        return month_of(date(int(match[1]), int(match[2]), 1))
    if match := _WEEK.match(name):
        try:
            return week_of(date.fromisocalendar(int(match[1]), int(match[2]), 1))
        except ValueError:  # week 53 of a year with 52
            return None
    return None


def last_complete_month(today: date) -> Period:
    return month_of(today.replace(day=1) - timedelta(days=1))
