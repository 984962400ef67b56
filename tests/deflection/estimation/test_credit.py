from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deflection.estimation.credit import first_success, split_capped, split_episode, split_exactly, split_stage, tier_weight
from deflection.estimation.episodes import EpisodeUnit, StratumKey, capped, tier_of
from deflection.estimation.twins import ModelledStratum
from deflection.estimation.types import MICRO, Stage, Tier
from tests.deflection.estimation.making import VPN, reading, unit

RATE = {f"article:{name}": rate for name, rate in zip("abcdef", (0.2, 0.5, 0.3, 0.3, 0.1, 0.9), strict=True)}


def stratum(key=VPN, contacts=100.0):
    return ModelledStratum(key, 1_000, 0.75, 0.6, 0.35, contacts, 0.01)


def test_w10_two_contents_in_reading_order():
    assert first_success([0.2, 0.5]) == pytest.approx([1 / 3, 2 / 3])


def test_w11_three_contents_to_the_millionth():
    assert split_exactly(427_000, first_success([0.3, 0.3, 0.1])) == [229_159, 160_412, 37_429]


def test_the_content_that_the_reader_named_gets_all():
    assert first_success([0.2, 0.5, 0.3], solved_by=1) == [0, 1, 0]
    readings = (reading("article:a"), reading("article:b", said_solved=True), reading("article:c"))
    assert split_episode(unit(readings=readings), 1_000, RATE) == [("article:a", 0), ("article:b", 1_000), ("article:c", 0)]


def test_contents_that_never_solved_anything_share_alike():
    assert first_success([0.0, 0.0]) == [0.5, 0.5]
    with pytest.raises(ValueError, match="without contents"):
        first_success([])


def test_w14_four_visits_in_five_days_are_worth_one_contact_at_most():
    visits = [
        unit("p1", days=day, contents=(content,))
        for day, content in ((0, "article:a"), (1.9, "article:b"), (3, "article:a"), (5, "article:c"))
    ]
    (one,) = capped(visits)
    assert {reading.content for reading in one.readings} == {"article:a", "article:b", "article:c"}
    lines = lines_of(40.0, [stratum(contacts=40.0)], [one])
    assert sum(line.micro_credits for line in lines if line.episode) <= MICRO
    assert sum(line.micro_credits for line in lines) == 40 * MICRO


def test_after_thirty_days_the_need_counts_again():
    assert len(capped([unit(days=0), unit(days=29.9)])) == 1
    assert len(capped([unit(days=0), unit(days=30)])) == 2
    assert len(capped([unit(days=0), unit("p2", days=1), unit(days=1, stratum=StratumKey("issue:9", "en"))])) == 3


def test_a_contact_after_the_second_try_was_not_avoided_by_the_first():
    (joined,) = capped([unit(days=0, answer="yes"), unit(days=3, contact_weight=1.0)])
    assert joined.is_contacted
    assert tier_weight(joined, None, stratum(), RATE, 1.0) == 0


def lines_of(total, strata, units):
    by_need = sorted(units, key=lambda one: one.stratum.need)
    return list(split_stage(stage=Stage.BEFORE_FORM, total_contacts=total, strata=strata, units=by_need, solve_rates=RATE))


def test_units_whose_needs_are_out_of_order_are_refused():
    """Otherwise the credit of a need would quietly go to nobody."""
    strata = [stratum(StratumKey("issue:1")), stratum(StratumKey("issue:2"))]
    units = [unit(f"p{number}", stratum=StratumKey(f"issue:{number}")) for number in (1, 2, 1)]
    with pytest.raises(ValueError, match="issue:1 come after those of issue:2"):
        list(split_stage(stage=Stage.BEFORE_FORM, total_contacts=1.0, strata=strata, units=units, solve_rates=RATE))


def test_whoever_contacted_or_said_no_or_only_looked_gives_no_credit():
    units = [
        unit("contacted", contact_weight=1.0),
        unit("no", answer="no"),
        unit("looking", answer="browsing"),
        unit("silent"),
        unit("yes", answer="yes"),
    ]
    assert {line.episode for line in lines_of(1.0, [stratum()], units)} == {"silent-0.0", "yes-0.0"}


def test_a_total_below_zero_is_nobodys_credit_and_stays_in_the_sum():
    (line,) = lines_of(-12.5, [stratum()], [unit()])
    assert (line.content, line.episode, line.micro_credits) == ("", "", -12_500_000)


def test_tiers_weigh_by_their_evidence():
    one = stratum()
    assert tier_weight(unit(answer="yes", would_have_contacted=True), Tier.CONFIRMED, one, RATE, 0.4) == pytest.approx(0.35)
    assert tier_weight(unit(opened_form=True, opened_suggestion=True), Tier.IMPLIED, one, RATE, 0.4) == pytest.approx(0.14)
    both = unit(contents=("article:a", "article:b"))
    assert tier_weight(both, Tier.MODELLED, one, RATE, 0.4) == pytest.approx(0.75 * (1 - 0.8 * 0.5) * 0.35)


weights = st.lists(st.floats(0, 1, allow_subnormal=False), min_size=1, max_size=40).filter(lambda many: sum(many) > 0)


@given(st.integers(0, 10**12), weights)
def test_whole_shares_add_to_the_total_and_lie_within_one_of_their_quota(total, many):
    shares = split_exactly(total, many)
    assert sum(shares) == total
    quota = [total * weight / sum(many) for weight in many]
    assert all(abs(share - exact) < 1 + 1e-3 for share, exact in zip(shares, quota, strict=True))
    assert all(share == 0 for share, weight in zip(shares, many, strict=True) if not weight)


@given(st.integers(0, 10**8), weights)
def test_nobody_gets_more_than_one_contact_and_the_rest_is_told(total, many):
    shares, beyond = split_capped(total, many)
    assert sum(shares) + beyond == total
    assert max(shares) <= MICRO
    assert beyond == max(0, total - MICRO * sum(weight > 0 for weight in many))


@pytest.mark.parametrize(("total", "many"), [(-1, [1.0]), (1, [0.0]), (1, [-1.0, 2.0]), (1, [float("nan")])])
def test_an_impossible_split_is_refused(total, many):
    with pytest.raises(ValueError, match="a split needs"):
        split_exactly(total, many)


STRATA = [StratumKey(f"issue:{number}", language) for number in range(3) for language in ("en", "fi")]


@st.composite
def worlds(draw):
    units: list[EpisodeUnit] = []
    for number in range(draw(st.integers(0, 25))):
        contents = draw(st.lists(st.sampled_from(sorted(RATE)), min_size=1, max_size=4, unique=True))
        units.append(
            unit(
                f"p{number}",
                contents=contents,
                stratum=draw(st.sampled_from(STRATA)),
                answer=draw(st.sampled_from(["", "yes", "no", "browsing"])),
                would_have_contacted=draw(st.booleans()),
                contact_weight=draw(st.sampled_from([0.0, 0.0, 1.25])),
            )
        )
    effects = draw(st.lists(st.floats(0.001, 500), min_size=len(STRATA), max_size=len(STRATA)))
    total = draw(st.floats(-50, 200))
    return total, [stratum(key, effect) for key, effect in zip(STRATA, effects, strict=True)], units


@given(worlds())
def test_contents_episodes_strata_and_stage_have_the_same_sum(world):
    total, strata, units = world
    lines = lines_of(total, strata, units)
    wanted = round(total * MICRO)
    for side in ("content", "episode", "stratum"):
        sums: Counter = Counter()
        for line in lines:
            sums[getattr(line, side)] += line.micro_credits
        assert sum(sums.values()) == wanted
    per_stratum: dict = defaultdict(int)
    for line in lines:
        per_stratum[line.stratum] += line.micro_credits
    if wanted > 0:
        expected = split_exactly(wanted, [one.contacts for one in sorted(strata, key=lambda one: one.stratum)])
        assert [per_stratum[key] for key in sorted(STRATA)] == expected


@given(worlds())
def test_no_episode_gets_more_than_one_contact_and_no_line_is_negative_above_zero(world):
    total, strata, units = world
    lines = lines_of(total, strata, units)
    of_episode: Counter = Counter()
    for line in lines:
        of_episode[line.episode] += line.micro_credits
        assert line.micro_credits > 0 or total < 0
        assert not (line.content and total < 0), "no content gets credit from a negative total"
    assert all(credit <= MICRO for episode, credit in of_episode.items() if episode)


@given(worlds())
def test_two_contents_of_one_issue_never_get_more_than_the_issue(world):
    total, strata, units = world
    of_issue: Counter = Counter()
    of_content: Counter = Counter()
    for line in lines_of(total, strata, units):
        if line.stratum:
            of_issue[line.stratum.need] += line.micro_credits
            of_content[line.stratum.need, line.content] += line.micro_credits
    for issue, credit in of_issue.items():
        largest = sorted((part for (need, content), part in of_content.items() if need == issue and content), reverse=True)
        assert sum(largest[:2]) <= credit


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_units_changes_nothing(world, rng):
    total, strata, units = world
    before = lines_of(total, strata, units)
    shuffled, shuffled_strata = list(units), list(strata)
    rng.shuffle(shuffled)
    rng.shuffle(shuffled_strata)
    assert lines_of(total, shuffled_strata, shuffled) == before


@pytest.mark.parametrize(
    ("fields", "tier"),
    [
        ({"answer": "yes", "opened_form": True}, Tier.CONFIRMED),
        ({"answer": "yes", "would_have_contacted": True}, Tier.CONFIRMED),
        ({"answer": "yes"}, Tier.MODELLED),
        ({}, Tier.MODELLED),
        ({"opened_form": True, "opened_suggestion": True}, Tier.IMPLIED),
        ({"opened_form": True}, None),
        ({"answer": "no", "would_have_contacted": True}, None),
        ({"answer": "yes", "opened_form": True, "contact_weight": 1.0}, None),
    ],
)
def test_the_first_tier_that_fits_is_the_one(fields, tier):
    assert tier_of(unit(**fields)) == tier
