"""Verdicts: three of them, judged together, and never opposite for two who see the same thing."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from insight import statistics
from insight.findings.verdicts import CANNOT, MORE, NO_MORE, Comparison, judged, unseen

if TYPE_CHECKING:
    from collections.abc import Sequence

CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=7)


def test_two_shares_is_the_n_minus_1_chi_squared_test() -> None:
    table = np.array([[30, 20], [18, 32]])
    chi = stats.chi2_contingency(table, correction=False).statistic * 99 / 100
    assert statistics.two_shares((30, 50), (18, 50)) == pytest.approx(stats.chi2.sf(chi, 1))


def test_two_shares_that_are_all_or_none_do_not_differ() -> None:
    assert statistics.two_shares((0, 9), (0, 12)) == 1
    assert statistics.two_shares((9, 9), (12, 12)) == 1


@given(CHANCES)
def test_holm_is_bonferroni_over_every_set_that_a_difference_stands_in(
    chances: list[float],
) -> None:
    """The closed test that Holm's steps are a short cut of (Marcus, Peritz and Gabriel 1976)."""
    places = range(len(chances))
    every = [some for size in places for some in itertools.combinations(places, size + 1)]
    by_set = {some: min(1.0, len(some) * min(chances[k] for k in some)) for some in every}
    expected = [max(p for some, p in by_set.items() if k in some) for k in places]
    assert statistics.holm(chances) == pytest.approx(expected)


def test_what_could_have_been_seen_is_found_four_times_in_five() -> None:
    least = statistics.could_have_seen(0.5, 200, 200)
    draw = np.random.default_rng(7)
    now, before = (draw.binomial(200, 0.5 + side * least / 2, 20_000) for side in (1, -1))
    found = (statistics.two_shares((now, 200), (before, 200)) < statistics.ALPHA).mean()
    assert 0.77 < found < 0.83


def test_shuffled_sessions_differ_no_more_often_than_they_should() -> None:
    draw = np.random.default_rng(11)
    groups = np.repeat(list("abcdef"), 20)
    chances = []
    for seed in range(200):
        n = draw.integers(1, 8, len(groups))
        # All of a session feel alike, or none: a test that took each answer alone would fail here.
        x = n * draw.integers(0, 2, len(groups))
        chances.append(statistics.permuted(groups, x, n, times=199, seed=seed))
    assert 0.02 < (np.array(chances) < 0.05).mean() < 0.08


def test_groups_that_differ_are_found() -> None:
    groups = np.repeat(list("ab"), 30)
    x = np.repeat([4, 2], 30)
    assert statistics.permuted(groups, x, np.full(60, 5)) < 0.01
    assert statistics.permuted(["a"] * 60, x, np.full(60, 5)) == 1


def test_sessions_of_one_mind_count_for_less() -> None:
    n = np.full(40, 5)
    assert statistics.design_effect(n * np.tile([0, 1], 20), n) == pytest.approx(5, rel=0.1)
    assert statistics.design_effect(np.tile([2, 3], 20), n) == 1
    assert statistics.design_effect([5, 0, 5], [5, 5, 5]) == 1


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=10))
def test_who_sees_more_never_reads_the_opposite(pairs: list[tuple[float, float]]) -> None:
    """Whatever the true p, within what a board can tell, its verdict is not the evaluator's."""
    spans = [(min(pair), max(pair)) for pair in pairs]
    board = judged([Comparison(str(k), *span) for k, span in enumerate(spans)])
    for share in (0.0, 0.5, 1.0):
        true = [low + share * (high - low) for low, high in spans]
        evaluator = judged([Comparison(str(k), p, p) for k, p in enumerate(true)])
        for name, verdict in board.items():
            assert evaluator[name] in ({verdict} if verdict is not CANNOT else {MORE, NO_MORE})


@given(CHANCES, st.integers(1, 4))
def test_a_withheld_row_makes_no_verdict_of_the_others_false(
    chances: list[float], hidden: int
) -> None:
    """An evaluator may see the withheld rows, or find them too few to compare."""
    seen = [Comparison(str(k), p, p) for k, p in enumerate(chances)]
    board = judged([*seen, *(unseen(f"hidden {k}") for k in range(hidden))])
    for others in itertools.chain.from_iterable(
        itertools.product((0.0, 0.004, 0.03, 1.0), repeat=count) for count in range(hidden + 1)
    ):
        every: Sequence[Comparison] = [
            *seen,
            *(Comparison(f"hidden {k}", p, p) for k, p in enumerate(others)),
        ]
        evaluator = judged(every)
        for each in seen:
            if board[each.name] is not CANNOT:
                assert evaluator[each.name] is board[each.name]


def test_the_largest_of_many_is_not_called_more_than_chance_by_itself() -> None:
    alone = judged([Comparison("a", 0.02, 0.02)])
    among = judged([Comparison("a", 0.02, 0.02), *(Comparison(f"{k}", 0.6, 0.6) for k in range(7))])
    assert (alone["a"], among["a"]) == (MORE, NO_MORE)
