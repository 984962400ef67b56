import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deflection.estimation.shrinkage import DEFAULT_STRENGTH, Answers, best_strength, by_lower_limit, solve_rate, solve_rates
from deflection.estimation.types import Undetermined


def test_w12_much_evidence_stands_before_a_lucky_few():
    rates = {
        "lucky": solve_rate(Answers(3, 1), mean=0.45, strength=20),
        "proven": solve_rate(Answers(90, 110), mean=0.45, strength=20),
    }
    assert rates["lucky"].rate == pytest.approx(0.500)
    assert rates["proven"].rate == pytest.approx(0.450)
    assert by_lower_limit(rates) == ["proven", "lucky"]
    assert not rates["lucky"].is_shown
    assert rates["proven"].is_shown


def test_the_strength_follows_how_much_contents_differ():
    rng = random.Random(1)

    def contents(spread):
        rates = [min(max(0.5 + rng.uniform(-spread, spread), 0.02), 0.98) for _ in range(40)]
        hits = [sum(rng.random() < rate for _ in range(60)) for rate in rates]
        return [Answers(hit, 60 - hit) for hit in hits]

    assert best_strength(contents(0.0), mean=0.5) >= 64
    assert best_strength(contents(0.45), mean=0.5) <= 8
    assert best_strength([Answers(5, 5)] * 4, mean=0.5) == DEFAULT_STRENGTH


def test_contents_without_answers_take_the_mean_of_their_issue_or_of_the_site():
    rates = solve_rates({"known": Answers(29, 9), "quiet": Answers(0, 0)})
    assert rates["quiet"].rate == pytest.approx(0.75)
    assert solve_rates({"quiet": Answers(0, 0)}, prior_mean=0.6)["quiet"].rate == pytest.approx(0.6)
    assert isinstance(solve_rates({"quiet": Answers(0, 0)}), Undetermined)


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0.01, 0.99), st.sampled_from([2.0, 20.0, 128.0]))
def test_a_rate_lies_between_its_own_share_and_the_mean(yes, no, mean, strength):
    shrunk = solve_rate(Answers(yes, no), mean=mean, strength=strength)
    own = yes / (yes + no) if yes + no else mean
    assert min(own, mean) - 1e-9 <= shrunk.rate <= max(own, mean) + 1e-9
    assert 0 <= shrunk.interval.low <= shrunk.rate <= shrunk.interval.high <= 1
