"""A mean whose values come in clusters: people in one session are alike."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from insight.statistics.comparing import FEWEST_SESSIONS
from insight.statistics.distributions import t_point
from insight.statistics.intervals import NO_INTERVAL, Z

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from insight.statistics.intervals import Interval

    Floats = NDArray[np.float64]

RESAMPLES = 2_000
SEED = 20_250_401
MOST_CLUSTERS_RESAMPLED = 10_000
FEWEST_CLUSTERS_RESAMPLED = 40
"""Under this many a bootstrap of clusters is too narrow: it covers 91% at 12."""
_MOST_CLUSTERS_CACHED = 512
_MOST_DRAWN_AT_ONCE = 1_000_000


def mean_clustered(sums: Sequence[float], counts: Sequence[int]) -> tuple[float, Interval]:
    """Return a mean and its interval when values come in clusters (here: sessions).

    `sums` and `counts` hold one number a cluster: the sum of its values and how many there are.
    The interval is a percentile bootstrap that draws whole clusters; above 10,000 clusters the
    cluster-robust interval serves instead, under 40 the one by t, and under 8 there is none.
    """
    # Rounded, as a sum depends in its last digits on the order in which rows were stored.
    total, number = np.round(np.asarray(sums, dtype=float), 9), np.asarray(counts, dtype=float)
    if not number.sum():
        return math.nan, NO_INTERVAL
    mean = float(total.sum() / number.sum())
    if len(total) < FEWEST_SESSIONS:
        return mean, NO_INTERVAL
    if len(total) > MOST_CLUSTERS_RESAMPLED:
        return mean, _robust(total, number, mean)
    # Clusters come in no order; one order makes the same clusters give the same interval.
    order = np.lexsort((number, total))
    total, number = total[order], number[order]
    if len(total) < FEWEST_CLUSTERS_RESAMPLED:
        return mean, _by_t(total, number, mean)
    means = _resampled_means(total, number)
    low, high = np.quantile(means, (0.025, 0.975))
    return mean, (float(low), float(high))


def _by_t(total: Floats, number: Floats, mean: float) -> Interval:
    """Return the interval of few clusters: variance CR2, degrees of freedom by Satterthwaite.

    Bell and McCaffrey 2002 (Survey Methodology 28:169-181), for a mean. A cluster that holds much
    of all pulls the mean towards itself: its residual is scaled up, and degrees are lost.
    """
    of_all = number / number.sum()
    error = math.sqrt(float(((total - mean * number) ** 2 / (1 - of_all)).sum())) / number.sum()
    apart = of_all**2 / (1 - of_all)
    shared = float(apart.sum() ** 2 - (apart**2).sum())
    degrees = 1 / (float((of_all**2).sum()) + shared)
    spread = t_point(0.975, degrees) * error
    return mean - spread, mean + spread


def _robust(total: Floats, number: Floats, mean: float) -> Interval:
    clusters = len(total)
    squares = float(((total - mean * number) ** 2).sum())
    error = math.sqrt(squares * clusters / (clusters - 1)) / float(number.sum())
    return mean - Z * error, mean + Z * error


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
