"""Is a difference more than chance? Tests of two shares, of many at once, and what could be seen.

Shares lie between 0 and 1, a p between 0 and 1. Counts may be arrays: every pair is compared.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from insight.statistics.distributions import both_tails, normal_point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

ALPHA = 0.05
POWER = 0.8
FEWEST_SESSIONS = 8
"""Under this many there is no interval, and nothing is said of how alike people in one are."""

FEWEST_RANKED = 4
"""Numbers in each of two groups that can differ by more than chance: 4 and 4 give p = .029."""


def two_shares(first: tuple[ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike]) -> Floats:
    """Return the two-sided p that two shares differ, each (numerator, denominator).

    The "N - 1" chi-squared test (Campbell 2007, Statistics in Medicine 26:3661-3675), which holds
    its level down to small groups. Arrays are compared pair by pair, as numpy broadcasts them.
    """
    (x_1, n_1), (x_2, n_2) = (
        (np.asarray(x, dtype=float), np.asarray(n, dtype=float)) for x, n in (first, second)
    )
    total = n_1 + n_2
    pooled = (x_1 + x_2) / total
    variance = pooled * (1 - pooled) * (1 / n_1 + 1 / n_2) * total / (total - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(variance > 0, (x_2 / n_2 - x_1 / n_1) / np.sqrt(variance), 0.0)
    return both_tails(z)


def two_medians(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the two-sided p that two groups of numbers lie alike (Mann and Whitney's ranks)."""
    from scipy import stats  # noqa: PLC0415 - a second, and few pages ask for it

    return float(stats.mannwhitneyu(first, second).pvalue)


def holm(chances: Sequence[float]) -> list[float]:
    """Return each p as it stands among all that were compared (Holm 1979), in the order given.

    The smallest is multiplied by how many there are, the next by one fewer, and none may be
    smaller than the one before it.
    """
    order = sorted(range(len(chances)), key=chances.__getitem__)
    found, least = [0.0] * len(chances), 0.0
    for place, which in enumerate(order):
        least = max(least, min(1.0, (len(chances) - place) * chances[which]))
        found[which] = least
    return found


def could_have_seen(
    share: float, first: float, second: float, *, among: int = 1, alike: float = 1.0
) -> float:
    """Return the smallest difference of two shares that would be found four times in five.

    `first` and `second` are what the shares rest on, `share` about what they are, `among` how many
    are compared at once, and `alike` how many times wider people of one session being alike makes
    the variance. Normal approximation (Fleiss, Levin and Paik 2003, chapter 4).
    """
    if min(first, second) <= 0:
        return math.nan
    # At 0 or 1 a share has no spread; what could be seen is that of one answer the other way.
    spread = min(max(share, 0.5 / first), 1 - 0.5 / first)
    z = normal_point(1 - ALPHA / (2 * among)) + normal_point(POWER)
    error = math.sqrt(spread * (1 - spread) * alike * (1 / first + 1 / second))
    return min(1.0, float(z * error))


def design_effect(numerators: ArrayLike, denominators: ArrayLike) -> float:
    """Return how many times wider clusters (sessions) make the variance of a share, 1 at least.

    One number a cluster. The cluster-robust variance of the ratio over the binomial one (Rao and
    Scott 1992); 1 under 8 clusters, or where the share is 0 or 1.
    """
    x, n = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    clusters, total = len(n), n.sum()
    if clusters < FEWEST_SESSIONS or not total:
        return 1.0
    share = x.sum() / total
    binomial = share * (1 - share) / total
    if not binomial:
        return 1.0
    robust = clusters / (clusters - 1) * ((x - share * n) ** 2).sum() / total**2
    return max(1.0, float(robust / binomial))


def permuted(
    groups: Sequence[str] | NDArray[np.str_],
    numerators: ArrayLike,
    denominators: ArrayLike,
    *,
    times: int = 1_999,
    seed: int = 20_250_401,
) -> float:
    """Return the p that groups differ in a share, whole clusters (sessions) shuffled among them.

    One entry a cluster: its group, and its numerator and denominator. The statistic is the sum
    over groups of denominator times squared distance from the share of all; 1 where there is one
    group only.
    """
    names, codes = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    x, n = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    if len(names) < 2 or not n.sum():  # noqa: PLR2004 - nothing to compare with
        return 1.0
    share = x.sum() / n.sum()

    def apart(of: NDArray[np.intp]) -> float:
        excess = np.bincount(of, weights=x - share * n, minlength=len(names))
        bases = np.bincount(of, weights=n, minlength=len(names))
        return float((excess[bases > 0] ** 2 / bases[bases > 0]).sum())

    seen, draw = apart(codes), np.random.default_rng(seed)
    # A tie counts as at least as far; rounding in the last digits must not undo one.
    as_far = sum(apart(draw.permutation(codes)) >= seen * (1 - 1e-9) for _ in range(times))
    return (as_far + 1) / (times + 1)
