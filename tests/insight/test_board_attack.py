"""Somebody with a board's view asks for everything and solves for what was withheld.

They ask for every one- and two-dimension breakdown and every one-value filter, take each answer for
the least and the most it can stand for, and solve the linear system of what adds up to what. No
true count of 1 to 4 may be pinned to one number. With exact totals, or without protection, the same
attack succeeds: it is able to fail. Months, and three dimensions at a time, are attacked in
tests/insight/test_deep_attack.py.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from insight.access import Viewer
from insight.measures import measure

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

BOARD, EXACT = Viewer("board", ("wakefield",)), Viewer("admin", ("wakefield",))
DIMENSIONS = (
    *("locality", "plan_type", "send", "sibling_band", "age_band"),
    *("quarter", "reporting_year"),
)
MEASURES = ("sessions_held", pytest.param("referrals", marks=pytest.mark.everything))
MOST = 10_000
SMALL = range(1, 5)

Cell = frozenset[tuple[str, str]]


@dataclass
class Knowledge:
    """What the attacker was told of each cell, least and most, and what is true of it."""

    told: dict[Cell, tuple[int, int]] = field(default_factory=dict)
    truth: dict[Cell, int] = field(default_factory=dict)

    def hear(self, cell: Cell, least: int, most: int) -> None:
        """Keep what is told; two answers on one cell are laid together."""
        low, high = self.told.get(cell, (0, MOST))
        self.told[cell] = max(low, least), min(high, most)


def _bounds(row: pd.Series) -> tuple[int, int]:
    """Return what a shown count can stand for (docs/disclosure.md)."""
    if row["status"] != "ok":
        return (1, 4) if row["shown"] == "1 to 4" else (0, MOST)
    value = int(row["value"])
    return (0, 0) if value == 0 else (max(5, value - 2), value + 2)


def _ask(known: Knowledge, key: str, warehouse: Path) -> None:
    breakdowns = [(), *((name,) for name in DIMENSIONS), *itertools.combinations(DIMENSIONS, 2)]
    for by in breakdowns:
        for viewer in (BOARD, EXACT):
            for _, row in measure(key, viewer, by, warehouse=warehouse).iterrows():
                cell = frozenset((name, str(row[name])) for name in by)
                if viewer is EXACT:
                    known.truth[cell] = int(row["value"])
                else:
                    known.hear(cell, *_bounds(row))
    for name, other in itertools.permutations(DIMENSIONS, 2):
        for value in _values(known, name):
            answer = measure(key, BOARD, (other,), where={name: (value,)}, warehouse=warehouse)
            for _, row in answer.iterrows():
                known.hear(frozenset({(name, value), (other, str(row[other]))}), *_bounds(row))


def _values(known: Knowledge, name: str) -> list[str]:
    told = {value for cell in known.told for dimension, value in cell if dimension == name}
    return sorted(told)


def _system(known: Knowledge) -> tuple[list[Cell], csr_matrix]:
    """Return every cell and the equations: each cell is the sum of its parts."""
    values = {name: _values(known, name) for name in DIMENSIONS}
    cells: list[Cell] = [frozenset()]
    cells += [frozenset({(name, v)}) for name in DIMENSIONS for v in values[name]]
    cells += [
        frozenset({(one, v), (other, w)})
        for one, other in itertools.combinations(DIMENSIONS, 2)
        for v in values[one]
        for w in values[other]
    ]
    place = {cell: number for number, cell in enumerate(cells)}
    rows: list[dict[int, float]] = []
    for whole in cells:
        for name in DIMENSIONS:
            parts = [whole | {(name, value)} for value in values[name]]
            if len(whole) < 2 and name not in dict(whole):
                rows.append({place[whole]: -1.0} | {place[part]: 1.0 for part in parts})
    entries = [
        (row, column, value) for row, one in enumerate(rows) for column, value in one.items()
    ]
    at_row, at_column, given = zip(*entries, strict=True)
    return cells, csr_matrix((given, (at_row, at_column)), shape=(len(rows), len(cells)))


def _pinned(known: Knowledge) -> list[Cell]:
    """Return the true small cells that can be only one whole number."""
    cells, equations = _system(known)
    bounds: list[tuple[float, float]] = [known.told.get(cell, (0, 0)) for cell in cells]
    small = [n for n, cell in enumerate(cells) if known.truth.get(cell, 0) in SMALL]
    least, most = np.full(len(cells), math.inf), np.full(len(cells), -math.inf)

    def solve(aims: list[int], sign: float) -> None:
        cost = np.zeros(len(cells))
        cost[aims] = sign
        nothing = np.zeros(equations.shape[0])
        # scipy takes a sparse matrix here, which its types do not say.
        found = linprog(cost, A_eq=equations, b_eq=nothing, bounds=bounds)  # type: ignore[call-overload]
        assert found.status == 0, found.message
        np.minimum(least, found.x, out=least)
        np.maximum(most, found.x, out=most)

    def open_cells() -> list[int]:
        return [n for n in small if math.floor(most[n] + 1e-6) <= math.ceil(least[n] - 1e-6)]

    solve(small, 1)
    solve(small, -1)
    for cell in open_cells():
        if cell in open_cells():
            solve([cell], 1)
            solve([cell], -1)
    return [cells[n] for n in open_cells()]


@pytest.fixture(scope="module", params=MEASURES)
def known(request: pytest.FixtureRequest, demo_warehouse: Path) -> Knowledge:
    found = Knowledge()
    _ask(found, request.param, demo_warehouse)
    return found


def test_what_is_told_is_true(known: Knowledge) -> None:
    false = [
        cell
        for cell, (least, most) in known.told.items()
        if not least <= known.truth.get(cell, 0) <= most
    ]
    assert not false
    assert sum(count in SMALL for count in known.truth.values()) > 100


def test_no_small_count_is_pinned(known: Knowledge) -> None:
    assert _pinned(known) == []


def test_with_exact_totals_the_attack_succeeds(known: Knowledge) -> None:
    exact = {
        cell: (known.truth.get(cell, 0),) * 2 if len(cell) < 2 else told
        for cell, told in known.told.items()
    }
    assert _pinned(Knowledge(exact, known.truth))


def test_without_protection_the_attack_succeeds(known: Knowledge) -> None:
    bare = {cell: (count, count) for cell, count in known.truth.items()}
    small = [cell for cell, count in known.truth.items() if count in SMALL]
    assert len(_pinned(Knowledge(bare, known.truth))) == len(small)
