import pytest

from deflection.estimation.xmr import SignalKind, Undetermined, limits_of, signals_in

W16 = [52, 48, 55, 61, 47, 50, 53, 49, 58, 51, 46, 54]


def test_w16_to_the_digits():
    limits = limits_of(W16)
    assert limits.mean == 52
    assert round(limits.mean_range, 3) == 6.364
    assert (round(limits.lower, 2), round(limits.upper, 2)) == (35.07, 68.93)
    assert round(limits.upper_range, 2) == 20.80
    assert signals_in(W16, limits) == []


def test_limits_stay_frozen_when_later_points_come():
    assert limits_of([*W16, 500, 500]) == limits_of(W16)


def test_fewer_than_twelve_points_have_no_limits():
    assert limits_of(W16[:11]) == Undetermined("12 complete weeks are needed, 11 are there")


def test_small_counts_have_no_limits():
    assert isinstance(limits_of([4] * 12), Undetermined)
    assert not isinstance(limits_of([5] * 12), Undetermined)


def test_no_lower_limit_below_zero():
    assert limits_of([1, 20] * 6).lower == 0


@pytest.mark.parametrize(
    ("later", "place", "kind", "is_high"),
    [
        ([33], 12, SignalKind.OUTSIDE, False),
        ([70], 12, SignalKind.OUTSIDE, True),
        # 54 is above the mean already: seven more make eight.
        ([53] * 7, 18, SignalKind.RUN, True),
        ([61, 52, 62, 63], 15, SignalKind.NEAR, True),
        ([43, 42, 52, 43], 15, SignalKind.NEAR, False),
    ],
)
def test_the_three_signals(later, place, kind, is_high):
    points = W16 + later
    (signal,) = signals_in(points, limits_of(points))
    assert (signal.place, signal.kind, signal.is_high) == (place, kind, is_high)


def test_a_run_is_told_once_and_a_point_on_the_mean_breaks_it():
    points = W16 + [53] * 10
    assert [signal.kind for signal in signals_in(points, limits_of(points))] == [SignalKind.RUN]
    broken = [*W16, 53, 53, 53, 52, 53, 53, 53, 53]
    assert signals_in(broken, limits_of(broken)) == []


def test_a_rise_inside_the_limits_is_ordinary_fluctuation():
    points = [*W16, 47, 56]  # "up 19 %"
    assert signals_in(points, limits_of(points)) == []
