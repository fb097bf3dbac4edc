"""Intervals of shares and counts, and what chance alone would make of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from insight.statistics.distributions import binomial_point, both_tails, normal_point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Counts = NDArray[np.float64]

Z = normal_point(0.975)
_TAIL = 0.025

Interval = tuple[float, float]
NO_INTERVAL: Interval = (math.nan, math.nan)


def wilson(numerator: int, denominator: int) -> Interval:
    """Return the Wilson score interval of a share; none when the denominator is 0."""
    if denominator <= 0 or not 0 <= numerator <= denominator:
        return NO_INTERVAL
    share, z2 = numerator / denominator, Z * Z
    centre = share + z2 / (2 * denominator)
    spread = Z * math.sqrt(share * (1 - share) / denominator + z2 / (4 * denominator**2))
    scale = 1 + z2 / denominator
    # Exact at the ends, where rounding in the formula would leave a trace of 1e-19.
    lower = 0.0 if numerator == 0 else (centre - spread) / scale
    upper = 1.0 if numerator == denominator else (centre + spread) / scale
    return lower, upper


def widest(of: Counts, among: Counts) -> Interval:
    """Return the lowest lower and the highest upper limit over several counts of one share.

    Of the score limits (Wilson) and the exact ones (Clopper and Pearson 1934), the wider: so it
    holds the truth at least 95 times in 100 whichever of the counts is true, which score limits
    alone do not for shares near none and all. Counts above their base have no limits.
    """
    within = of <= among
    if not within.all():
        return NO_INTERVAL
    limits = [wilson(int(x), int(n)) for x, n in zip(of, among, strict=True)]
    lower = np.where(of > 0, special.betaincinv(np.maximum(of, 1), among - of + 1, _TAIL), 0.0)
    upper = np.where(
        of < among, special.betaincinv(of + 1, np.maximum(among - of, 1), 1 - _TAIL), 1.0
    )
    return (
        float(min(lower.min(), *(low for low, _ in limits))),
        float(max(upper.max(), *(high for _, high in limits))),
    )


def byar(count: int) -> Interval:
    """Return Byar's approximate interval of a Poisson count."""
    upper_count = count + 1
    lower = count * (1 - 1 / (9 * count) - Z / (3 * math.sqrt(count))) ** 3 if count else 0.0
    upper = upper_count * (1 - 1 / (9 * upper_count) + Z / (3 * math.sqrt(upper_count))) ** 3
    return lower, upper


def difference_of_shares(first: tuple[int, int], second: tuple[int, int]) -> Interval:
    """Return Newcombe's interval of (second share - first share), each (numerator, denominator).

    Source: Newcombe 1998, method 10 (score intervals, independent proportions).
    """
    if min(first[1], second[1]) <= 0:
        return NO_INTERVAL
    share_1, share_2 = first[0] / first[1], second[0] / second[1]
    (low_1, high_1), (low_2, high_2) = wilson(*first), wilson(*second)
    change = share_2 - share_1
    below = math.hypot(share_2 - low_2, high_1 - share_1)
    above = math.hypot(high_2 - share_2, share_1 - low_1)
    return change - below, change + above


def chance_of_none(value: float, lower: float, upper: float) -> float:
    """Return the two-sided p that a mean is 0, from its 95% interval; 1 where there is none."""
    if math.isnan(upper - lower):
        return 1.0
    error = (upper - lower) / (2 * Z)
    if not error:
        return 0.0 if value else 1.0
    return float(both_tails(value / error))


def within_chance(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Return True when two shares differ by no more than chance alone would make them.

    Each is (numerator, denominator), as shown: give the protected counts, not the true ones.
    """
    low, high = difference_of_shares(first, second)
    return not (low > 0 or high < 0)


def funnel_limits(base: int, overall: float, level: float = 0.95, alike: float = 1.0) -> Interval:
    """Return the shares between which `level` of groups of this base would fall by chance alone.

    `overall` is the share of the whole area, 0 to 1, and `alike` the design effect of people in
    one session being alike: the base counts for so many times fewer. The limits are points of the
    exact binomial distribution; none when the base is 0.
    """
    counts_for = round(base / alike)
    if counts_for <= 0:
        return NO_INTERVAL
    tail = (1 - level) / 2
    low, high = (binomial_point(end, counts_for, overall) for end in (tail, 1 - tail))
    return low / counts_for, high / counts_for


def quantile(values: Sequence[float], share: float = 0.5) -> float:
    """Return a quantile, interpolated between neighbours (0.5 the median, 0.9 the 90th centile)."""
    return float(np.quantile(np.asarray(values, dtype=float), share)) if len(values) else math.nan
