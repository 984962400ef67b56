import numpy as np
import pytest

from deflection.estimation.calibration import (
    ExperimentEffect,
    FactorEstimate,
    calibrated_total,
    factor_estimates,
    factor_posterior,
    is_gate_open,
    total_interval,
    total_interval_by_quadrature,
)
from deflection.estimation.twins import TwinPriors, model_stratum
from deflection.estimation.types import Grade
from tests.deflection.estimation.test_twins import counts

TWO = (FactorEstimate(0.62, 0.12), FactorEstimate(0.81, 0.15))
W6 = [((), 0.70, -0.07, 1.47), (TWO, 0.700, 0.323, 1.096)]


@pytest.mark.parametrize(("estimates", "middle", "low", "high"), W6)
def test_w6_factor_of_another_issue_by_quadrature(estimates, middle, low, high):
    posterior = factor_posterior(estimates)
    assert posterior.quantile(0.5) == pytest.approx(middle, abs=0.01)
    assert posterior.interval().low == pytest.approx(low, abs=0.01)
    assert posterior.interval().high == pytest.approx(high, abs=0.01)


def test_w6_mean_of_two_experiments_by_quadrature():
    posterior = factor_posterior(TWO)
    assert [posterior.quantile_of_mean(share) for share in (0.5, 0.05, 0.95)] == pytest.approx([0.701, 0.467, 0.942], abs=0.01)
    assert posterior.mean == pytest.approx(0.701, abs=0.01)


@pytest.mark.parametrize(("estimates", "middle", "low", "high"), W6)
def test_w6_four_thousand_draws_are_near_for_each_of_fifty_seeds(estimates, middle, low, high):
    posterior = factor_posterior(estimates)
    for seed in range(50):
        drawn = np.quantile(posterior.draw_factors(4_000, np.random.default_rng(seed)), [0.5, 0.05, 0.95])
        assert drawn == pytest.approx([middle, low, high], abs=0.06), seed


def strata(number=40):
    priors = TwinPriors(0.75, 0.60, 0.35)
    return [
        model_stratum(counts(200 + 10 * place, yes=18, no=12, browsing=10, contacts_of_no=4), priors) for place in range(number)
    ]


def test_without_an_experiment_the_total_includes_zero_and_is_no_headline():
    total = calibrated_total(strata(), (), rng=np.random.default_rng(20261121))
    assert total.interval.low <= 0 < total.avoided < total.interval.high
    assert total.avoided == pytest.approx(0.7 * sum(one.contacts for one in strata()))
    assert (total.grade, total.is_headline) == (Grade.MODELLED, False)


def test_experiments_that_agree_lift_the_range_above_zero():
    effects = [ExperimentEffect(f"e{number}", 70, 8, 100, 0.01) for number in range(5)]
    total = calibrated_total(strata(), effects, rng=np.random.default_rng(20261121))
    assert 0 < total.interval.low < total.avoided < total.interval.high
    assert (total.grade, total.is_headline) == (Grade.CALIBRATED, True)


@pytest.mark.parametrize("estimates", [(), TWO])
def test_draws_and_quadrature_agree_on_a_total(estimates):
    modelled, posterior = strata(), factor_posterior(estimates)
    drawn = total_interval(modelled, posterior, rng=np.random.default_rng(1), draws=40_000)
    exact = total_interval_by_quadrature(modelled, posterior)
    size = sum(one.contacts for one in modelled)
    assert drawn.low == pytest.approx(exact.low, abs=0.02 * size)
    assert drawn.high == pytest.approx(exact.high, abs=0.02 * size)


def leaning(number, errors):
    """Strata with no answers of their own: all that is known of them are the site's three rates."""
    quiet = counts(100, yes=0, no=0, browsing=0, contacts_of_no=0)
    return [model_stratum(quiet, TwinPriors(0.75, 0.60, 0.35, relative_errors=errors)) for _ in range(number)]


def test_chance_in_the_rates_of_the_site_does_not_average_out_over_strata():
    posterior = factor_posterior([FactorEstimate(0.7, 0.001)] * 400)  # the factor is as good as known
    firm, shaky = ((0.0, 0.0, 0.0), (0.05, 0.10, 0.30))

    def half_width(number, errors):
        modelled = leaning(number, errors)
        drawn = total_interval(modelled, posterior, rng=np.random.default_rng(3), draws=8_000)
        return (drawn.high - drawn.low) / 2 / (0.7 * sum(one.contacts for one in modelled))

    assert half_width(200, firm) < 0.1
    assert half_width(200, shaky) == pytest.approx(1.645 * np.sqrt(0.05**2 + 0.10**2 + 0.30**2), rel=0.1)


def test_draws_and_quadrature_agree_on_chance_that_is_shared():
    modelled, posterior = leaning(40, (0.05, 0.10, 0.15)), factor_posterior(TWO)
    drawn = total_interval(modelled, posterior, rng=np.random.default_rng(1), draws=40_000)
    exact = total_interval_by_quadrature(modelled, posterior)
    size = sum(one.contacts for one in modelled)
    # The quadrature takes a product of two normals for one; with that much chance it is a little skewed.
    assert (drawn.low, drawn.high) == pytest.approx((exact.low, exact.high), abs=0.05 * size)


def test_the_same_seed_gives_the_same_range_whatever_the_chunk():
    modelled, posterior = strata(700), factor_posterior(TWO)
    one, other = (total_interval(modelled, posterior, rng=np.random.default_rng(7), draws=500) for _ in range(2))
    assert one == other


def test_the_error_of_a_factor_does_not_use_the_factor_itself():
    low, high = ExperimentEffect("a", 20, 10, 100, 0.04), ExperimentEffect("b", 100, 10, 100, 0.04)
    pooled = (120 + 0.7 * 100) / (200 + 100)
    estimates = factor_estimates([low, high])
    assert [one.factor for one in estimates] == [0.2, 1.0]
    assert [one.standard_error for one in estimates] == pytest.approx([np.sqrt(0.01 + pooled**2 * 0.04)] * 2)
    assert factor_estimates([]) == []


@pytest.mark.parametrize(("effect", "is_open"), [(16.4, False), (16.5, True), (-50, False)])
def test_the_gate_opens_when_all_experiments_together_show_something(effect, is_open):
    assert is_gate_open([ExperimentEffect("a", effect, 6, 100), ExperimentEffect("b", 0, 8, 100)]) is is_open
