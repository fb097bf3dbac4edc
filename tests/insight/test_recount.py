"""What a board is told of the demonstration data: which words, months and shares, and attacked.

Every figure is counted again in tests/insight/test_oracle.py.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import cache
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from insight.access import Viewer
from insight.measures import MEASURES, measure
from insight.measures.calendar import quarter, reporting_year
from insight.warehouse import served

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


Row = dict[str, Any]
YEAR = (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
NAMES = ("norfolk", "wakefield")
NUMBERS = ["value", "n", "numerator", "denominator", "lower", "upper"]


@cache
def table(folder: Path, name: str) -> list[Row]:
    return records(served(folder).rows(f"SELECT * FROM {name}"))  # noqa: S608


def records(frame: pd.DataFrame) -> list[Row]:
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False)]


def day(value: pd.Timestamp | None) -> dt.date | None:
    return None if value is None or pd.isna(value) else value.date()


class Recount:
    """One partnership's rows, joined by hand."""

    def __init__(self, folder: Path, name: str) -> None:
        def mine(table_name: str) -> list[Row]:
            return [row for row in table(folder, table_name) if row["partnership"] == name]

        self.name = name
        self.sessions = {
            row["session_id"]: row for row in mine("session") if row["status"] == "held"
        }
        self.words = [row for row in mine("feedback_word") if row["session_id"] in self.sessions]

    def held_in(self, row: Row) -> bool:
        on = day(self.sessions[row["session_id"]]["session_date"])
        return on is not None and YEAR[0] <= on <= YEAR[1]


@cache
def recount(folder: Path, name: str) -> Recount:
    return Recount(folder, name)


@pytest.fixture(params=NAMES)
def counted(request: pytest.FixtureRequest, demo_warehouse: Path) -> Recount:
    return recount(demo_warehouse, request.param)


def test_only_words_of_enough_people_and_sessions_are_named(
    counted: Recount, demo_warehouse: Path
) -> None:
    people: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in counted.words:
        if counted.held_in(row):
            people[row["word"]].add((row["session_id"], row["respondent"]))
    sessions = {word: {session for session, _ in users} for word, users in people.items()}
    common = {
        word for word, users in people.items() if len(users) >= 5 and len(sessions[word]) >= 3
    }
    assert any(len(users) == 4 and len(sessions[word]) >= 3 for word, users in people.items())
    viewer = Viewer("board", (counted.name,))
    frame = measure("word_share", viewer, by="word", period=YEAR, warehouse=demo_warehouse)
    assert set(frame["word"]) == common


def test_months_stand_in_the_quarters_and_years_the_marts_say(demo_warehouse: Path) -> None:
    viewer = Viewer("admin", ("wakefield",))
    by = ("month", "quarter", "reporting_year")
    frame = measure("referrals", viewer, by=by, warehouse=demo_warehouse)
    assert len(frame) > 30
    for row in records(frame):
        year, month = (int(part) for part in row["month"].split("-"))
        assert row["quarter"] == quarter(year, month, start=4)
        assert row["reporting_year"] == reporting_year(year, month, start=4)
    assert quarter(2025, 3, start=4) == "2024 to 2025 Q4"
    assert quarter(2025, 12, start=9) == "2025 to 2026 Q2"
    assert quarter(2025, 4, start=1) == "2025 Q2"


def test_what_is_left_of_a_share_is_protected_along_its_line_too(demo_warehouse: Path) -> None:
    """In some month nobody was late, and saying so would give its neighbours' counts away."""
    found = 0
    for key in ("within_standard", "two_leads_two_agencies", "positive_to_negative"):
        exact, shown = (
            measure(key, Viewer(role, ("wakefield",)), by="month", warehouse=demo_warehouse)
            for role in ("admin", "board")
        )
        both = exact.merge(shown, on="month", suffixes=("", "_shown"))
        nobody = (both["numerator"] % both["n"] == 0) & (both["n"] >= 8)
        found += int((both["status_shown"] == "suppressed")[nobody].sum())
    assert found > 0


# The attack: a board viewer asks for a table, both its margins and its total, and solves.


def told(frame_row: Mapping[str, Any]) -> tuple[int, int]:
    if frame_row["shown"] == "1 to 4":
        return 1, 4
    if frame_row["status"] != "ok":
        return 0, 100_000
    value = int(frame_row["value"])
    return (max(5, value - 2), value + 2) if value else (0, 0)


class Attack:
    """What one viewer is told of a table and everything beside it."""

    def __init__(self, folder: Path, key: str, dimensions: tuple[str, str], preset: str) -> None:
        viewer = Viewer("admin", ("wakefield",))

        def shown(by: tuple[str, ...]) -> dict[tuple[str, ...], tuple[int, int]]:
            frame = measure(key, viewer, by=by, period=YEAR, disclosure=preset, warehouse=folder)
            rows = records(frame)
            if preset == "none":
                # Protection of cells alone, one by one, with exact totals beside them.
                exact = {tuple(row[d] for d in by): int(row["value"]) for row in rows}
                small = len(by) == len(dimensions)
                return {k: (1, 4) if small and n < 5 else (n, n) for k, n in exact.items()}
            return {tuple(row[d] for d in by): told(row) for row in rows}

        first, second = ((name,) for name in dimensions)
        whole, downs, acrosses, table = shown(()), shown(first), shown(second), shown(dimensions)
        names = [{key[0] for key in side} for side in (downs, acrosses)]
        for key_ in table:
            for place in (0, 1):
                names[place].add(key_[place])
        self.grid = list(product(sorted(names[0]), sorted(names[1])))
        self.bounds = [table.get(cell, (0, 0)) for cell in self.grid]
        lines = [([True] * len(self.grid), whole[()])]
        for place, side in ((0, downs), (1, acrosses)):
            for name in names[place]:
                members = [cell[place] == name for cell in self.grid]
                lines.append((members, side.get((name,), (0, 0))))
        sums = np.array([members for members, _ in lines], dtype=float)
        limits = np.array([limit for _, limit in lines])
        self._below = np.vstack([sums, -sums])
        self._limits = np.concatenate([limits[:, 1], -limits[:, 0]])

    def pinned(self, cell: tuple[str, ...]) -> bool:
        """Whether a cell can have one value only."""
        aim = np.array([float(each == cell) for each in self.grid])
        ends = []
        for sign in (1, -1):
            solved = linprog(sign * aim, self._below, self._limits, bounds=self.bounds)
            assert solved.fun is not None
            ends.append(sign * solved.fun)
        return bool(np.ceil(ends[0] - 1e-6) == np.floor(ends[1] + 1e-6))


def small_cells(folder: Path, key: str, by: tuple[str, str]) -> list[tuple[str, ...]]:
    viewer = Viewer("admin", ("wakefield",))
    frame = measure(key, viewer, by=by, period=YEAR, warehouse=folder)
    return [(r[by[0]], r[by[1]]) for r in frame.to_dict("records") if 1 <= r["value"] <= 4]


TABLES = [
    (key, pair)
    for key in ("sessions_held", "referrals_approved")
    for pair in combinations(("locality", "plan_type", "send", "age_band", "quarter"), 2)
]
# Of all years together, tests/insight/test_board_attack.py lays every table of a measure together.
SOME = [
    table for table in TABLES if table[1] in {("locality", "plan_type"), ("age_band", "quarter")}
]
MARKED = [
    pytest.param(*table, marks=[] if table in SOME else pytest.mark.everything) for table in TABLES
]


@pytest.mark.parametrize(("key", "by"), MARKED)
def test_no_small_cell_is_pinned_down(demo_warehouse: Path, key: str, by: tuple[str, str]) -> None:
    attack = Attack(demo_warehouse, key, by, "gss5")
    assert [c for c in small_cells(demo_warehouse, key, by) if attack.pinned(c)] == []


@pytest.mark.parametrize(
    ("tables", "least"),
    [(SOME, 1), pytest.param(TABLES, 10, marks=pytest.mark.everything)],
    ids=["some", "all"],
)
def test_the_attack_succeeds_where_totals_are_exact(
    demo_warehouse: Path, tables: list[tuple[str, tuple[str, str]]], least: int
) -> None:
    found = 0
    for key, by in tables:
        attack = Attack(demo_warehouse, key, by, "none")
        found += sum(attack.pinned(cell) for cell in small_cells(demo_warehouse, key, by))
    assert found > least


@pytest.mark.parametrize("key", MEASURES)
def test_what_a_board_is_not_shown_carries_no_number_at_all(demo_warehouse: Path, key: str) -> None:
    viewer = Viewer("board", ("wakefield",))
    for name in MEASURES[key].dimensions:
        frame = measure(key, viewer, by=name, period=YEAR, warehouse=demo_warehouse)
        assert not frame.duplicated(name).any()
        held_back = frame[frame["status"] != "ok"]
        assert held_back[NUMBERS].isna().all(axis=None), name
        assert held_back["shown"].isin(["1 to 4", "[c]", "too few"]).all()
        shown = frame.loc[frame["status"] == "ok", ["value", "least"]]  # a number or a range
        assert shown.notna().any(axis=1).all()
