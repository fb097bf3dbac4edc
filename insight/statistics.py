"""The statistics of the measures, as small pure functions (docs: measures, "Vectors").

Counts go in as whole numbers, shares come out between 0 and 1, intervals are 95%.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RESAMPLES = 2_000
SEED = 20_250_401
MOST_CLUSTERS_RESAMPLED = 10_000
FEWEST_CLUSTERS = 3
_MOST_CLUSTERS_CACHED = 512
_MOST_DRAWN_AT_ONCE = 1_000_000
_Z = float(stats.norm.ppf(0.975))

Interval = tuple[float, float]
NO_INTERVAL: Interval = (math.nan, math.nan)


def wilson(numerator: int, denominator: int) -> Interval:
    """Return the Wilson score interval of a share; none when the denominator is 0."""
    if denominator <= 0 or not 0 <= numerator <= denominator:
        return NO_INTERVAL
    share, z2 = numerator / denominator, _Z * _Z
    centre = share + z2 / (2 * denominator)
    spread = _Z * math.sqrt(share * (1 - share) / denominator + z2 / (4 * denominator**2))
    scale = 1 + z2 / denominator
    # Exact at the ends, where rounding in the formula would leave a trace of 1e-19.
    lower = 0.0 if numerator == 0 else (centre - spread) / scale
    upper = 1.0 if numerator == denominator else (centre + spread) / scale
    return lower, upper


def byar(count: int) -> Interval:
    """Return Byar's approximate interval of a Poisson count."""
    upper_count = count + 1
    lower = count * (1 - 1 / (9 * count) - _Z / (3 * math.sqrt(count))) ** 3 if count else 0.0
    upper = upper_count * (1 - 1 / (9 * upper_count) + _Z / (3 * math.sqrt(upper_count))) ** 3
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


def within_chance(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Return True when two shares differ by no more than chance alone would make them.

    Each is (numerator, denominator), as shown: give the protected counts, not the true ones.
    """
    low, high = difference_of_shares(first, second)
    return not (low > 0 or high < 0)


def mcnemar(one_way: int, other_way: int) -> float:
    """Return the exact two-sided p of McNemar's test, from the two counts of changed pairs."""
    changed = one_way + other_way
    return float(stats.binomtest(one_way, changed, 0.5).pvalue) if changed else 1.0


def quantile(values: Sequence[float], share: float = 0.5) -> float:
    """Return a quantile, interpolated between neighbours (0.5 the median, 0.9 the 90th centile)."""
    return float(np.quantile(np.asarray(values, dtype=float), share)) if len(values) else math.nan


def mean_clustered(sums: Sequence[float], counts: Sequence[int]) -> tuple[float, Interval]:
    """Return a mean and its interval when values come in clusters (here: sessions).

    `sums` and `counts` hold one number a cluster: the sum of its values and how many there are.
    The interval is a percentile bootstrap that draws whole clusters; above 10,000 clusters the
    cluster-robust interval serves instead, and under 3 clusters there is none.
    """
    total, number = np.asarray(sums, dtype=float), np.asarray(counts, dtype=float)
    if not number.sum():
        return math.nan, NO_INTERVAL
    mean = float(total.sum() / number.sum())
    if len(total) < FEWEST_CLUSTERS:
        return mean, NO_INTERVAL
    if len(total) > MOST_CLUSTERS_RESAMPLED:
        return mean, _robust(total, number, mean)
    means = _resampled_means(total, number)
    low, high = np.quantile(means, (0.025, 0.975))
    return mean, (float(low), float(high))


def _robust(total: Floats, number: Floats, mean: float) -> Interval:
    clusters = len(total)
    squares = float(((total - mean * number) ** 2).sum())
    error = math.sqrt(squares * clusters / (clusters - 1)) / float(number.sum())
    return mean - _Z * error, mean + _Z * error


def _resampled_means(total: Floats, number: Floats) -> Floats:
    clusters = len(total)
    if clusters <= _MOST_CLUSTERS_CACHED:
        times = _times_drawn(clusters)
        means: Floats = (times @ total) / (times @ number)
        return means
    return np.concatenate(
        [total.take(each).sum(axis=1) / number.take(each).sum(axis=1) for each in _draws(clusters)]
    )


def _draws(clusters: int) -> Iterator[NDArray[np.uint16]]:
    """Yield which clusters each resample draws, a few resamples at a time to save memory."""
    draw = np.random.default_rng(SEED)
    at_once = max(1, _MOST_DRAWN_AT_ONCE // clusters)
    for start in range(0, RESAMPLES, at_once):
        size = (min(at_once, RESAMPLES - start), clusters)
        yield draw.integers(0, clusters, size, dtype=np.uint16)


@lru_cache(maxsize=8)
def _times_drawn(clusters: int) -> Floats:
    """Return how often each resample draws each cluster: resamples down, clusters across."""
    drawn = np.concatenate(list(_draws(clusters))).astype(np.int64)
    drawn += clusters * np.arange(RESAMPLES)[:, None]
    times = np.bincount(drawn.ravel(), minlength=RESAMPLES * clusters)
    return times.reshape(RESAMPLES, clusters).astype(float)
