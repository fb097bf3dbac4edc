"""Tests of change in the same people, before and after: exact, so that small groups are fair.

A change is after minus before; what did not change says nothing about the direction and is left
out (Wilcoxon's own rule). Ties share the mean of their ranks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from insight.statistics.distributions import coin, ranks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# Beyond this the normal approximation is as good, and the exact sum is dear.
MOST_CHANGES_EXACT = 200


def mcnemar(one_way: int, other_way: int) -> float:
    """Return the exact two-sided p of McNemar's test, from the two counts of changed pairs."""
    changed = one_way + other_way
    return coin(one_way, changed)


def rank_sums(changes: Sequence[float]) -> tuple[float, float]:
    """Return W+ and W-: the sums of the ranks of the rises and of the falls."""
    moved = _moved(changes)
    ranked = ranks(np.abs(moved))
    return float(ranked[moved > 0].sum()), float(ranked[moved < 0].sum())


def rank_biserial(changes: Sequence[float]) -> float:
    """Return the matched-pairs rank-biserial correlation, -1 (all fell) to 1 (all rose).

    It is (W+ - W-) ÷ (W+ + W-) (Kerby 2014); 0 when nobody changed.
    """
    rises, falls = rank_sums(changes)
    return (rises - falls) / (rises + falls) if rises + falls else 0.0


def wilcoxon(changes: Sequence[float]) -> float:
    """Return the two-sided p of Wilcoxon's signed-rank test; 1 when nobody changed.

    Exact, ties included, up to 200 changes: how often random signs would give rank sums as far
    apart. Above that scipy's normal approximation with its continuity correction.
    """
    moved = _moved(changes)
    if not len(moved):
        return 1.0
    if len(moved) > MOST_CHANGES_EXACT:
        from scipy import stats  # noqa: PLC0415 - a second, and few questions are so large

        return float(stats.wilcoxon(moved, method="approx", correction=True).pvalue)
    # Mid-ranks are halves: doubled, they are whole and can index the chances of each sum.
    doubled = np.rint(2 * ranks(np.abs(moved))).astype(int)
    smaller = min(doubled[moved > 0].sum(), doubled[moved < 0].sum())
    return min(1.0, 2 * float(_chances(doubled)[: smaller + 1].sum()))


def _moved(changes: Sequence[float]) -> Floats:
    return np.array([change for change in changes if change], dtype=float)


def _chances(ranks: NDArray[np.int_]) -> Floats:
    """Return the chance of each sum of ranks, when each rank is in it or not like a coin."""
    chances = np.zeros(ranks.sum() + 1)
    chances[0] = 1.0
    for rank in ranks:
        chances[rank:] = (chances[rank:] + chances[:-rank]) / 2
        chances[:rank] /= 2
    return chances
