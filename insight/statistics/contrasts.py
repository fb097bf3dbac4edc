"""Do two means or shares differ, where both are measured in the same clusters (sessions)?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from insight.statistics.comparing import FEWEST_SESSIONS
from insight.statistics.distributions import t_both_tails

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def same_clusters(first: tuple[ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike]) -> float:
    """Return the two-sided p that two means or shares differ, each (sums, numbers), one a cluster.

    Of the difference of two ratio estimates, linearised over whole clusters, so that answers of
    one session, and both answers of one person, may be alike (Woodruff 1971); t with one degree of
    freedom fewer than clusters. NaN where either comes from fewer than 8 clusters.
    """
    (x_1, n_1), (x_2, n_2) = (
        (np.asarray(x, dtype=float), np.asarray(n, dtype=float)) for x, n in (first, second)
    )
    if min((n_1 > 0).sum(), (n_2 > 0).sum()) < FEWEST_SESSIONS:
        return math.nan
    mean_1, mean_2 = x_1.sum() / n_1.sum(), x_2.sum() / n_2.sum()
    apart = (x_2 - mean_2 * n_2) / n_2.sum() - (x_1 - mean_1 * n_1) / n_1.sum()
    clusters = int(((n_1 > 0) | (n_2 > 0)).sum())
    error = math.sqrt(clusters / (clusters - 1) * float((apart**2).sum()))
    change = abs(float(mean_2 - mean_1))
    if error <= np.finfo(float).eps:
        return 1.0 if change <= np.finfo(float).eps else 0.0
    return t_both_tails(change / error, clusters - 1)
