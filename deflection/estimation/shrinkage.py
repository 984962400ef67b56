"""How often a content solves the problem of those who have it, steadied by the average of its kind.

Quantity: theta = (yes + k * m) / (answers + k), 0-1; answers are yes and no (only looking says nothing of solving).
Assumption: contents of one issue have solve rates around their mean m, spread like a beta distribution of weight k.
Wrong when: one content is of another sort than the rest (a form among instructions): it is pulled to a mean that is not its
own until it has some k answers. Units: shares 0-1. Source: empirical Bayes for beta-binomial counts (Efron 2010, ch. 1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import lgamma, sqrt

from deflection.estimation.types import Z_90, Interval, Undetermined

STRENGTHS = (2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)
DEFAULT_STRENGTH = 20.0
LEAST_ITEMS_FOR_STRENGTH = 5  # fewer contents cannot tell how much contents differ
LEAST_ANSWERS_SHOWN = 10


@dataclass(frozen=True)
class Answers:
    """Answers about one content."""

    yes: int
    no: int

    @property
    def total(self) -> int:
        return self.yes + self.no


@dataclass(frozen=True)
class SolveRate:
    """`rate` 0-1 after shrinkage; `is_shown` false: too little data of its own."""

    rate: float
    interval: Interval
    answers: int

    @property
    def is_shown(self) -> bool:
        return self.answers >= LEAST_ANSWERS_SHOWN


@dataclass(frozen=True)
class Prior:
    """What is known of a kind before a content of it has answers: its `mean` (0-1), weighing as much as `strength` answers."""

    mean: float
    strength: float = DEFAULT_STRENGTH


def solve_rate(answers: Answers, *, mean: float, strength: float = DEFAULT_STRENGTH) -> SolveRate:
    """The steadied rate with a 90 % range from the beta's own standard deviation (cut to 0-1)."""
    weight = answers.total + strength
    rate = (answers.yes + strength * mean) / weight
    reach = Z_90 * sqrt(rate * (1 - rate) / (weight + 1))
    return SolveRate(rate, Interval(max(0.0, rate - reach), min(1.0, rate + reach)), answers.total)


def shown_rate(answers: Answers, prior: Prior) -> SolveRate | Undetermined:
    """The rate where people may see it: a content with few answers of its own has none yet."""
    rate = solve_rate(answers, mean=prior.mean, strength=prior.strength)
    return rate if rate.is_shown else Undetermined("too few answers", LEAST_ANSWERS_SHOWN - answers.total)


def prior_of(items: Sequence[Answers], *, prior_mean: float | None = None) -> Prior | Undetermined:
    """Mean and strength of contents of one kind; the mean is theirs, or `prior_mean` (the site's) while none has an answer."""
    total = sum(one.total for one in items)
    if total:
        # One yes and one no of the air: a mean of exactly 0 or 1 would give some content no credit for ever.
        mean = (sum(one.yes for one in items) + 1) / (total + 2)
    elif prior_mean is not None:
        mean = prior_mean
    else:
        return Undetermined("nobody has answered about this content or its kind", 1)
    return Prior(mean, best_strength(items, mean=mean))


def solve_rates(answers: Mapping[str, Answers], *, prior_mean: float | None = None) -> dict[str, SolveRate] | Undetermined:
    """Rates of the contents of one issue, steadied by each other (see `prior_of`)."""
    prior = prior_of(list(answers.values()), prior_mean=prior_mean)
    if isinstance(prior, Undetermined):
        return prior
    return {content: solve_rate(one, mean=prior.mean, strength=prior.strength) for content, one in answers.items()}


def best_strength(items: Sequence[Answers], *, mean: float) -> float:
    """The k of the grid under which the answers are most likely (marginal likelihood); 20 with too few contents to tell."""
    told = [one for one in items if one.total]
    if len(told) < LEAST_ITEMS_FOR_STRENGTH:
        return DEFAULT_STRENGTH
    return max(STRENGTHS, key=lambda k: sum(_log_likelihood(one, mean * k, (1 - mean) * k) for one in told))


def by_lower_limit(rates: Mapping[str, SolveRate]) -> list[str]:
    """Best first: what is surely good before what may be good."""
    return sorted(rates, key=lambda content: (-rates[content].interval.low, content))


def worst_first(rates: Mapping[str, SolveRate]) -> list[str]:
    """Worst first: by the lower limit of the share that was not helped, so that what is surely bad stands before bad luck."""
    return sorted(rates, key=lambda content: (rates[content].interval.high, content))


def _log_likelihood(one: Answers, a: float, b: float) -> float:
    """Of a beta-binomial, without the binomial coefficient, which does not depend on k."""
    return lgamma(one.yes + a) + lgamma(one.no + b) - lgamma(one.total + a + b) - lgamma(a) - lgamma(b) + lgamma(a + b)
