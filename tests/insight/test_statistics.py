"""The published vectors of measures.md, and results worked out another way."""

from __future__ import annotations

import datetime as dt
import math
from itertools import product

import numpy as np
import pytest
from scipy import stats

from insight.statistics import (
    Phase,
    assurance,
    byar,
    difference_of_shares,
    funnel_limits,
    mcnemar,
    mean_clustered,
    phase_starts,
    phases,
    quantile,
    rank_biserial,
    rank_sums,
    rules_text,
    same_clusters,
    signals,
    two_shares,
    wilcoxon,
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


def test_seven_clusters_give_a_mean_without_an_interval() -> None:
    mean, (low, high) = mean_clustered([1.0, 2.0] * 3 + [1.5], [2] * 7)
    assert mean == 0.75
    assert math.isnan(low)
    assert math.isnan(high)


def test_few_clusters_of_one_size_give_the_interval_of_their_means_by_t() -> None:
    means = [0.3, 0.9, 1.4, 0.2, 0.8, 0.5, 1.1, 0.7]
    _, interval = mean_clustered([5 * each for each in means], [5] * 8)
    assert interval == pytest.approx(
        stats.t.interval(0.95, 7, np.mean(means), stats.sem(means)), abs=1e-9
    )


def test_few_clusters_of_many_sizes_give_what_matrices_give() -> None:
    """Bell and McCaffrey's formulas in full, as matrices over every single value."""
    draw = np.random.default_rng(11)
    sizes = [1, 2, 2, 3, 5, 8, 9, 14, 30]
    values = [draw.normal(draw.normal(), 1, size) for size in sizes]
    y, of = np.concatenate(values), np.repeat(np.arange(len(sizes)), sizes)
    n = len(y)
    hat = np.full((n, n), 1 / n)
    residual, left = y - y.mean(), np.eye(n) - hat
    variance, directions = 0.0, []
    for each in range(len(sizes)):
        rows = of == each
        roots, vectors = np.linalg.eigh(left[np.ix_(rows, rows)])
        adjusted = vectors @ np.diag(roots**-0.5) @ vectors.T @ np.ones(rows.sum()) / n
        variance += float(adjusted @ residual[rows]) ** 2
        directions.append(left[:, rows] @ adjusted)
    weights = np.linalg.eigvalsh(np.array(directions) @ np.array(directions).T)
    degrees = weights.sum() ** 2 / (weights**2).sum()
    half = stats.t.ppf(0.975, degrees) * math.sqrt(variance)
    assert degrees < 5  # far from the 8 that nine clusters of one size would have
    _, interval = mean_clustered([float(each.sum()) for each in values], sizes)
    assert interval == pytest.approx((y.mean() - half, y.mean() + half))


@pytest.mark.parametrize("clusters", [8, 12, 30])
def test_an_interval_of_few_sessions_covers_the_truth(clusters: int) -> None:
    """Sessions of 1 to 10 people who are alike: at least 93 of 100 intervals hold the truth."""
    draw, covered, times = np.random.default_rng(20_250_401), 0, 1_000
    for _ in range(times):
        sizes = draw.integers(1, 11, clusters)
        sums = draw.normal(0.5 * sizes + draw.normal(0, 0.6, clusters) * sizes, np.sqrt(sizes))
        _, (low, high) = mean_clustered(sums.tolist(), sizes.tolist())
        covered += low <= 0.5 <= high
    assert 0.93 * times <= covered <= 0.99 * times


@pytest.mark.parametrize("clusters", [40, 600, 10_001])
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


# The funnel.


@pytest.mark.parametrize(
    ("base", "low", "high"), [(10, 0.5, 1), (20, 0.6, 0.95), (40, 0.675, 0.925)]
)
def test_funnel_vectors(base: int, low: float, high: float) -> None:
    assert funnel_limits(base, 0.8) == pytest.approx((low, high))


def test_there_is_no_funnel_of_nobody() -> None:
    assert all(math.isnan(end) for end in funnel_limits(0, 0.8))


def test_funnel_limits_leave_no_more_than_a_fortieth_on_either_side() -> None:
    for base in (8, 13, 31):
        low, high = (round(base * end) for end in funnel_limits(base, 0.62))
        chances = [math.comb(base, k) * 0.62**k * 0.38 ** (base - k) for k in range(base + 1)]
        assert sum(chances[:low]) <= 0.025 < sum(chances[: low + 1])
        assert sum(chances[high + 1 :]) <= 0.025 < sum(chances[high:])


# Changes in the same people.

BEFORE = (2, 1, 2, 3, 2, 1, 3, 2, 2, 1)
AFTER = (4, 3, 4, 4, 3, 3, 3, 4, 2, 4)
CHANGES = [after - before for before, after in zip(BEFORE, AFTER, strict=True)]


def test_signed_ranks_vector() -> None:
    assert rank_sums(CHANGES) == (36, 0)
    assert rank_biserial(CHANGES) == 1
    assert rank_biserial([-change for change in CHANGES]) == -1


@pytest.mark.parametrize(("n", "p"), [(5, 0.0625), (6, 0.03125)])
def test_wilcoxon_least_p(n: int, p: float) -> None:
    assert wilcoxon(range(1, n + 1)) == p


def test_wilcoxon_is_every_way_of_giving_signs_counted_one_by_one() -> None:
    """With ties and with zeros, against all signs tried."""
    for changes in ([1, 1, 2, -1, 3, 0, 2, -2], CHANGES, [4, -1, -1, 2, 0, 0, 5, 1, 1, -3, 2]):
        rises, falls = rank_sums(changes)
        sizes = [abs(change) for change in changes if change]
        ranks = stats.rankdata(sizes)
        sums = [
            sum(rank for rank, up in zip(ranks, ups, strict=True) if up)
            for ups in product((True, False), repeat=len(sizes))
        ]
        as_far = sum(min(each, sum(ranks) - each) <= min(rises, falls) for each in sums)
        assert wilcoxon(changes) == pytest.approx(as_far / len(sums))


@pytest.mark.parametrize("n", [8, 25, 50, 190])
def test_wilcoxon_agrees_with_scipy_where_there_are_no_ties(n: int) -> None:
    changes = np.random.default_rng(n).normal(0.3, 1, n).tolist()
    assert wilcoxon(changes) == pytest.approx(stats.wilcoxon(changes, method="exact").pvalue)


def test_wilcoxon_goes_over_smoothly_to_the_approximation() -> None:
    draw = np.random.default_rng(3).integers(-4, 6, 240)
    changes = [float(change) for change in draw if change]
    assert len(changes) > 201
    exact, approximate = wilcoxon(changes[:200]), wilcoxon(changes[:201])
    assert approximate == pytest.approx(exact, rel=0.2)


def test_nobody_changed() -> None:
    assert wilcoxon([0, 0, 0]) == 1
    assert rank_biserial([0, 0, 0]) == 0


# XmR charts.

SERIES = (12, 14, 11, 15, 13, 18, 12, 10, 14, 13, 16, 12, 25)
FLAT = Phase(0, 0, centre=10, moving_range=3, lower=2.02, upper=17.98)  # 2 sigma: 4.68 and 15.32


def found(values: list[float], rule: str, *, on_one_side: int = 7) -> list[tuple[int, ...]]:
    """Where a rule finds a signal, against the limits of FLAT."""
    phase = Phase(0, len(values), FLAT.centre, FLAT.moving_range, FLAT.lower, FLAT.upper)
    all_signals = signals(values, phase, 6 if on_one_side == 6 else 7)
    return [signal.points for signal in all_signals if signal.rule == rule]


def test_limits_vector() -> None:
    [phase] = phases(SERIES)
    wanted = (14.2308, 4.0833, 3.3691, 25.0924)
    got = (phase.centre, phase.moving_range, phase.lower, phase.upper)
    assert got == pytest.approx(wanted, abs=0.00005)
    assert signals(SERIES, phase) == ()


def test_limits_vector_of_the_first_twelve_alone() -> None:
    [phase] = phases(SERIES, baseline=12)
    wanted = (13.3333, 3.2727, 4.6279, 22.0388)
    got = (phase.centre, phase.moving_range, phase.lower, phase.upper)
    assert got == pytest.approx(wanted, abs=0.00005)
    assert [(signal.rule, signal.points) for signal in signals(SERIES, phase)] == [
        ("outside", (12,))
    ]


def test_under_twelve_points_there_is_a_median_and_no_limits() -> None:
    [few], [enough] = phases(SERIES[:11]), phases(SERIES[:12])
    assert (few.has_limits, few.centre) == (False, 13)
    assert enough.has_limits
    [shift] = signals([1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 99], Phase(0, 11, centre=0.5))
    assert shift.rule == "one side"


@pytest.mark.parametrize(
    ("length", "on_one_side", "signalled"),
    [(6, 7, False), (7, 7, True), (6, 6, True), (5, 6, False)],
)
def test_points_in_a_row_on_one_side(length: int, on_one_side: int, *, signalled: bool) -> None:
    values = [9.0, *[11.0, 12.0] * 3][: length + 1]
    values += [11.0] * (length + 1 - len(values)) + [9.0]
    wanted = [tuple(range(1, length + 1))] if signalled else []
    assert found(values, "one side", on_one_side=on_one_side) == wanted


def test_a_point_on_the_mean_ends_a_run_and_one_on_a_median_does_not() -> None:
    values = [11.0, 12, 11, 10, 12, 11, 12, 11]
    assert found(values, "one side") == []
    [shift] = signals(values, Phase(0, 8, centre=10))
    assert shift.points == (0, 1, 2, 4, 5, 6, 7)


def test_seven_points_rising_or_falling_make_a_trend_and_six_do_not() -> None:
    assert found([7, 8, 9, 10, 11, 12, 13, 9], "trend") == [tuple(range(7))]
    assert found([13, 12, 11, 10, 9, 8, 7], "trend") == [tuple(range(7))]
    assert found([8, 9, 10, 11, 12, 13, 9], "trend") == []


def test_a_tie_neither_adds_to_a_trend_nor_breaks_it() -> None:
    assert found([7, 8, 8, 9, 10, 11, 12, 13], "trend") == [(0, 1, 3, 4, 5, 6, 7)]
    assert found([8, 8, 9, 10, 11, 12, 13], "trend") == []


def test_two_of_three_beyond_two_sigma_all_on_one_side() -> None:
    assert found([10.5, 16, 11, 16, 9], "two of three") == [(1, 3)]
    assert found([10.5, 16, 9, 16, 9], "two of three") == []  # the third is on the other side
    assert found([10.5, 16, 11, 15, 9], "two of three") == []  # inside 2 sigma
    assert found([10, 4, 9, 4], "two of three") == [(1, 3)]


def test_a_point_on_a_limit_is_not_outside() -> None:
    assert found([2.02, 17.98, 17.99, 2.01], "outside") == [(2,), (3,)]


def test_runs_are_judged_against_the_median_and_limits_about_the_mean() -> None:
    leaning = [1.0, 1.1, 1.2, 1.1, 1.0, 1.2, 1.1, 40, 2, 45, 2, 50, 3, 60]
    [phase] = phases(leaning)
    assert (phase.median, phase.centre) == pytest.approx((1.6, 209.7 / 14))
    runs = [each for each in signals(leaning, phase) if each.rule == "one side"]
    low, high = tuple(range(7)), tuple(range(7, 14))  # of these, three lie under the mean
    assert [(each.points, each.way) for each in runs] == [(low, -1), (high, 1)]
    even = [1.0, 1, 2, 1, 1, 2, 1, 1, 2, 1, 40, 50]  # all but two under the mean
    assert not [each for each in signals(even, phases(even)[0]) if each.rule == "one side"]


@pytest.mark.parametrize(
    ("values", "rule", "way"),
    [
        ([9.0, 11, 18, 9], "outside", 1),
        ([9.0, 11, 2, 9], "outside", -1),
        ([13, 12, 11, 10, 9, 8, 7], "trend", -1),
        ([7, 8, 9, 10, 11, 12, 13], "trend", 1),
        ([10, 4, 9, 4], "two of three", -1),
        ([10.5, 16, 11, 16, 9], "two of three", 1),
    ],
)
def test_a_signal_knows_its_way(values: list[float], rule: str, way: int) -> None:
    phase = Phase(0, len(values), FLAT.centre, FLAT.moving_range, FLAT.lower, FLAT.upper)
    assert {each.way for each in signals(values, phase) if each.rule == rule} == {way}


def test_limits_start_anew_at_a_named_event_only() -> None:
    first = dt.date(2024, 11, 1)
    days = [first + dt.timedelta(weeks=week) for week in range(26)]
    starts = phase_starts(days, [dt.date(2025, 1, 31), dt.date(2020, 1, 1), dt.date(2030, 1, 1)])
    assert starts == (13,)
    values = [27, 25] * 6 + [27] + [19, 17] * 6 + [18]
    before, after = phases(values, starts)
    assert (before.start, before.end, after.start, after.end) == (0, 13, 13, 26)
    assert (before.centre, after.centre) == pytest.approx((339 / 13, 234 / 13))
    assert after.moving_range == pytest.approx(23 / 12)  # no step across the event
    assert signals(values, before) == signals(values, after) == ()
    [whole] = phases(values)
    assert "one side" in {signal.rule for signal in signals(values, whole)}


@pytest.mark.parametrize(
    ("lower", "upper", "verdict"),
    [
        (2, 15, "consistently meets"),
        (2, 15.1, "hit and miss"),
        (15, 20, "hit and miss"),
        (15.1, 20, "consistently misses"),
        (math.nan, math.nan, "too few to say"),
    ],
)
def test_assurance_against_fifteen_days(lower: float, upper: float, verdict: str) -> None:
    phase = Phase(0, 12, centre=10, moving_range=2, lower=lower, upper=upper)
    assert assurance(phase, 15) == verdict


def test_assurance_where_more_is_better() -> None:
    phase = Phase(0, 12, centre=0.8, moving_range=0.03, lower=0.72, upper=0.88)
    wanted = ["consistently meets", "hit and miss", "consistently misses"]
    assert [assurance(phase, each, "up") for each in (0.7, 0.8, 0.9)] == wanted


def test_the_rules_are_said_as_they_were_chosen() -> None:
    assert "7 points in a row on one side" in rules_text()
    assert "6 points in a row on one side" in rules_text(6)


def _by_hand(first: list[float], second: list[float], base: list[int]) -> float:
    """The paired t test over clusters of one size: what `same_clusters` comes to there."""
    return float(stats.ttest_rel(np.divide(second, base), np.divide(first, base)).pvalue)


def test_two_shares_of_the_same_sessions_of_one_size_are_compared_as_by_a_paired_t_test() -> None:
    draw = np.random.default_rng(5)
    for sessions in (8, 12, 60):
        base = [5] * sessions
        before, after = (draw.integers(0, 6, sessions).tolist() for _ in range(2))
        found = same_clusters((before, base), (after, base))
        assert found == pytest.approx(_by_hand(before, after, base))


def test_of_few_sessions_nothing_is_compared() -> None:
    assert math.isnan(same_clusters(([1] * 7, [4] * 7), ([3] * 7, [4] * 7)))


def test_sessions_alike_are_not_taken_for_many_answers() -> None:
    """Ten sessions that each answer as one, six better in one group and four in the other."""
    sixty, forty = [10] * 6 + [0] * 4, [10] * 4 + [0] * 6
    apart = (sixty + [0] * 10, [10] * 10 + [0] * 10), ([0] * 10 + forty, [0] * 10 + [10] * 10)
    assert same_clusters(*apart) > 0.3
    assert float(two_shares((60, 100), (40, 100))) < 0.01


def test_without_an_effect_few_in_a_hundred_differ() -> None:
    draw = np.random.default_rng(11)
    found = []
    for _ in range(600):
        base = draw.integers(2, 9, 30)
        alike = draw.beta(2, 4, 30)
        found.append(
            same_clusters((draw.binomial(base, alike), base), (draw.binomial(base, alike), base))
            < 0.05
        )
    assert 0.03 < np.mean(found) < 0.07
