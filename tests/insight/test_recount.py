"""The demonstration data counted again in plain Python from the stored rows, and attacked.

Nothing here uses the marts: the clock, the pairs, the filters and the groups are worked out anew.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from functools import cache
from itertools import combinations, product
from statistics import mean, median
from typing import TYPE_CHECKING, Any

import holidays
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from insight.access import Viewer
from insight.measures import MEASURES, measure
from insight.measures.calendar import quarter, reporting_year
from insight.warehouse import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

Row = dict[str, Any]
YEAR = (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
NAMES = ("norfolk", "wakefield")
HEALTH = "Health: "
NUMBERS = ["value", "n", "numerator", "denominator", "lower", "upper"]
CLOSED = holidays.country_holidays("GB", subdiv="ENG", years=range(2023, 2028))


@cache
def table(folder: Path, name: str) -> list[Row]:
    return records(served(folder).rows(f"SELECT * FROM {name}"))  # noqa: S608


def records(frame: pd.DataFrame) -> list[Row]:
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False)]


def day(value: pd.Timestamp | None) -> dt.date | None:
    return None if value is None or pd.isna(value) else value.date()


def works(on: dt.date) -> bool:
    return on.weekday() < 5 and on not in CLOSED


def working_days(start: dt.date, end: dt.date) -> int:
    """Days after day 0, which is the start or the next working day after it."""
    while not works(start):
        start += dt.timedelta(days=1)
    return sum(works(start + dt.timedelta(days=n)) for n in range(1, (end - start).days + 1))


class Recount:
    """One partnership's rows, joined by hand."""

    def __init__(self, folder: Path, name: str) -> None:
        def mine(table_name: str) -> list[Row]:
            return [row for row in table(folder, table_name) if row["partnership"] == name]

        self.name = name
        self.referrals = {row["referral_id"]: row for row in mine("referral")}
        self.sessions = {
            row["session_id"]: row for row in mine("session") if row["status"] == "held"
        }
        self.attendance = [row for row in mine("attendance") if row["session_id"] in self.sessions]
        self.feedback = [row for row in mine("feedback") if row["session_id"] in self.sessions]
        self.words = [row for row in mine("feedback_word") if row["session_id"] in self.sessions]
        self.first: dict[str, dt.date] = {}
        for row in self.sessions.values():
            on, case = day(row["session_date"]), row["referral_id"]
            assert on is not None
            self.first[case] = min(on, self.first.get(case, on))

    def case_of(self, row: Row) -> Row:
        return self.referrals[self.sessions[row["session_id"]]["referral_id"]]

    def held_in(self, row: Row) -> bool:
        on = day(self.sessions[row["session_id"]]["session_date"])
        return on is not None and YEAR[0] <= on <= YEAR[1]

    def received(self) -> list[Row]:
        return [row for row in self.referrals.values() if within(day(row["received_date"]))]

    def pairs(self) -> list[tuple[Row, float]]:
        """Each pair's feedback row (before) and its shift, from the recognised words."""
        felt: dict[tuple[str, str, str], list[float]] = defaultdict(list)
        for word in self.words:
            if word["state"] == "scored":
                felt[word["session_id"], word["respondent"], word["wave"]].append(word["polarity"])
        found = []
        for row in self.feedback:
            person = (row["session_id"], row["respondent"])
            if row["wave"] == "before" and (*person, "before") in felt and self.held_in(row):
                after = felt.get((*person, "after"))
                if after:
                    shift = mean(after) - mean(felt[*person, "before"])
                    found.append((row, round(shift, 4)))
        return found


def within(on: dt.date | None) -> bool:
    return on is not None and YEAR[0] <= on <= YEAR[1]


@cache
def recount(folder: Path, name: str) -> Recount:
    return Recount(folder, name)


@pytest.fixture(params=NAMES)
def counted(request: pytest.FixtureRequest, demo_warehouse: Path) -> Recount:
    return recount(demo_warehouse, request.param)


def asked(
    counted: Recount, folder: Path, key: str, by: str, column: str = "value"
) -> dict[str, float]:
    viewer = Viewer("admin", (counted.name,))
    frame = measure(key, viewer, by=by, period=YEAR, warehouse=folder).dropna(subset=[column])
    return dict(zip(frame[by], frame[column], strict=True))


def tally(rows: Iterable[Row], label: Callable[[Row], str]) -> dict[str, float]:
    return dict(Counter(label(row) for row in rows))


def test_referrals_by_locality_and_plan_type(counted: Recount, demo_warehouse: Path) -> None:
    for name in ("locality", "plan_type"):
        again = Counter(row[name] for row in counted.received())
        assert asked(counted, demo_warehouse, "referrals", name) == again


def test_reasons(counted: Recount, demo_warehouse: Path) -> None:
    again = Counter(reason for row in counted.received() for reason in row["reasons"])
    found = asked(counted, demo_warehouse, "reason_cited", "reason", "numerator")
    assert {name: n for name, n in found.items() if n} == again
    bases = asked(counted, demo_warehouse, "reason_cited", "reason", "n")
    assert set(bases.values()) == {len(counted.received())}


def test_sessions_attendances_and_children(counted: Recount, demo_warehouse: Path) -> None:
    held = [row for row in counted.sessions.values() if counted.held_in(row)]
    again = tally(held, lambda row: f"{day(row['session_date']):%Y-%m}")
    assert asked(counted, demo_warehouse, "sessions_held", "month") == again
    came = [r for r in counted.attendance if counted.held_in(r) and r["attended"] == "yes"]
    groups = tally(came, lambda row: row["agency_group"])
    assert asked(counted, demo_warehouse, "attendances", "agency_group") == groups
    families: dict[str, int] = {}
    for row in held:
        case = counted.case_of(row)
        family = case["family_ref"] if isinstance(case["family_ref"], str) else case["referral_id"]
        size = case["sibling_group_size"]
        families[family] = max(families.get(family, 0), 1 if pd.isna(size) else int(size))
    reached = asked(counted, demo_warehouse, "children_reached", "reporting_year")
    assert reached == {"2025 to 2026": sum(families.values())}


def due_date(decided: dt.date) -> dt.date:
    on = decided
    while working_days(decided, on) < 15:
        on += dt.timedelta(days=1)
    return on


def test_within_standard_and_overdue(demo_warehouse: Path) -> None:
    counted = recount(demo_warehouse, "wakefield")
    as_at = dt.date(2026, 10, 31)
    met, judged, overdue = Counter[str](), Counter[str](), 0
    for case in counted.referrals.values():
        decided = day(case["decision_date"])
        if case["decision"] != "approved" or decided is None:
            continue
        due, held = due_date(decided), counted.first.get(case["referral_id"])
        overdue += held is None and due < as_at
        if within(due) and (held is None or held >= decided) and (held or due < as_at):
            judged[case["locality"]] += 1
            met[case["locality"]] += held is not None and working_days(decided, held) <= 15
    for column, again in (("n", judged), ("numerator", met)):
        assert asked(counted, demo_warehouse, "within_standard", "locality", column) == again
    frame = measure("overdue_now", Viewer("admin", ("wakefield",)), warehouse=demo_warehouse)
    assert frame["value"].tolist() == [overdue]
    assert overdue > 0


def test_waits(counted: Recount, demo_warehouse: Path) -> None:
    waits: dict[str, list[int]] = defaultdict(list)
    for name, held in counted.first.items():
        received = day(counted.referrals[name]["received_date"])
        if within(held) and received is not None and held >= received:
            waits[counted.referrals[name]["locality"]].append(working_days(received, held))
    again = {name: median(days) for name, days in waits.items() if len(days) >= 8}
    assert asked(counted, demo_warehouse, "wait_in_all", "locality") == again


def test_who_is_in_the_room(counted: Recount, demo_warehouse: Path) -> None:
    groups: dict[str, set[str]] = {
        row["session_id"]: set() for row in counted.sessions.values() if counted.held_in(row)
    }
    for row in counted.attendance:
        if row["attended"] == "yes" and row["session_id"] in groups:
            groups[row["session_id"]].add(row["agency_group"])
    again = Counter(group for present in groups.values() for group in present)
    found = asked(counted, demo_warehouse, "participation", "agency_group", "numerator")
    assert {name: n for name, n in found.items() if n} == again
    together = sum(
        {"Children's social care", "Police"} <= present
        and any(group.startswith(HEALTH) for group in present)
        for present in groups.values()
    )
    year = asked(
        counted, demo_warehouse, "statutory_partners_present", "reporting_year", "numerator"
    )
    assert year == {"2025 to 2026": together}


def test_invited_and_responding(counted: Recount, demo_warehouse: Path) -> None:
    asked_to = [r for r in counted.attendance if counted.held_in(r) and r["invited"] is True]
    again = tally(asked_to, lambda row: row["agency_group"])
    assert asked(counted, demo_warehouse, "attendance_rate", "agency_group", "n") == again
    waves: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in counted.feedback:
        if counted.held_in(row):
            waves[row["session_id"], row["respondent"]].add(row["wave"])
    both = sum({"before", "after"} <= given for given in waves.values())
    found = asked(counted, demo_warehouse, "response_rate", "reporting_year", "numerator")
    assert found == {"2025 to 2026": both}


def test_paired_shift(counted: Recount, demo_warehouse: Path) -> None:
    shifts: dict[str, list[float]] = defaultdict(list)
    for row, shift in counted.pairs():
        shifts[counted.case_of(row)["plan_type"]].append(shift)
    assert sum(map(len, shifts.values())) > 200
    again = {name: mean(moved) for name, moved in shifts.items() if len(moved) >= 8}
    found = asked(counted, demo_warehouse, "polarity_shift", "plan_type")
    assert found == pytest.approx(again)
    for key, counts in (
        ("improved_share", lambda shift: shift >= 0.05),
        ("worsened_share", lambda shift: shift <= -0.05),
        ("same_share", lambda shift: -0.05 < shift < 0.05),
    ):
        numerators = asked(counted, demo_warehouse, key, "plan_type", "numerator")
        assert numerators == {name: sum(map(counts, moved)) for name, moved in shifts.items()}


def test_words_by_wave(counted: Recount, demo_warehouse: Path) -> None:
    users: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for row in counted.words:
        if counted.held_in(row) and isinstance(row["family"], str):
            users[row["family"], row["wave"]].add((row["session_id"], row["respondent"]))
    viewer = Viewer("evaluator", (counted.name,))
    frame = measure(
        "word_share", viewer, by=("family", "wave"), period=YEAR, warehouse=demo_warehouse
    )
    found = {(r["family"], r["wave"]): r["numerator"] for r in frame.to_dict("records")}
    named = {key: n for key, n in found.items() if n and key[0] != "Not recorded"}
    assert named == {key: len(people) for key, people in users.items()}


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


@pytest.mark.parametrize(("key", "by"), TABLES)
def test_no_small_cell_is_pinned_down(demo_warehouse: Path, key: str, by: tuple[str, str]) -> None:
    attack = Attack(demo_warehouse, key, by, "gss5")
    assert [c for c in small_cells(demo_warehouse, key, by) if attack.pinned(c)] == []


def test_the_attack_succeeds_where_totals_are_exact(demo_warehouse: Path) -> None:
    found = 0
    for key, by in TABLES:
        attack = Attack(demo_warehouse, key, by, "none")
        found += sum(attack.pinned(cell) for cell in small_cells(demo_warehouse, key, by))
    assert found > 10


@pytest.mark.parametrize("key", MEASURES)
def test_what_a_board_is_not_shown_carries_no_number_at_all(demo_warehouse: Path, key: str) -> None:
    viewer = Viewer("board", ("wakefield",))
    for name in MEASURES[key].dimensions:
        frame = measure(key, viewer, by=name, period=YEAR, warehouse=demo_warehouse)
        assert not frame.duplicated(name).any()
        held_back = frame[frame["status"] != "ok"]
        assert held_back[NUMBERS].isna().all(axis=None), name
        assert held_back["shown"].isin(["1 to 4", "[c]", "too few"]).all()
        assert frame.loc[frame["status"] == "ok", "value"].notna().all()
