"""Invented years: how often a page says "more than chance" when nothing differs, and when it does.

1,000 years a page under --everything, fewer in a plain run; the seed is fixed. Counts are drawn as
a partnership's are (about 130 sessions and 430 answers a year) and go through the functions that
pages ask for their verdicts: of two shares, of a part and the rest, Holm, rounded and exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from insight import statistics
from insight.disclosure import PRESETS
from insight.findings import verdicts
from insight.findings.feelings.moves import EACH
from insight.findings.participation import LEVEL
from insight.findings.verdicts import MORE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.random import Generator

    from insight.disclosure import Preset
    from insight.findings.verdicts import Verdict

YEARS = [100, pytest.param(1_000, marks=pytest.mark.everything)]
MOST_FALSE = 0.065
# How far a rate from so many years may lie above it by luck (one in a hundred).
SLACK = {years: 2.33 * (MOST_FALSE * (1 - MOST_FALSE) / years) ** 0.5 for years in (100, 1_000)}
SLACK[1_000] = 0.0
REASONS = (0.54, 0.32, 0.07, 0.21, 0.05, 0.07, 0.15, 0.17, 0.03, 0.11, 0.23, 0.18, 0.17)
AGENCIES = (0.9, 0.92, 0.85, 0.88, 0.8, 0.83, 0.9, 0.78, 0.86, 0.9, 0.84, 0.88, 0.81)
HEADLINES = ((0.8, 130, 125), (0.76, 430, 410), (0.3, 130, 125))
RATINGS = 6
PRESET = ["none", "gss5"]


def row(of: int, among: int, preset: str) -> pd.Series:
    """A share as `measure` would give it; withheld where the preset withholds it."""
    told = PRESETS[preset]
    small = any(told.small(count) for count in (of, among, among - of)) or among < 8
    return pd.Series(
        {
            "status": "suppressed" if small else "ok",
            "preset": preset,
            "numerator": told.rounded(of),
            "denominator": told.rounded(among),
            "parts": 1,
        }
    )


def headlines(draw: Generator, preset: str) -> bool:
    """Overview's shares, this year and the year before, judged together."""
    return MORE in judged_headlines(draw, preset).values()


def judged_headlines(draw: Generator, preset: str) -> Mapping[str, Verdict]:
    """The verdict on each of the shares at the head of pages, by its place."""
    each = []
    for place, (share, now, before) in enumerate(HEADLINES):
        rows = [row(int(draw.binomial(n, share)), n, preset) for n in (now, before)]
        each.append(verdicts.of_shares(str(place), *rows))
    return verdicts.judged(each)


def reasons(draw: Generator, preset: str) -> bool:
    """Thirteen reasons, this year and the year before."""
    each = [
        verdicts.of_shares(
            str(place), *(row(int(draw.binomial(n, share)), n, preset) for n in (130, 122))
        )
        for place, share in enumerate(REASONS)
    ]
    return MORE in verdicts.judged(each).values()


def agencies(draw: Generator, preset: str) -> bool:
    """Thirteen agency groups that come alike, each against the others."""
    invited = draw.integers(25, 140, len(AGENCIES))
    came = draw.binomial(invited, 0.86)
    whole = row(int(came.sum()), int(invited.sum()), preset)
    each = [
        verdicts.of_part(str(place), row(int(of), int(among), preset), whole)
        for place, (of, among) in enumerate(zip(came, invited, strict=True))
    ]
    return MORE in verdicts.judged(each, LEVEL).values()


def participation(draw: Generator, preset: str) -> bool:
    """A page that has both: agency groups, and the statutory partners against last year."""
    return agencies(draw, preset) or judged_headlines(draw, preset)["2"] is MORE


def localities(draw: Generator, _: str) -> bool:
    """Two shares over seven localities: past the outer band, and only where any differ at all."""
    named, chances = [], []
    for share, answers in ((0.8, 1), (0.76, 4)):
        groups = draw.choice(list("abcdefg"), 130, p=(0.25, 0.2, 0.15, 0.15, 0.1, 0.1, 0.05))
        n = np.full(130, answers)
        # People of one session are alike: each session has its own share.
        x = draw.binomial(n, draw.beta(8 * share, 8 * (1 - share), 130) if answers > 1 else share)
        alike = statistics.design_effect(x, n)
        whole = x.sum() / n.sum()
        past = False
        for name in set(groups):
            of, among = int(x[groups == name].sum()), int(n[groups == name].sum())
            if among >= 8:
                low, high = statistics.funnel_limits(among, whole, 0.998, alike)
                past |= not low <= of / among <= high
        named.append(past)
        chances.append(statistics.permuted(groups, x, n, times=199) if past else 1.0)
    sure = [p < statistics.ALPHA for p in statistics.holm(chances)]
    return any(past and differs for past, differs in zip(named, sure, strict=True))


def turnaround(draw: Generator, _: str) -> bool:
    """The wait on both sides of a day on which nothing changed."""
    waits = np.round(np.expm1(draw.normal(np.log(12), 0.25, 34)) * 2) / 2
    return statistics.two_medians(list(waits[:14]), list(waits[14:])) < statistics.ALPHA


def feelings(draw: Generator, preset: str) -> bool:
    """The page's six kinds of comparison, of sessions after which nothing was different."""
    families, words, groups = (
        [verdicts.Comparison(str(place), p, p) for place, p in enumerate(draw.uniform(size=many))]
        for many in (16, 60, 13)
    )
    named = any(MORE in verdicts.judged(each, EACH).values() for each in (families, words, groups))
    rated = any(
        round(statistics.wilcoxon(list(map(float, draw.integers(-3, 4, 300)))), 2) < 0.05 / RATINGS
        for _ in range(RATINGS)
    )
    one_way = int(draw.binomial(60, 0.5))
    told = PRESETS[preset]
    chances = [
        statistics.mcnemar(one, other)
        for one in told_alike(told, one_way)
        for other in told_alike(told, 60 - one_way)
    ]
    crossed = verdicts.Comparison("crossed", min(chances), max(chances))
    is_crossed = verdicts.judged([crossed], EACH)["crossed"] is MORE
    has_faded = bool(draw.uniform() < EACH)  # by its interval, at the same level
    return named or rated or is_crossed or has_faded


def told_alike(preset: Preset, count: int) -> range:
    """Every count that is told as this one is."""
    low, high = preset.told(count)
    return range(low, high + 1)


PAGES: list[Callable[[Generator, str], bool]] = [
    *(headlines, reasons, participation, localities, turnaround, feelings)
]


@pytest.mark.parametrize("years", YEARS)
@pytest.mark.parametrize("preset", PRESET)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_without_any_effect_a_page_seldom_says_more_than_chance(
    page: Callable[[Generator, str], bool], preset: str, years: int
) -> None:
    draw = np.random.default_rng(20261127)
    false = sum(page(draw, preset) for _ in range(years)) / years
    assert false <= MOST_FALSE + SLACK[years], false


@pytest.mark.parametrize("years", YEARS)
@pytest.mark.parametrize(("share", "among"), [(0.76, 3), (0.3, 3), (0.32, 13)])
def test_a_change_of_twice_the_printed_power_is_found(share: float, among: int, years: int) -> None:
    """So that "we cannot tell" is no way out: for who sees the counts themselves."""
    draw = np.random.default_rng(20261127)
    bases = (130, 124) if among == 13 else (430, 410)
    least = statistics.could_have_seen(share, *bases, among=among)
    other = share - 2 * least if share > 0.5 else share + 2 * least
    found = 0
    for _ in range(years):
        each = [
            verdicts.of_shares(
                "planted",
                row(int(draw.binomial(bases[0], other)), bases[0], "none"),
                row(int(draw.binomial(bases[1], share)), bases[1], "none"),
            )
        ]
        each += [
            verdicts.of_shares(
                str(place), *(row(int(draw.binomial(n, 0.4)), n, "none") for n in bases)
            )
            for place in range(among - 1)
        ]
        found += verdicts.judged(each)["planted"] is MORE
    assert found / years >= 0.8


def test_boards_find_a_change_of_twice_the_printed_power_too() -> None:
    """Rounded to 5, of some hundreds of answers."""
    draw = np.random.default_rng(20261127)
    least = statistics.could_have_seen(0.76, 430, 410, among=3)
    found = 0
    for _ in range(200):
        drawn = ((430, 0.76 - 2 * least), (410, 0.76))
        rows = [row(int(draw.binomial(n, p)), n, "gss5") for n, p in drawn]
        each = [verdicts.of_shares("planted", *rows), verdicts.unseen("a"), verdicts.unseen("b")]
        found += verdicts.judged(each)["planted"] is MORE
    assert found / 200 >= 0.8


def test_uncorrected_the_largest_of_thirteen_would_be_false_far_too_often() -> None:
    """The simulation can fail: without Holm reasons change by chance in a third of years."""
    draw = np.random.default_rng(20261127)
    false = 0
    for _ in range(200):
        chances = [
            float(statistics.two_shares((draw.binomial(130, p), 130), (draw.binomial(122, p), 122)))
            for p in REASONS
        ]
        false += min(chances) < statistics.ALPHA
    assert false / 200 > 0.3
    assert stats.binomtest(false, 200, MOST_FALSE).pvalue < 0.001
