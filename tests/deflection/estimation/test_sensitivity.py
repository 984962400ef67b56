from deflection.estimation.sensitivity import overall, swings
from deflection.estimation.types import Interval, Undetermined
from deflection.estimation.value import TimeAssumptions, lost_time_avoided


def hours(times):
    if times.attempt_minutes < 0:
        return Undetermined("no such time")
    return lost_time_avoided(before_form_contacts=60, at_form_contacts=0, reading_minutes=0, times=times).net_hours


def test_the_widest_swing_stands_first_and_the_base_is_within_each():
    rows = swings(
        TimeAssumptions(attempt_minutes=30),
        {
            "waiting": [TimeAssumptions(waiting_minutes=5)],
            "attempts": [TimeAssumptions(attempt_minutes=15), TimeAssumptions(attempt_minutes=45)],
            "odd": [TimeAssumptions(attempt_minutes=-1)],
        },
        hours,
    )
    assert [(row.assumption, row.interval) for row in rows] == [
        ("attempts", Interval(15, 45)),
        ("waiting", Interval(30, 35)),
        ("odd", Interval(30, 30)),
    ]
    assert rows[-1].undetermined == ("no such time",)
    assert overall(rows) == Interval(15, 45)


def test_what_is_undetermined_has_no_swings():
    assert swings(TimeAssumptions(attempt_minutes=-1), {}, hours) == Undetermined("no such time")
    assert isinstance(overall([]), Undetermined)
