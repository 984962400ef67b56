"""The range that chance leaves around a share."""

from math import sqrt

from deflection.estimation.types import Z_90, Interval


def share_interval(hits: int, of: int) -> Interval:
    """Wilson's 90 % range of a share, 0-1. Assumes independent cases; too narrow when one person stands for many."""
    if not 0 <= hits <= of or of == 0:
        raise ValueError(f"no share: {hits} of {of}")
    share, z2 = hits / of, Z_90**2
    centre = (share + z2 / (2 * of)) / (1 + z2 / of)
    reach = Z_90 * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return Interval(max(0.0, centre - reach), min(1.0, centre + reach))
