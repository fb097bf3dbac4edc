"""A board viewer lays together months, three dimensions, reasons, and all the counts of a share.

Every answer narrows what its parts and its totals can be, and each share the counts in and of it,
over and over until nothing narrows any more (interval propagation). That sees less than a linear
programme does, but sees all of a measure's tables at once: months in quarters in years, and three
dimensions through a filter.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from insight.access import Viewer
from insight.measures import MEASURES, measure

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from pathlib import Path


Cell = frozenset[tuple[str, str]]
Count = tuple[str, Cell]  # of a cell: "all" that its figure rests on, those "in" it, those "out"
Line = tuple[Count, list[Count], bool]  # a total, its parts, and whether they add up to it

BOARD, EXACT = Viewer("board", ("wakefield",)), Viewer("admin", ("wakefield",))
LEAD = Viewer("lead", ("wakefield",), ("Castleford",))
CASE = ("locality", "plan_type", "send", "sibling_band", "age_band")
TIME = ("reporting_year", "quarter", "month")
MOST = 10_000
MEASURED = {  # the measure, further dimensions, and whether three dimensions are asked for
    "sessions_held": (("reason",), True),
    "referrals": (("reason", "agency_group"), True),
    "within_standard": (("reason",), False),
    "improved_share": (("reason", "agency_group", "role_group"), False),
}


def year_of(quarter: str) -> str:
    """The reporting year of "2025 to 2026 Q1"."""
    return quarter[:-3]


def quarter_of(month: str) -> str:
    """The quarter of "2025-04", years starting in April."""
    year, number = int(month[:4]), int(month[5:])
    first = year - (number < 4)
    return f"{first} to {first + 1} Q{(number - 4) % 12 // 3 + 1}"


WITHIN = {"month": ("quarter", quarter_of), "quarter": ("reporting_year", year_of)}


@dataclass
class Heard:
    """What was told of each count, least and most, and what is true of it."""

    told: dict[Count, tuple[int, int]] = field(default_factory=dict)
    truth: dict[Count, int] = field(default_factory=dict)
    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    spans: dict[Cell, tuple[float, float]] = field(default_factory=dict)

    def ask(self, key: str, by: tuple[str, ...], where: dict[str, str], warehouse: Path) -> None:
        """Put a question; the same cell must be told alike however it is asked for."""
        is_share = MEASURES[key].kind == "share"
        for viewer in (BOARD, EXACT):
            answer = measure(key, viewer, by, where, warehouse=warehouse)
            for row in answer.to_dict("records"):
                cell = frozenset(where.items()) | {(name, row[name]) for name in by}
                for name, value in cell:
                    self.values[name].add(value)
                counts = shares(row) if is_share else {"all": row["value"]}
                if viewer is EXACT:
                    self.truth |= {(kind, cell): int(count) for kind, count in counts.items()}
                    continue
                if is_share and row["status"] == "ok":
                    self.spans[cell] = (row["least"], row["most"])
                for kind, count in counts.items():
                    told = left_out(count) if kind == "out" else stands_for(count, row["shown"])
                    assert self.told.setdefault((kind, cell), told) == told, cell


def shares(row: dict[Hashable, Any]) -> dict[str, float]:
    """The counts that a share gives: none of them where it is hidden."""
    of, among = row["numerator"], row["denominator"]
    return {"all": among, "in": of, "out": among - of}


def stands_for(count: float, shown: str) -> tuple[int, int]:
    """What a count as shown can stand for (docs/disclosure.md)."""
    if math.isnan(count):
        return (1, 4) if shown == "1 to 4" else (0, MOST)
    return (0, 0) if count == 0 else (max(5, int(count) - 2), int(count) + 2)


def left_out(count: float) -> tuple[int, int]:
    """What a reader knows of those not in a share that is shown: they are none, or not few."""
    if math.isnan(count):
        return 0, MOST
    return (5, MOST) if count else (0, 0)


def _questions(
    more: tuple[str, ...], values: dict[str, set[str]], *, deep: bool
) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    names = (*CASE, *more)
    yield (), {}
    yield from (((name,), {}) for name in (*names, *TIME))
    yield from ((pair, {}) for pair in itertools.combinations(names, 2))
    yield from ((pair, {}) for pair in itertools.product(names, TIME))
    for name in CASE if deep else ():
        later = CASE[CASE.index(name) + 1 :]
        pairs = [*itertools.combinations(later, 2), *itertools.product(later, TIME[:2])]
        yield from ((pair, {name: value}) for value in sorted(values[name]) for pair in pairs)


def _lines(heard: Heard, overlapping: set[str]) -> Iterator[Line]:
    """Every line that a reader can add up: along each dimension, and of a share into two."""
    parts: dict[tuple[Count, str], list[Count]] = defaultdict(list)
    for kind, cell in list(heard.told):
        for name, value in cell:
            rest = cell - {(name, value)}
            if name in WITHIN:
                coarser, label = WITHIN[name]
                within = (kind, rest | {(coarser, label(value))})
                parts[within, name].append((kind, cell))
            parts[(kind, rest), name].append((kind, cell))
        if kind == "in":
            yield ("all", cell), [("in", cell), ("out", cell)], True
    for (total, name), cells in parts.items():
        if total in heard.told and not {name for name, _ in total[1]} & overlapping:
            yield total, cells, name not in overlapping


def narrowed(heard: Heard, overlapping: set[str]) -> dict[Count, tuple[int, int]]:
    """What each count can be, all answers laid together."""
    known = dict(heard.told)
    lines = list(_lines(heard, overlapping))
    changed = True
    while changed:
        before = dict(known)
        for total, parts, add_up in lines:
            _narrow(known, total, parts, add_up=add_up)
        for cell, span in heard.spans.items():
            _narrow_share(known, cell, span)
        changed = known != before
    return known


def _narrow(
    known: dict[Count, tuple[int, int]], total: Count, parts: list[Count], *, add_up: bool
) -> None:
    bounds = [known.get(part, (0, MOST)) for part in parts]
    least, most = sum(low for low, _ in bounds), sum(high for _, high in bounds)
    low, high = known.get(total, (0, MOST))
    if add_up:
        known[total] = low, high = max(low, least), min(high, most)
    else:  # one case may stand in several parts, and stands in one at least
        known[total] = low, high = max(low, *(bound[0] for bound in bounds)), min(high, most)
    for part, (at_least, at_most) in zip(parts, bounds, strict=True):
        room = high - (least - at_least) if add_up else high
        known[part] = max(at_least, low - (most - at_most)), min(at_most, room)


def _narrow_share(
    known: dict[Count, tuple[int, int]], cell: Cell, span: tuple[float, float]
) -> None:
    (low, high), (least, most) = known["in", cell], known["all", cell]
    ends = math.ceil(least * span[0] - 1e-6), math.floor(most * span[1] + 1e-6)
    known["in", cell] = low, high = max(low, ends[0]), min(high, ends[1])
    if span[1]:
        least = max(least, math.ceil(low / span[1] - 1e-6))
    if span[0]:
        most = min(most, math.floor(high / span[0] + 1e-6))
    known["all", cell] = least, most


def pinned(heard: Heard, overlapping: set[str]) -> list[Count]:
    """The true counts of 1 to 4 that can be only one number."""
    known = narrowed(heard, overlapping)
    return [
        count
        for count, (low, high) in known.items()
        if low == high and 1 <= heard.truth.get(count, 0) <= 4
    ]


# In a plain run a count and a share; the other count and share take as long again, and more.
PLAIN = {"sessions_held", "improved_share"}
ATTACKED = [
    pytest.param(key, marks=[] if key in PLAIN else pytest.mark.everything) for key in MEASURED
]


@pytest.fixture(scope="module", params=ATTACKED)
def attack(request: pytest.FixtureRequest, demo_warehouse: Path) -> tuple[Heard, set[str]]:
    more, deep = MEASURED[request.param]
    heard = Heard()
    for by, where in _questions(more, heard.values, deep=deep):
        heard.ask(request.param, by, where, demo_warehouse)
    spec = MEASURES[request.param]
    return heard, {name for name in more if not spec.partitions(name)}


def test_what_is_told_is_true(attack: tuple[Heard, set[str]]) -> None:
    heard, _ = attack
    false = [
        count
        for count, (low, high) in heard.told.items()
        if not low <= heard.truth.get(count, 0) <= high
    ]
    assert not false
    assert sum(1 <= count <= 4 for count in heard.truth.values()) > 300


def test_nothing_small_is_pinned(attack: tuple[Heard, set[str]]) -> None:
    assert pinned(*attack) == []


def test_with_exact_totals_the_attack_succeeds(attack: tuple[Heard, set[str]]) -> None:
    heard, overlapping = attack
    exact = {
        count: (heard.truth.get(count, 0),) * 2 if len(count[1]) < 2 else told
        for count, told in heard.told.items()
    }
    assert pinned(Heard(exact, heard.truth, spans=heard.spans), overlapping)


@pytest.mark.parametrize("key", MEASURED)
@pytest.mark.parametrize("by", ["month", "reporting_year", "plan_type", "reason"])
def test_a_lead_is_told_of_all_but_their_own_what_the_board_is(
    key: str, by: str, demo_warehouse: Path
) -> None:
    """So that a lead's answers are among those that the attacks lay together."""
    own = {"locality": "Castleford"}
    exact = MEASURES[key].subject == "process"
    lead, there = (
        measure(key, viewer, by, own, warehouse=demo_warehouse)
        for viewer in (LEAD, EXACT if exact else BOARD)
    )
    assert lead.equals(there)
    beside = measure(key, LEAD, ("locality", by), warehouse=demo_warehouse)
    whole = beside[beside["locality"] == "Whole area"].drop(columns="locality")
    assert whole.reset_index(drop=True).equals(measure(key, BOARD, by, warehouse=demo_warehouse))
    mine = beside[beside["locality"] == "Castleford"].drop(columns="locality")
    assert mine.reset_index(drop=True).equals(there)
