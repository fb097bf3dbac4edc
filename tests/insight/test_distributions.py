"""Points and tails are those of scipy.stats, which the pages do without."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from config.paths import ROOT
from insight.statistics import distributions as ours

SHARES = (0.0005, 0.001, 0.025, 0.1, 0.5, 0.8, 0.975, 0.999)


@given(st.floats(1e-9, 1 - 1e-9), st.floats(-40, 40))
def test_the_normal(share: float, z: float) -> None:
    assert ours.normal_point(share) == stats.norm.ppf(share)
    assert ours.both_tails(z) == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-12)


@given(st.floats(1e-6, 1 - 1e-6), st.floats(0, 40), st.floats(1, 500))
def test_students_t(share: float, t: float, degrees: float) -> None:
    assert ours.t_point(share, degrees) == pytest.approx(stats.t.ppf(share, degrees), rel=1e-9)
    assert ours.t_both_tails(t, degrees) == pytest.approx(2 * stats.t.sf(t, degrees), rel=1e-9)


@pytest.mark.parametrize("chance", [0.0, 0.02, 0.25, 0.5, 0.76, 0.8, 0.999, 1.0])
def test_the_binomial(chance: float) -> None:
    for trials in (*range(1, 60), 100, 137, 430, 2_000, 100_000):
        for share in SHARES:
            found = ours.binomial_point(share, trials, chance)
            assert stats.binom.cdf(found, trials, chance) >= share - 1e-12, (trials, share)
            assert stats.binom.cdf(found - 1, trials, chance) < share, (trials, share)
            if share != 0.5:  # there scipy takes a step too far where it is met exactly
                assert found == stats.binom.ppf(share, trials, chance), (trials, share)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_coin(thrown: tuple[int, int]) -> None:
    assert ours.coin(*thrown) == pytest.approx(stats.binomtest(*thrown, 0.5).pvalue, rel=1e-9)


@given(st.lists(st.integers(-20, 20).map(lambda x: x / 2), max_size=60))
def test_ranks(values: list[float]) -> None:
    assert ours.ranks(values).tolist() == stats.rankdata(values).tolist()


@pytest.mark.parametrize("slow", ["scipy.stats", "nltk", "textblob", "etl"])
def test_the_first_page_waits_for_no_import_that_it_does_not_use(slow: str) -> None:
    code = f"import sys, pages; raise SystemExit({slow!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == 0, f"{slow} is imported with the pages"
