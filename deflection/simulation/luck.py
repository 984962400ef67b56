"""Chance and time of the simulated world. All randomness comes from the one generator that is handed in."""

import math
import random
from datetime import datetime, timedelta


class Luck:
    def __init__(self, *, rng: random.Random, end: datetime):
        self.rng = rng
        self.end = end

    def how_many(self, per_week: float, week: tuple[float, ...], day: datetime) -> int:
        """A Poisson draw for one day, from the week's total and the share of its weekday."""
        mean = per_week * week[day.weekday()] / sum(week)
        count, product = 0, self.rng.random()
        limit = math.exp(-mean)
        while product > limit:
            count += 1
            product *= self.rng.random()
        return count

    def moment(self, day: datetime) -> datetime:
        """Mostly office hours, with a peak at nine and one after lunch, and an evening tail."""
        hour = self.rng.choices((9.2, 13.4, 19.5), (50, 40, 10))[0] + self.rng.gauss(0, 1.3)
        return day + timedelta(hours=min(max(hour, 6.0), 22.5), seconds=self.rng.randrange(60))

    def later(self, ts: datetime, low_s: float, high_s: float) -> datetime:
        """Some seconds later, but never after the end of the world."""
        left_s = (self.end - ts).total_seconds() - 1
        return ts + timedelta(seconds=min(self.rng.uniform(low_s, high_s), self.rng.uniform(0, left_s)))

    def same_or_next_days(self, ts: datetime) -> datetime:
        """When somebody who could not solve it turns to a person: the same day, or within two."""
        days = self.rng.choices((0, 1, 2), (60, 28, 12))[0]
        moment = self.moment(ts.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days))
        return moment if days and moment < self.end else self.later(ts, 240, 7_200)

    def is_lucky(self, chance: float) -> bool:
        return self.rng.random() < chance
