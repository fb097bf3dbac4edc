"""Two-way tables are judged with their margins: nobody can work a small count out from all of it.

The oracle is a linear programme over everything shown: the least and the most a count can be.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from insight.disclosure import PRESETS, Axis, Block, Key, Verdict
from insight.measures.cells import Cell
from insight.measures.hiding import Hiding
from insight.measures.tables import Dimensions, Side

if TYPE_CHECKING:
    from collections.abc import Mapping

GSS5 = PRESETS["gss5"]
MOST = 500
Bounds = dict[Key, tuple[int, int]]

COUNTS = st.sampled_from([0, 0, 1, 1, 2, 3, 4, 4, 5, 7, 8, 11, 17])
TABLES = st.integers(2, 4).flatmap(
    lambda across: st.lists(
        st.lists(COUNTS, min_size=across, max_size=across), min_size=2, max_size=4
    )
)
# A row and a column of fours: neither line gives a count away, the table as a whole does.
TELLING = [[4, 4, 0], [1, 0, 4], [0, 4, 4]]


def hull(told: Bounds, rows: int, columns: int) -> Bounds:
    """What each count can be at least and at most: cells, row and column totals, and the whole.

    Keys are ("r0", "c0"), with "" for a total.
    """
    downs = [f"r{n}" for n in range(rows)]
    acrosses = [f"c{n}" for n in range(columns)]
    keys = list(product([*downs, ""], [*acrosses, ""]))
    place = {key: number for number, key in enumerate(keys)}
    sums = [((down, ""), [(down, across) for across in acrosses]) for down in [*downs, ""]]
    sums += [(("", across), [(down, across) for down in downs]) for across in [*acrosses, ""]]
    equations = np.zeros((len(sums), len(keys)))
    for row, (total, parts) in enumerate(sums):
        equations[row, place[total]] = -1
        equations[row, [place[part] for part in parts]] = 1
    bounds = [told[key] for key in keys]
    found: Bounds = {}
    for key in keys:
        ends = []
        for sign in (1, -1):
            cost = np.zeros(len(keys))
            cost[place[key]] = sign
            answer = linprog(cost, A_eq=equations, b_eq=np.zeros(len(sums)), bounds=bounds)
            assert answer.x is not None, answer.message
            ends.append(round(float(answer.x[place[key]])))
        found[key] = (ends[0], ends[1])
    return found


def with_totals(cells: list[list[int]]) -> dict[Key, int]:
    """Every count of a table, totals too."""
    counts = np.array(cells)
    whole = np.zeros((counts.shape[0] + 1, counts.shape[1] + 1), dtype=int)
    whole[:-1, :-1], whole[:-1, -1], whole[-1, :-1] = counts, counts.sum(1), counts.sum(0)
    whole[-1, -1] = counts.sum()
    downs = [*(f"r{n}" for n in range(counts.shape[0])), ""]
    acrosses = [*(f"c{n}" for n in range(counts.shape[1])), ""]
    return {
        (down, across): int(whole[row, column])
        for row, down in enumerate(downs)
        for column, across in enumerate(acrosses)
    }


def told(count: int, verdict: Verdict) -> tuple[int, int]:
    """What a reader takes a count for."""
    if verdict is Verdict.OPEN:
        return GSS5.told(count)
    return (0, 4) if verdict is Verdict.SMALL_HIDDEN else (0, MOST)


def given_away(counts: Mapping[Key, int], bounds: Bounds, cells: list[list[int]]) -> list[Key]:
    """Small counts that cannot be all of 1 to 4."""
    found = hull(bounds, len(cells), len(cells[0]))
    return [
        key
        for key, count in counts.items()
        if 1 <= count <= 4 and not (found[key][0] <= 1 and found[key][1] >= 4)
    ]


@settings(max_examples=60, deadline=None)
@given(TABLES)
@example(TELLING)
def test_a_block_is_hidden_when_and_only_when_it_gives_a_count_away(cells: list[list[int]]) -> None:
    counts = with_totals(cells)
    shown = {key: GSS5.told(count) for key, count in counts.items()}
    rows, columns = len(cells), len(cells[0])
    block = Block(
        np.array(cells, dtype=np.int32),
        np.zeros(rows, dtype=np.int8),
        np.zeros(columns, dtype=np.int8),
        np.zeros(1, dtype=np.int8),
        GSS5,
    )
    settled = block.settled(np.zeros((rows, columns), dtype=np.int8))
    assert settled.any() == bool(given_away(counts, shown, cells))
    for row, column in product(range(rows), range(columns)):
        key = (f"r{row}", f"c{column}")
        shown[key] = told(counts[key], Verdict(settled[row, column]))
    if not (settled == Verdict.HIDDEN).all():
        assert given_away(counts, shown, cells) == []


@dataclass
class Counted:
    """A table of two dimensions, counted beforehand: what `Hiding` needs of one."""

    counts: Mapping[Key, int]
    finest: Dimensions

    def cells(self, dimensions: Dimensions, /) -> Mapping[Key, Cell]:
        """Return the cells of a table that are not empty."""
        summed: dict[Key, int] = {}
        for key, count in self.counts.items():
            if count and "" not in key:
                of = dict(zip(("down", "across"), key, strict=True))
                total = tuple(of[name] for name in dimensions)
                summed[total] = summed.get(total, 0) + count
        return {key: Cell(count) for key, count in summed.items()}

    def sides(self, dimensions: Dimensions, /) -> tuple[list[Side], list[Side]]:
        """Return its axes."""
        values = {
            "down": tuple(sorted({down for down, _ in self.counts} - {""})),
            "across": tuple(sorted({across for _, across in self.counts} - {""})),
        }
        axes = [Axis(place, values[name]) for place, name in enumerate(dimensions)]
        return [Side(axis, "", {}) for axis in axes], []


def shown_of(counts: Mapping[Key, int]) -> Bounds:
    """What a reader is told who asks for a table, both its margins, and the whole."""
    found: Bounds = {}
    for dimensions in ((), ("down",), ("across",), ("down", "across")):
        hiding = Hiding(Counted(counts, dimensions), GSS5, is_share=False)
        for (down, across), count in counts.items():
            if (bool(down), bool(across)) == ("down" in dimensions, "across" in dimensions):
                hidden = hiding.hides(tuple(value for value in (down, across) if value))
                found[down, across] = (0, MOST) if hidden else GSS5.told(count)
    return found


@settings(max_examples=100, deadline=None)
@given(TABLES)
@example(TELLING)
@example([[4, 4], [4, 4]])
@example([[0, 4], [4, 4]])
def test_a_table_tells_no_more_of_a_small_count_than_its_margins(cells: list[list[int]]) -> None:
    """Every small count can be all of 1 to 4, but where the margins alone say that it is more."""
    counts = with_totals(cells)
    bounds = shown_of(counts)
    size = len(cells), len(cells[0])
    found = hull(bounds, *size)
    alone = hull({key: (0, MOST) if all(key) else told for key, told in bounds.items()}, *size)
    for key, count in counts.items():
        if 1 <= count <= 4:
            assert found[key][0] <= max(1, alone[key][0])
            assert found[key][1] >= 4
            assert found[key][0] <= 1 or all(key), "a margin is told no better by its table"
