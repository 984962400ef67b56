import pytest

from deflection.estimation.strata import StratumCounts, count_strata
from deflection.estimation.twins import TwinPriors, model_strata, model_stratum, second_route_rate, site_priors
from deflection.estimation.types import Arm, Stage, Undetermined
from tests.deflection.estimation.making import MAIL, VPN, unit


def counts(episodes=10_000, *, yes=180, no=120, browsing=100, contacts_of_no=42.0, stratum=VPN, contacts=0.0):
    return StratumCounts(stratum, Stage.BEFORE_FORM, Arm.OFFERED, episodes, yes, no, browsing, contacts_of_no, contacts)


def test_w5_without_shrinkage():
    modelled = model_stratum(counts(), TwinPriors(0.5, 0.5, 0.5, strength=0))
    assert (modelled.need_rate, modelled.solved_rate, modelled.contact_rate) == (0.75, 0.60, 0.35)
    assert modelled.contacts == pytest.approx(1575)


def test_relative_variance_is_the_sum_of_three_shares_each_with_its_own_answers():
    modelled = model_stratum(counts(), TwinPriors(0.75, 0.60, 0.35))
    expected = 0.4 / (0.6 * 320) + 0.65 / (0.35 * 140) + 0.25 / (0.75 * 420)
    assert modelled.relative_variance == pytest.approx(expected)
    assert modelled.variance == pytest.approx(expected * 1575**2)


def test_the_less_a_stratum_says_itself_the_more_it_leans_on_the_rates_of_the_site():
    quiet = counts(100, yes=0, no=0, browsing=0, contacts_of_no=0, stratum=MAIL)
    loud, leaning = model_strata([counts(), quiet])
    errors = site_priors([counts(), quiet]).relative_errors
    assert errors == pytest.approx(((0.25 / (0.75 * 400)) ** 0.5, (0.4 / (0.6 * 300)) ** 0.5, (0.65 / (0.35 * 120)) ** 0.5))
    assert leaning.shared_errors == pytest.approx(errors)
    assert loud.shared_errors == pytest.approx((errors[0] * 20 / 420, errors[1] * 20 / 320, errors[2] * 20 / 140))


def test_a_stratum_without_answers_gets_the_rates_of_the_site():
    quiet = counts(100, yes=0, no=0, browsing=0, contacts_of_no=0, stratum=MAIL)
    modelled = model_strata([counts(), quiet])[1]
    assert (modelled.need_rate, modelled.solved_rate, modelled.contact_rate) == pytest.approx((0.75, 0.60, 0.35))
    assert modelled.relative_variance > model_strata([counts(), quiet])[0].relative_variance


@pytest.mark.parametrize(
    ("answers", "reason", "missing"),
    [
        ({"yes": 10, "no": 10, "browsing": 9}, "needs 1 more answers", 1),
        ({"yes": 40, "no": 7}, "needs 3 more answers of people whose problem was not solved", 3),
        ({"yes": 0, "no": 40}, "nobody has said solved yet", 1),
        ({"yes": 40, "no": 40, "contacts_of_no": 0.0}, "nobody whose problem was not solved", 1),
    ],
)
def test_too_little_is_refused_with_what_is_missing(answers, reason, missing):
    refused = site_priors([counts(**({"browsing": 0, "contacts_of_no": 5.0} | answers))])
    assert isinstance(refused, Undetermined)
    assert reason in refused.reason
    assert refused.still_needed == missing
    assert model_strata([counts(**({"browsing": 0, "contacts_of_no": 5.0} | answers))]) == refused


def test_thirty_answers_are_enough():
    assert isinstance(site_priors([counts(yes=20, no=10, browsing=0, contacts_of_no=2)]), TwinPriors)


def test_heavy_weights_never_make_a_rate_above_one():
    assert model_stratum(counts(contacts_of_no=400.0), TwinPriors(0.7, 0.6, 1.0)).contact_rate == 1.0


def test_the_second_route_needs_no_answer_of_the_satisfied():
    row = counts(contacts=1_000.0)
    modelled = model_stratum(row, TwinPriors(0.5, 0.5, 0.5, strength=0))
    assert second_route_rate(modelled, row) == pytest.approx(0.35 * 0.75 - 0.1)
    assert isinstance(second_route_rate(modelled, counts(0)), Undetermined)


def test_only_the_question_put_at_random_feeds_the_model():
    voted = unit("p1", answer="yes")
    asked = unit("p2", answer="no", prompt_answer="no", contact_weight=1.25)
    (row,) = count_strata([voted, asked])
    assert (row.episodes, row.yes, row.no, row.contacts_of_no) == (2, 0, 1, 1.25)
    assert (row.contacts, row.contacts_squared) == (1.25, 1.5625)


def test_arms_and_stages_are_counted_apart():
    rows = count_strata([unit("p1"), unit("p2", arm=Arm.HOLDOUT), unit("p3", stage=Stage.AT_FORM)])
    assert {(row.stage, row.arm) for row in rows} == {
        (Stage.BEFORE_FORM, Arm.OFFERED),
        (Stage.BEFORE_FORM, Arm.HOLDOUT),
        (Stage.AT_FORM, Arm.OFFERED),
    }


def test_a_stratum_without_priors_and_without_a_no_is_refused():
    with pytest.raises(ValueError, match="needs priors"):
        model_stratum(counts(no=0), TwinPriors(0.5, 0.5, 0.5, strength=0))
    with pytest.raises(ValueError, match="rate of zero"):
        model_stratum(counts(contacts_of_no=0), TwinPriors(0.5, 0.5, 0.5, strength=0))
