"""Many worlds in a few figures: how often the range holds the truth, how far off its middle is, how wide it is."""

from collections.abc import Sequence
from typing import Any

from deflection.simulation.running import Compared


def summary_of(compared: Sequence[Compared]) -> dict[str, Any]:
    """Ratios are ratios of sums: single ones mean nothing where little was avoided. None: no world had a range."""
    ranged = [one for one in compared if one.holds_truth is not None]
    of_ranged, of_all = sum(one.truth for one in ranged), sum(one.truth_of_all for one in compared)

    def ratio(values: Sequence[float], truth: int) -> float | None:
        return round(sum(values) / truth, 3) if truth else None

    return {
        "worlds": len(compared),
        "worlds_with_a_range": len(ranged),
        "ranges_that_hold_the_truth": sum(bool(one.holds_truth) for one in ranged),
        "truth_above_the_range": sum(one.truth > one.high for one in ranged if one.high is not None),
        "truth_below_the_range": sum(one.truth < one.low for one in ranged if one.low is not None),
        "estimate_to_truth": ratio([one.avoided or 0.0 for one in ranged], of_ranged),
        "half_width_to_truth": ratio([((one.high or 0.0) - (one.low or 0.0)) / 2 for one in ranged], of_ranged),
        "sessions_minus_forms_to_truth": ratio([one.sessions_minus_forms for one in compared], of_all),
        "share_of_views_to_truth": ratio([one.share_of_views for one in compared], of_all),
    }
