"""Protection: presets, and that nobody can work a hidden cell out from what is shown beside it."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.access import Viewer
from insight.disclosure import (
    PRESETS,
    Axis,
    Verdict,
    chosen,
    line_verdict,
    preset,
    sentence,
    strictest,
)
from insight.measures import measure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

GSS5, NHS8, NONE = PRESETS["gss5"], PRESETS["nhs8"], PRESETS["none"]
Key = tuple[str, ...]
UNKNOWN = (0, 200)


@pytest.mark.parametrize(
    ("count", "none", "gss5", "nhs8"),
    [
        (0, "0", "0", "0"),
        (1, "1", "1 to 4", "1 to 7"),
        (4, "4", "1 to 4", "1 to 7"),
        (5, "5", "about 5", "1 to 7"),
        (7, "7", "about 5", "1 to 7"),
        (8, "8", "about 10", "about 10"),
        (38, "38", "about 40", "about 40"),
        (1234, "1,234", "about 1,235", "about 1,235"),
    ],
)
def test_the_words_for_a_count(count: int, none: str, gss5: str, nhs8: str) -> None:
    assert [each.text(count) for each in (NONE, GSS5, NHS8)] == [none, gss5, nhs8]


@pytest.mark.parametrize("each", [GSS5, NHS8], ids=lambda each: each.key)
def test_what_a_count_tells_is_every_count_shown_alike(each: object) -> None:
    shown = {count: PRESETS[each.key].text(count) for count in range(60)}  # type: ignore[attr-defined]
    for count in range(50):
        alike = [other for other in shown if shown[other] == shown[count]]
        assert PRESETS[each.key].told(count) == (min(alike), max(alike))  # type: ignore[attr-defined]


def test_a_role_may_ask_for_stricter_and_never_for_looser() -> None:
    assert chosen(None, GSS5) is GSS5
    assert chosen("nhs8", GSS5) is NHS8
    with pytest.raises(ValueError, match="gss5, nhs8"):
        chosen("none", GSS5)


def test_unknown_presets_and_the_strictest_of_several() -> None:
    with pytest.raises(ValueError, match="none, gss5, nhs8"):
        preset("open")
    assert strictest(["none", "nhs8", "gss5"]) is NHS8
    assert "rounded to the nearest 5" in sentence("gss5")


def verdicts(counts: Mapping[Key, int], axes: Sequence[Axis]) -> dict[tuple[int, Key], Verdict]:
    """What may not be shown in full of the lines of a table: by axis and line."""
    found = {
        (place, parent): line_verdict(
            axis, parent, [counts[key] for key in keys], GSS5, is_base=True
        )
        for place, axis in enumerate(axes)
        for parent, keys in axis.lines(counts).items()
    }
    return {line: verdict for line, verdict in found.items() if verdict}


def test_four_parts_of_a_total_under_eight_are_not_shown() -> None:
    counts: dict[Key, int] = {(name,): 1 for name in "abcd"}
    assert verdicts(counts, [Axis(0, tuple("abcd"))]) == {(0, ("",)): Verdict.HIDDEN}


def test_twelve_small_months_beside_a_total_of_ten_are_hidden_with_the_empty_ones() -> None:
    months = tuple(f"m{month:02}" for month in range(12))
    counts: dict[Key, int] = {(month,): 1 for month in months}
    found = verdicts(counts, [Axis(0, months)])
    assert found == {(0, ("",)): Verdict.SMALL_HIDDEN}


def test_two_fours_beside_a_total_of_about_ten_hide_the_whole_line() -> None:
    found = verdicts({("a",): 4, ("b",): 4}, [Axis(0, ("a", "b"))])
    assert found == {(0, ("",)): Verdict.HIDDEN}


def test_a_quarter_of_small_months_is_judged_as_a_line_of_its_own() -> None:
    within = {"april": "Q1", "may": "Q1", "july": "Q2"}
    counts: dict[Key, int] = {("april",): 4, ("may",): 4, ("july",): 43}
    whole, quarters = Axis(0, tuple(within)), Axis(0, tuple(within), coarser=within)
    assert verdicts(counts, [whole]) == {}
    assert verdicts(counts, [whole, quarters]) == {(1, ("Q1",)): Verdict.HIDDEN}


def shown_as(
    counts: Mapping[Key, int], axes: Sequence[Axis], grid: Sequence[Key]
) -> dict[Key, tuple[int, int]]:
    """What a reader is told of each cell of the grid."""
    found = verdicts(counts, axes)
    told = {}
    for key in grid:
        count = counts.get(key, 0)
        lines = [found.get((place, axis.parent(key))) for place, axis in enumerate(axes)]
        hidden = Verdict.HIDDEN in lines or (Verdict.SMALL_HIDDEN in lines and count < 5)
        told[key] = UNKNOWN if hidden else GSS5.told(count)
    return told


def possible_values(
    cell: Key, told: Mapping[Key, tuple[int, int]], total: tuple[int, int]
) -> set[int]:
    """What a cell can be beside a total, by trying every sum the other cells can have."""
    sums = {0}
    for key, (least, most) in told.items():
        if key != cell:
            extra = range(least, min(most, total[1]) + 1)
            sums = {so_far + more for so_far in sums for more in extra if so_far + more <= total[1]}
    low, high = told[cell]
    return {
        value
        for value in range(low, min(high, total[1]) + 1)
        if any(total[0] <= value + others <= total[1] for others in sums)
    }


COUNTS = st.sampled_from([0, 0, 1, 2, 3, 4, 4, 5, 6, 7, 8, 11, 13, 17])


@given(st.lists(COUNTS, min_size=1, max_size=9))
def test_every_hidden_cell_of_a_line_may_be_anything_from_1_to_4(cells: list[int]) -> None:
    grid: list[Key] = [(str(place),) for place in range(len(cells))]
    counts = {key: n for key, n in zip(grid, cells, strict=True) if n}
    told = shown_as(counts, [Axis(0, tuple(key[0] for key in grid))], grid)
    for key, count in counts.items():
        if count <= 4:
            found = possible_values(key, told, GSS5.told(sum(cells)))
            assert found >= {1, 2, 3, 4}, (cells, told)


@given(st.integers(2, 4), st.integers(2, 4), st.lists(COUNTS, min_size=16, max_size=16))
def test_every_hidden_cell_of_a_table_may_be_so_beside_either_margin(
    rows: int, columns: int, cells: list[int]
) -> None:
    downs, acrosses = [f"r{n}" for n in range(rows)], [f"c{n}" for n in range(columns)]
    grid: list[Key] = list(product(downs, acrosses))
    counts = {key: n for key, n in zip(grid, cells, strict=False) if n}
    told = shown_as(counts, [Axis(0, tuple(downs)), Axis(1, tuple(acrosses))], grid)
    for (key, count), place in product(counts.items(), (0, 1)):
        if count <= 4:
            line = {other: told[other] for other in grid if other[place] == key[place]}
            total = sum(counts.get(other, 0) for other in line)
            assert possible_values(key, line, GSS5.told(total)) >= {1, 2, 3, 4}, (counts, told)


@pytest.mark.parametrize("role", ["board", "evaluator"])
@pytest.mark.parametrize(
    "period",
    [
        (dt.date(2025, 4, 2), dt.date(2025, 6, 30)),
        (dt.date(2025, 4, 1), dt.date(2025, 6, 29)),
        (dt.date(2024, 2, 1), dt.date(2024, 2, 28)),
    ],
)
def test_only_whole_months_are_shown_under_protection(
    role: str, period: tuple[dt.date, dt.date], demo_warehouse: Path
) -> None:
    viewer = Viewer(role, ("wakefield",))
    if role == "evaluator":
        assert len(measure("sessions_held", viewer, period=period, warehouse=demo_warehouse)) == 1
        return
    with pytest.raises(ValueError, match="whole months"):
        measure("sessions_held", viewer, period=period, warehouse=demo_warehouse)


def test_a_period_of_whole_months_is_shown_under_protection(demo_warehouse: Path) -> None:
    leap = (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    board = Viewer("board", ("wakefield",))
    assert len(measure("sessions_held", board, period=leap, warehouse=demo_warehouse)) == 1
