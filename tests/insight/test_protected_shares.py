"""Shares of rounded counts: all counts that would be shown alike, and no other."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from insight.access import Viewer
from insight.describe import share_told
from insight.disclosure import (
    PRESETS,
    Preset,
    counts_behind,
    in_fives,
    told_in_fives,
    told_share,
)
from insight.measures import MEASURES, Asked
from insight.measures.cells import Cell
from insight.measures.frame import _of_share
from insight.measures.protection import Judged, judged, judged_cells
from insight.measures.question import ask
from insight.warehouse import from_one

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PROTECTED = [PRESETS["gss5"], PRESETS["nhs8"]]


def _as_shown(preset: Preset, inside: int, among: int) -> dict[str, int] | None:
    """A share's row as a reader has it; none where it is withheld."""
    small = any(0 < count < preset.smallest_shown for count in (inside, among, among - inside))
    if small or among < 8:
        return None
    return {"numerator": preset.rounded(inside), "denominator": preset.rounded(among)}


@pytest.mark.parametrize("preset", PROTECTED, ids=lambda each: each.key)
def test_counts_behind_a_share_are_all_that_would_be_shown_alike(preset: Preset) -> None:
    alike: dict[tuple[int, ...], set[tuple[int, int]]] = {}
    for among in range(8, 83):
        for inside in range(among + 1):
            if row := _as_shown(preset, inside, among):
                alike.setdefault(tuple(row.values()), set()).add((inside, among))
    for (numerator, denominator), expected in alike.items():
        if denominator <= 75:
            row = {"numerator": numerator, "denominator": denominator}
            found = counts_behind(preset, row)
            pairs = zip(*(map(int, each) for each in found), strict=True)
            assert set(pairs) == expected, row


CELLS = [(x, n) for n in range(8, 40) for x in range(n + 1) if _as_shown(PRESETS["gss5"], x, n)]


@given(st.lists(st.sampled_from(CELLS), min_size=1, max_size=5))
def test_the_true_counts_are_among_those_behind_a_share_put_together(
    cells: list[tuple[int, int]],
) -> None:
    preset = PRESETS["gss5"]
    numerator, denominator = (
        sum(preset.rounded(cell[place]) for cell in cells) for place in (0, 1)
    )
    row = {"numerator": numerator, "denominator": denominator, "parts": len(cells)}
    pairs = zip(*counts_behind(preset, row), strict=True)
    assert (sum(x for x, _ in cells), sum(n for _, n in cells)) in set(pairs)


def test_exact_counts_have_nothing_else_behind_them() -> None:
    found = counts_behind(PRESETS["none"], {"numerator": 3, "denominator": 7})
    assert [each.tolist() for each in found] == [[3.0], [7.0]]


# What is told of a share, and how far its interval reaches.

GSS5 = PRESETS["gss5"]


def _told(inside: int, among: int, *, fives: bool = False) -> tuple[float, ...] | None:
    """The numbers of a share's row, by name's order; none where nothing of it is shown.

    In `fives`, where a share may be told so if nothing else stands against it.
    """
    so = fives and in_fives(GSS5, inside, among) is not None
    row = _as_shown(GSS5, inside, among)
    if not row or (not so and math.isnan(told_share(GSS5, row)[1])):
        return None
    return _of_share(GSS5, Judged(Cell(among, inside), "ok", in_fives=so))


@pytest.mark.parametrize(
    ("inside", "among", "said"),
    [
        (54, 100, "about 55%"),  # 53 to 57 of 98 to 102
        (20, 40, "between 42% and 58%"),
        (30, 45, "between 59% and 75%"),
        (0, 40, "0%"),
        (40, 40, "100%"),
        (990, 1_000, "about 99%"),
        (1_990, 1_997, "about 99%"),
        (110, 100, "about 110%"),
    ],
)
def test_a_share_is_told_as_closely_as_rounding_allows(inside: int, among: int, said: str) -> None:
    row = {"numerator": GSS5.rounded(inside), "denominator": GSS5.rounded(among)}
    assert share_told(*told_share(GSS5, row)) == said


def test_a_share_that_could_be_nearly_anything_is_not_told() -> None:
    assert all(map(math.isnan, told_share(GSS5, {"numerator": 10, "denominator": 20})))


@given(st.integers(8, 400), st.data())
def test_the_true_share_lies_in_what_is_told_of_it(among: int, data: st.DataObject) -> None:
    inside = data.draw(st.integers(0, among))
    if numbers := _told(inside, among, fives=data.draw(st.booleans())):
        value, *_, lower, upper, least, most, _ = numbers
        assert least <= inside / among <= most
        assert lower <= least <= most <= upper
        assert math.isnan(value) == (most - least > 0.1 + 1e-9)
        exactly = stats.binomtest(inside, among).proportion_ci(method="wilson")
        assert lower <= exactly.low + 1e-9
        assert upper >= exactly.high - 1e-9


# Shares to the nearest 5 points.


def _in_fives(inside: int, among: int) -> int:
    """A share in steps of 5 points, to the nearest, halves up."""
    return int(Fraction(20 * inside, among) + Fraction(1, 2))


def _bases(inside: int, among: int, *, fives: bool) -> set[int]:
    """Every base that a reader of a share can think of, by trying all counts."""
    rounded = _as_shown(GSS5, inside, among)
    return {
        base
        for base in range(max(8, among - 5), among + 6)
        for of in range(max(0, inside - 5), min(base, inside + 5) + 1)
        if _as_shown(GSS5, of, base) == rounded
        and (not fives or _in_fives(of, base) == _in_fives(inside, among))
    }


SHARES = [(x, n) for n in range(20, 140) for x in range(5, n - 4)]
FIVES = [each for each in SHARES if in_fives(GSS5, *each)]


@pytest.mark.parametrize(
    ("inside", "among", "said"),
    [
        (20, 40, "about 50%"),
        (26, 50, "about 50%"),
        (14, 23, "about 60%"),
        (54, 100, "about 55%"),
        (76, 500, "about 15%"),  # as close by the rounded counts alone
    ],
)
def test_a_share_may_be_told_to_the_nearest_5_points(inside: int, among: int, said: str) -> None:
    assert in_fives(GSS5, inside, among)
    value, least, most = told_in_fives(GSS5, inside, among)
    assert share_told(value, least, most) == said
    assert most - least <= 0.05
    assert least <= inside / among <= most


@pytest.mark.parametrize(("inside", "among"), [(10, 19), (10, 22), (33, 42), (0, 40), (40, 40)])
def test_small_bases_and_shares_that_would_tell_of_their_base_are_not(
    inside: int, among: int
) -> None:
    assert in_fives(GSS5, inside, among) is None


def test_a_share_in_fives_tells_no_more_of_its_base_than_rounding_does() -> None:
    """So many shares on one base tell no more of it either. Most shares can be told so."""
    for inside, among in FIVES:
        alone = _bases(inside, among, fives=False)
        assert _bases(inside, among, fives=True) == alone, (inside, among)
    assert len(FIVES) > len(SHARES) / 2


def test_shares_in_fives_of_any_kind_would_tell_of_their_base() -> None:
    """So the rule is needed: thirteen shares on one base would leave two of five."""
    thirteen = [(x, 42) for x in range(7, 33, 2)]
    assert set.intersection(*(_bases(*each, fives=True) for each in thirteen)) == {41, 42}


@pytest.mark.parametrize(("inside", "among"), FIVES[::97])
def test_what_a_share_in_fives_leaves_of_its_numerator_is_all_that_fits(
    inside: int, among: int
) -> None:
    fits = [
        of
        for of in range(among + 1)
        if _as_shown(GSS5, of, among) == _as_shown(GSS5, inside, among)
        and _in_fives(of, among) == _in_fives(inside, among)
    ]
    assert in_fives(GSS5, inside, among) == (min(fits), max(fits))


BASES = [8, 12, 20, 33, 50, 97, 200]


@pytest.mark.parametrize(
    "bases",
    [BASES, pytest.param(range(8, 201), marks=pytest.mark.everything)],
    ids=["some", "all"],
)
def test_intervals_cover_the_truth_95_times_in_100_at_least(bases: Sequence[int]) -> None:
    """Exactly, over every count that could occur; what is withheld says nothing false."""
    for among in bases:
        # What stands beside a share decides whether it is told in fives: both ways must cover.
        both = [
            [_told(inside, among, fives=fives) for inside in range(among + 1)]
            for fives in (False, True)
        ]
        lower = np.max([[told[4] if told else 0 for told in every] for every in both], axis=0)
        upper = np.min([[told[5] if told else 1 for told in every] for every in both], axis=0)
        for share in np.linspace(0, 1, 201):
            likely = stats.binom.pmf(np.arange(among + 1), among, share)
            covered = (lower <= share) & (share <= upper)
            assert likely[covered].sum() >= 0.95, (among, share)


def test_of_larger_shares_nearly_all_are_still_told(
    demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In tables of one dimension; a range counts as told. 285 of 289 is what was asked for."""
    asked = [
        Asked(key, Viewer("board", (place,)), (by,))
        for place in ("norfolk", "wakefield")
        for key, measured in MEASURES.items()
        if measured.kind == "share"
        for by in measured.dimensions
        if by != "word" and not (place == "norfolk" and measured.needs_standard)
    ]
    now = sum(_shown(each, demo_warehouse) for each in asked)
    monkeypatch.setattr(judged, "_not_too_vague", lambda _, cell: cell)
    before = sum(_shown(each, demo_warehouse) for each in asked)
    assert before > 1000
    assert now / before >= 285 / 289


def _shown(asked: Asked, warehouse: Path) -> int:
    cells = from_one(warehouse, lambda snapshot: judged_cells(ask(asked, snapshot)))
    return sum(each.status == "ok" for each in cells.values())
