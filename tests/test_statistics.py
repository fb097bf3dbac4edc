"""The published vectors of measures.md, and results worked out another way."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from insight.statistics import (
    byar,
    difference_of_shares,
    mcnemar,
    mean_clustered,
    quantile,
    wilson,
    within_chance,
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [(9, 10, 0.596, 0.982), (0, 10, 0, 0.278), (10, 10, 0.722, 1), (18, 24, 0.551, 0.880)],
)
def test_wilson_vectors(numerator: int, denominator: int, low: float, high: float) -> None:
    assert wilson(numerator, denominator) == pytest.approx((low, high), abs=0.0006)


def test_wilson_agrees_with_scipy() -> None:
    for denominator in range(1, 60):
        for numerator in range(denominator + 1):
            wanted = stats.binomtest(numerator, denominator).proportion_ci(method="wilson")
            assert wilson(numerator, denominator) == pytest.approx((wanted.low, wanted.high))


def test_wilson_is_exact_at_the_ends() -> None:
    assert wilson(0, 590)[0] == 0
    assert wilson(590, 590)[1] == 1


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 0), (11, 10)])
def test_no_interval_where_there_is_no_proportion(numerator: int, denominator: int) -> None:
    assert all(math.isnan(end) for end in wilson(numerator, denominator))


def test_byar_vector() -> None:
    assert byar(10) == pytest.approx((4.787, 18.391), abs=0.001)
    assert byar(0)[0] == 0


@pytest.mark.parametrize(
    ("one_way", "other_way", "p"),
    [(10, 2, 0.0386), (8, 1, 0.0391), (6, 0, 0.03125), (5, 0, 0.0625), (0, 0, 1)],
)
def test_mcnemar_vectors(one_way: int, other_way: int, p: float) -> None:
    assert mcnemar(one_way, other_way) == pytest.approx(p, abs=0.00005)


def test_newcombe_published_example() -> None:
    # Newcombe 1998, table II, case (a), method 10: 56/70 against 48/80 gives .0524 to .3339.
    assert difference_of_shares((48, 80), (56, 70)) == pytest.approx((0.0524, 0.3339), abs=0.0001)


def test_within_chance() -> None:
    assert within_chance((15, 20), (16, 20))
    assert not within_chance((48, 80), (56, 70))
    assert within_chance((0, 0), (56, 70))


def test_quantiles() -> None:
    assert quantile([15, 1, 3]) == 3
    assert quantile([1, 2]) == 1.5
    assert quantile(range(1, 12), 0.9) == 10
    assert math.isnan(quantile([]))


def test_clustered_mean_of_equal_clusters_has_no_spread() -> None:
    assert mean_clustered([2.0] * 9, [4] * 9) == (0.5, (0.5, 0.5))


def test_clustered_mean_weighs_by_values_and_not_by_clusters() -> None:
    assert mean_clustered([10.0, 0.0, 0.0], [10, 1, 1])[0] == pytest.approx(10 / 12)


def test_two_clusters_give_a_mean_without_an_interval() -> None:
    mean, (low, high) = mean_clustered([1.0, 2.0], [2, 2])
    assert mean == 0.75
    assert math.isnan(low)
    assert math.isnan(high)


@pytest.mark.parametrize("clusters", [30, 600, 10_001])
def test_interval_is_what_resampling_sessions_gives(clusters: int) -> None:
    """Against theory for equal clusters, on each of the three ways it is worked out."""
    draw = np.random.default_rng(7)
    sums = [float(draw.normal()) for _ in range(clusters)]
    mean, (low, high) = mean_clustered(sums, [1] * clusters)
    error = np.std(sums) / math.sqrt(clusters)
    assert mean == pytest.approx(np.mean(sums))
    assert (low - mean) / error == pytest.approx(-1.96, abs=0.15)
    assert (high - mean) / error == pytest.approx(1.96, abs=0.15)


def test_people_alike_within_a_session_widen_the_interval() -> None:
    draw = np.random.default_rng(7)
    sessions = [float(draw.normal()) for _ in range(40)]
    _, (low, high) = mean_clustered([5 * value for value in sessions], [5] * 40)
    alone = [value for value in sessions for _ in range(5)]
    _, (low_alone, high_alone) = mean_clustered(alone, [1] * 200)
    assert high - low > 1.8 * (high_alone - low_alone)


def test_the_same_data_give_the_same_interval() -> None:
    sums = [0.1 * value for value in range(50)]
    assert mean_clustered(sums, [1] * 50) == mean_clustered(sums, [1] * 50)
