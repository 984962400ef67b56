"""What experiments say about the model: the factor c = true effect / modelled effect, and totals multiplied by it.

Quantity: posterior of c for an issue that no experiment covered, and the 90 % range of sum of c_s * M_s.
Assumption: issues differ from each other as draws from one normal distribution, c_k ~ N(mu, tau^2).
Wrong when: experiments were run on the best issues only (the mean is then too high; the range widens with tau but does not
move). Normal, not lognormal: a lognormal factor can never say "no effect". Units: c has none; totals in contacts.
Source: normal-normal hierarchical model (Gelman et al., BDA3 ch. 5); 0.7 is the inverse of the +40 % raw bias in our
simulations (no published value was found); 0.4 makes the range without any experiment about 0 to 1.5; 0.25 is judgement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from deflection.estimation.twins import ModelledStratum
from deflection.estimation.types import Z_90, Grade, Interval

PRIOR_MEAN, PRIOR_SD = 0.7, 0.4
TAU_SCALE = 0.25
TAU_GRID = np.linspace(0.01, 1.0, 100)
DRAWS = 4_000
STRATA_AT_ONCE = 500  # bounds memory: 500 x 4,000 numbers are 16 MB

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ExperimentEffect:
    """One finished comparison: the measured effect and what the model said of the same people. All in contacts."""

    name: str
    effect: float
    effect_sd: float
    modelled: float
    modelled_relative_variance: float = 0.0


@dataclass(frozen=True)
class FactorEstimate:
    """c of one experiment with its standard error."""

    factor: float
    standard_error: float


def factor_estimates(effects: Sequence[ExperimentEffect]) -> list[FactorEstimate]:
    """c per experiment. Errors use the pooled c: with each one's own, low values look precise and pull the mean down."""
    if not effects:
        return []
    mean_modelled = sum(one.modelled for one in effects) / len(effects)
    pooled = (sum(one.effect for one in effects) + PRIOR_MEAN * mean_modelled) / (
        sum(one.modelled for one in effects) + mean_modelled
    )
    return [
        FactorEstimate(
            one.effect / one.modelled,
            sqrt((one.effect_sd / one.modelled) ** 2 + pooled**2 * one.modelled_relative_variance),
        )
        for one in effects
    ]


def is_gate_open(effects: Sequence[ExperimentEffect]) -> bool:
    """Whether all experiments together show an effect above zero; without one the range includes zero and is no headline."""
    total = sum(one.effect for one in effects)
    return total > Z_90 * sqrt(sum(one.effect_sd**2 for one in effects))


@dataclass(frozen=True, eq=False)
class FactorPosterior:
    """Mixture over tau: weight, mean and variance of mu for each value of the grid."""

    weights: Array
    means: Array
    variances: Array

    @property
    def mean(self) -> float:
        return float(self.weights @ self.means)

    def quantile_of_mean(self, share: float) -> float:
        """Of mu, the average issue; by quadrature."""
        return _mixture_quantile(self.weights, self.means, np.sqrt(self.variances), share)

    def quantile(self, share: float) -> float:
        """Of c of an issue that no experiment covered; by quadrature."""
        return _mixture_quantile(self.weights, self.means, np.sqrt(self.variances + TAU_GRID**2), share)

    def interval(self) -> Interval:
        return Interval(self.quantile(0.05), self.quantile(0.95))

    def draw(self, draws: int, rng: np.random.Generator) -> tuple[Array, Array]:
        """mu and tau, `draws` of each."""
        at = rng.choice(len(TAU_GRID), draws, p=self.weights)
        return self.means[at] + np.sqrt(self.variances[at]) * rng.normal(size=draws), TAU_GRID[at]

    def draw_factors(self, draws: int, rng: np.random.Generator) -> Array:
        """c of an issue that no experiment covered."""
        mu, tau = self.draw(draws, rng)
        return mu + tau * rng.normal(size=draws)


def factor_posterior(estimates: Sequence[FactorEstimate]) -> FactorPosterior:
    """Posterior of mu and tau; without any experiment it is the prior. tau on a grid, mu conjugate."""
    factors = np.array([one.factor for one in estimates])
    errors = np.array([one.standard_error for one in estimates])
    log_weights = -0.5 * (TAU_GRID / TAU_SCALE) ** 2
    means, variances = np.empty_like(TAU_GRID), np.empty_like(TAU_GRID)
    for place, tau in enumerate(TAU_GRID):
        spread = errors**2 + tau**2
        precision = 1 / PRIOR_SD**2 + (1 / spread).sum()
        mean = (PRIOR_MEAN / PRIOR_SD**2 + (factors / spread).sum()) / precision
        means[place], variances[place] = mean, 1 / precision
        log_weights[place] += -0.5 * np.log(spread).sum() - 0.5 * np.log(precision)
        log_weights[place] -= 0.5 * ((factors**2 / spread).sum() + PRIOR_MEAN**2 / PRIOR_SD**2 - mean**2 * precision)
    weights = np.exp(log_weights - log_weights.max())
    return FactorPosterior(weights / weights.sum(), means, variances)


@dataclass(frozen=True)
class StageTotal:
    """Avoided contacts of a stage. `is_headline` false: the range includes zero because nothing has been compared yet."""

    avoided: float
    interval: Interval
    grade: Grade
    is_headline: bool


def calibrated_total(
    strata: Sequence[ModelledStratum],
    effects: Sequence[ExperimentEffect],
    *,
    rng: np.random.Generator,
    draws: int = DRAWS,
) -> StageTotal:
    """Mean of c times the modelled contacts, with its range; strata share it in proportion to their modelled contacts."""
    posterior = factor_posterior(factor_estimates(effects))
    interval = total_interval(strata, posterior, rng=rng, draws=draws)
    is_open = is_gate_open(effects)
    return StageTotal(
        avoided=posterior.mean * sum(one.contacts for one in strata),
        # Many issues average their own luck away, but not that nobody has ever compared: zero stays possible.
        interval=interval if is_open else interval.including(min(interval.low, 0.0)),
        grade=Grade.CALIBRATED if effects else Grade.MODELLED,
        is_headline=is_open,
    )


def total_interval(
    strata: Sequence[ModelledStratum], posterior: FactorPosterior, *, rng: np.random.Generator, draws: int = DRAWS
) -> Interval:
    """90 % range of sum of c_s * M_s in contacts, by draws; a stratum's own model total is never drawn below zero.

    What chance did to the site's three rates is drawn once for all strata, what it did to a stratum's own for each.
    """
    mu, tau = posterior.draw(draws, rng)
    chance_of_rates = rng.normal(size=(draws, 3))
    totals = np.zeros(draws)
    for start in range(0, len(strata), STRATA_AT_ONCE):
        part = strata[start : start + STRATA_AT_ONCE]
        contacts = np.array([one.contacts for one in part])
        sds = np.sqrt([one.variance for one in part])
        factors = mu[:, None] + tau[:, None] * rng.normal(size=(draws, len(part)))
        shared = chance_of_rates @ np.array([one.shared_errors for one in part]).T
        modelled = np.maximum(contacts * (1 + shared) + sds * rng.normal(size=(draws, len(part))), 0.0)
        totals += (factors * modelled).sum(axis=1)
    low, high = np.quantile(totals, [0.05, 0.95])
    return Interval(float(low), float(high))


def total_interval_by_quadrature(strata: Sequence[ModelledStratum], posterior: FactorPosterior) -> Interval:
    """The same without chance: moments of the sum given tau, taken as normal. A check on the draws, not on the model."""
    contacts = np.array([one.contacts for one in strata])
    variances = np.array([one.variance for one in strata])
    together = contacts @ np.array([one.shared_errors for one in strata])
    total, squares, own = contacts.sum(), (contacts**2).sum(), variances.sum() + (together**2).sum()
    tau2 = TAU_GRID**2
    means = posterior.means * total
    spread = posterior.variances * total**2 + tau2 * squares + (posterior.means**2 + posterior.variances + tau2) * own
    sds = np.sqrt(spread)
    return Interval(*(_mixture_quantile(posterior.weights, means, sds, share) for share in (0.05, 0.95)))


def _mixture_quantile(weights: Array, means: Array, sds: Array, share: float) -> float:
    """Quantile of a mixture of normals, by bisection."""
    low, high = float((means - 10 * sds).min()), float((means + 10 * sds).max())
    for _halving in range(80):
        middle = (low + high) / 2
        below = sum(
            weight * 0.5 * (1 + erf((middle - mean) / (sd * sqrt(2)))) if sd else weight * (mean <= middle)
            for weight, mean, sd in zip(weights, means, sds, strict=True)
        )
        low, high = (middle, high) if below < share else (low, middle)
    return (low + high) / 2
