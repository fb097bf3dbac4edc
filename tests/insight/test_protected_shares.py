"""Shares of rounded counts: all counts that would be shown alike, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.disclosure import PRESETS, Preset, counts_behind

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
