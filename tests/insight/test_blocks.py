"""Two-way tables are judged with their margins: nobody can work a small count out from all of it.

The oracle is a linear programme over everything shown: the least and the most a count can be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from insight.disclosure import PRESETS, Axis, Block, Key, Verdict, settled, told_in_fives
from insight.measures.cells import Cell
from insight.measures.protection.hiding import Hiding
from insight.measures.protection.tables import Dimensions, Side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GSS5 = PRESETS["gss5"]
MOST = 5_000
Bounds = dict[Key, tuple[int, int]]
Sum = tuple[Key, list[Key]]  # a total and its parts

COUNTS = st.sampled_from([0, 0, 1, 1, 2, 3, 4, 4, 5, 7, 8, 11, 17])
LARGE = st.integers(12, 60)


def tables(cells: st.SearchStrategy[Any]) -> st.SearchStrategy[list[list[Any]]]:
    """Tables of 2 to 4 rows and columns."""
    return st.integers(2, 4).flatmap(
        lambda across: st.lists(
            st.lists(cells, min_size=across, max_size=across), min_size=2, max_size=4
        )
    )


# A row and a column of fours: neither line gives a count away, the table as a whole does.
TELLING = [[4, 4, 0], [1, 0, 4], [0, 4, 4]]


def sums_of(rows: int, columns: int) -> list[Sum]:
    """What adds up to what in a table, keys being ("r0", "c0"), with "" for a total."""
    downs = [f"r{n}" for n in range(rows)]
    acrosses = [f"c{n}" for n in range(columns)]
    sums: list[Sum] = [((d, ""), [(d, a) for a in acrosses]) for d in [*downs, ""]]
    return sums + [(("", a), [(d, a) for d in downs]) for a in [*acrosses, ""]]


def small(counts: Mapping[Key, int]) -> list[Key]:
    """The counts to protect."""
    return [key for key, count in counts.items() if 1 <= count <= 4]


def hull(
    told: Bounds,
    sums: Sequence[Sum],
    wanted: Sequence[Key],
    spans: Mapping[Key, tuple[float, float]] | None = None,
) -> Bounds:
    """What the counts wanted can be at least and at most, given what is told of all of them.

    `spans` are the shares told of cells: between which the count "in" is of "all".
    """
    place = {key: number for number, key in enumerate(told)}
    bent = np.zeros((2 * len(spans or {}), len(told)))
    for row, (key, (least, most)) in enumerate((spans or {}).items()):
        of, among = place["in", *key], place["all", *key]
        bent[2 * row, [of, among]] = -1, least
        bent[2 * row + 1, [of, among]] = 1, -most
    equations = np.zeros((len(sums), len(told)))
    for row, (total, parts) in enumerate(sums):
        equations[row, place[total]] = -1
        equations[row, [place[part] for part in parts]] = 1
    found: Bounds = {}
    for key in wanted:
        ends = []
        for sign in (1, -1):
            cost = np.zeros(len(told))
            cost[place[key]] = sign
            answer = linprog(
                cost,
                A_ub=bent,
                b_ub=np.zeros(len(bent)),
                A_eq=equations,
                b_eq=np.zeros(len(sums)),
                bounds=list(told.values()),
            )
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
    found = hull(bounds, sums_of(len(cells), len(cells[0])), small(counts))
    return [key for key, (least, most) in found.items() if not (least <= 1 and most >= 4)]


def in_fives_of(counts: Mapping[Key, int], inside: Mapping[Key, int]) -> set[Key]:
    """Of which cells, margins and whole the share is told to the nearest 5 points."""
    found = set()
    for dimensions in ((), ("down",), ("across",), ("down", "across")):
        hiding = Hiding(Counted(counts, dimensions, inside), GSS5, is_share=True)
        for key in counts:
            if (bool(key[0]), bool(key[1])) == ("down" in dimensions, "across" in dimensions):
                own = tuple(value for value in key if value)
                found |= {key} if counts[key] and hiding.tells_in_fives(own) else set()
    return found


@given(tables(COUNTS))
@example(TELLING)
@example([[0, 4], [2, 1], [4, 7]])
def test_a_block_is_hidden_when_and_only_when_it_gives_a_count_away(cells: list[list[int]]) -> None:
    counts = with_totals(cells)
    shown = {key: GSS5.told(count) for key, count in counts.items()}
    rows, columns = len(cells), len(cells[0])
    block = Block(
        cells=tuple(map(tuple, cells)),
        shown=((0,) * columns,) * rows,
        rows=(0,) * rows,
        columns=(0,) * columns,
        whole=0,
        preset=GSS5,
    )
    verdicts = settled(block)
    assert verdicts.any() == bool(given_away(counts, shown, cells))
    for row, column in product(range(rows), range(columns)):
        key = (f"r{row}", f"c{column}")
        shown[key] = told(counts[key], Verdict(verdicts[row, column]))
    if not (verdicts == Verdict.HIDDEN).all():
        assert given_away(counts, shown, cells) == []


@dataclass
class Counted:
    """A table of two dimensions, counted beforehand: what `Hiding` needs of one.

    `inside` are the counts in the numerator, where it is of a share.
    """

    counts: Mapping[Key, int]
    finest: Dimensions
    inside: Mapping[Key, int] = field(default_factory=dict)

    def cells(self, dimensions: Dimensions, /) -> Mapping[Key, Cell]:
        """Return the cells of a table that are not empty."""
        found = {}
        for (down, across), count in self.counts.items():
            named = tuple(name for name, value in (("down", down), ("across", across)) if value)
            if count and named == dimensions:
                key = tuple(value for value in (down, across) if value)
                found[key] = Cell(count, self.inside.get((down, across), 0))
        return found

    def sides(self, dimensions: Dimensions, /) -> tuple[list[Side], list[Side]]:
        """Return its axes."""
        values = {
            "down": tuple(sorted({down for down, _ in self.counts} - {""})),
            "across": tuple(sorted({across for _, across in self.counts} - {""})),
        }
        axes = [Axis(place, values[name]) for place, name in enumerate(dimensions)]
        return [Side(axis, "", {}) for axis in axes], []


def hidden_of(counts: Mapping[Key, int], inside: Mapping[Key, int] | None = None) -> set[Key]:
    """What is hidden of a table, of both its margins, and of the whole."""
    found = set()
    for dimensions in ((), ("down",), ("across",), ("down", "across")):
        counted = Counted(counts, dimensions, inside or {})
        hiding = Hiding(counted, GSS5, is_share=inside is not None)
        for key in counts:
            if (bool(key[0]), bool(key[1])) == ("down" in dimensions, "across" in dimensions):
                found |= {key} if hiding.hides(tuple(value for value in key if value)) else set()
    return found


@given(tables(COUNTS))
@example(TELLING)
@example([[4, 4], [4, 4]])
@example([[0, 4], [4, 4]])
@example([[4, 8], [17, 0], [7, 0]])
@example([[1, 0, 11], [17, 0, 17]])
def test_a_table_tells_no_more_of_a_small_count_than_its_margins(cells: list[list[int]]) -> None:
    """Every small count can be all of 1 to 4, but where the margins alone say that it is more."""
    counts = with_totals(cells)
    hidden = hidden_of(counts)
    bounds = {
        key: (0, MOST) if key in hidden else GSS5.told(count) for key, count in counts.items()
    }
    sums = sums_of(len(cells), len(cells[0]))
    found = hull(bounds, sums, small(counts))
    margins = {key: (0, MOST) if all(key) else told for key, told in bounds.items()}
    alone = hull(margins, sums, small(counts))
    for key, (least, most) in found.items():
        assert least <= max(1, alone[key][0])
        assert most >= 4
        assert least <= 1 or all(key), "a margin is told no better by its table"


@given(tables(COUNTS))
@example([[4, 9], [4, 0]])
def test_what_a_hidden_total_is_made_of_is_hidden(cells: list[list[int]]) -> None:
    counts = with_totals(cells)
    hidden = hidden_of(counts)
    for down, across in counts:
        if (down, "") in hidden or ("", across) in hidden or ("", "") in hidden:
            assert (down, across) in hidden or not (down or across)


@given(tables(st.tuples(COUNTS | LARGE, COUNTS | LARGE)))
@example([[(7, 0), (7, 8), (4, 5)], [(0, 11), (14, 0), (8, 7)]])
@example([[(20, 20), (2, 28)], [(17, 23), (11, 17)]])
def test_a_share_gives_away_neither_what_is_in_it_nor_what_is_not(
    cells: list[list[tuple[int, int]]],
) -> None:
    counts = with_totals([[sum(each) for each in row] for row in cells])
    inside = with_totals([[each for each, _ in row] for row in cells])
    hidden = hidden_of(counts, inside)
    bounds: Bounds = {}
    truth: dict[Key, int] = {}
    for key, count in counts.items():
        three = {"all": count, "in": inside[key], "out": count - inside[key]}
        withheld = key in hidden or count < 8 or any(map(GSS5.small, three.values()))
        for kind, each in three.items():
            truth[kind, *key] = each
            told = (0, MOST) if withheld or kind == "out" else GSS5.told(each)
            bounds[kind, *key] = told
    sums: list[Sum] = [(("all", *key), [("in", *key), ("out", *key)]) for key in counts]
    for kind in ("all", "in", "out"):
        for total, parts in sums_of(len(cells), len(cells[0])):
            sums.append(((kind, *total), [(kind, *part) for part in parts]))
    spans = {
        key: told_in_fives(GSS5, inside[key], counts[key])[1:]
        for key in in_fives_of(counts, inside) - hidden
        if bounds["all", *key] != (0, MOST)
    }
    found = hull(bounds, sums, small(truth), spans)
    assert not [key for key, (least, most) in found.items() if least == most]


def test_a_share_is_not_told_in_fives_where_a_small_count_beside_it_could_not_bear_it() -> None:
    """20 of 40 beside 2 of 30: a half says 19 or 20 of 40, which leaves 2 or 3 of the total."""
    counts, inside = with_totals([[40, 30]]), with_totals([[20, 2]])
    assert ("r0", "c0") not in in_fives_of(counts, inside)
    with_more = with_totals([[40, 30, 60]]), with_totals([[20, 2, 30]])
    assert {("r0", "c0"), ("r0", "c2")} <= in_fives_of(*with_more)
