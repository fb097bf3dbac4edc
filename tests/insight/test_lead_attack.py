"""Leads lay what they know of their own localities beside what a board is told of the others.

A lead sees exact figures of requests, sessions and attendance of their own locality. With them come
the rounded ones of a board. Nobody else's small count may be pinned to one number: not by one lead
who sits on the board, and not by all leads of a partnership but one, who put together what they
have. The attack is that of tests/insight/test_board_attack.py, with exact counts where they are
known; with exact totals it succeeds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from insight.access import Viewer
from insight.measures import measure
from tests.insight import test_board_attack as board

if TYPE_CHECKING:
    from pathlib import Path

LOCALITIES = (
    "Castleford",
    pytest.param("Normanton and Featherstone", marks=pytest.mark.everything),
    pytest.param("Pontefract and Knottingley", marks=pytest.mark.everything),
    pytest.param("South East", marks=pytest.mark.everything),
    pytest.param("Wakefield Central", marks=pytest.mark.everything),
    pytest.param("Wakefield North West", marks=pytest.mark.everything),
    pytest.param("Wakefield Rural", marks=pytest.mark.everything),
)


@pytest.fixture(scope="module")
def known(demo_warehouse: Path) -> board.Knowledge:
    """What a board is told of sessions held in Wakefield, and what is true."""
    found = board.Knowledge()
    board._ask(found, "sessions_held", demo_warehouse)  # noqa: SLF001 - the same attack
    return found


def _of(cell: board.Cell) -> str | None:
    return dict(cell).get("locality")


def _with(known: board.Knowledge, exact: set[str], hidden: set[str]) -> board.Knowledge:
    """What is known with exact counts of some localities and nothing of others; true of the rest.

    Only what is nobody's own is to be found out.
    """
    told = {
        cell: (known.truth.get(cell, 0),) * 2
        if _of(cell) in exact
        else (0, board.MOST)
        if _of(cell) in hidden
        else bounds
        for cell, bounds in known.told.items()
    }
    truth = {cell: count for cell, count in known.truth.items() if _of(cell) not in exact}
    return board.Knowledge(told, truth)


@pytest.mark.parametrize("own", LOCALITIES)
def test_a_lead_with_a_board_s_view_pins_nothing(own: str, known: board.Knowledge) -> None:
    assert board._pinned(_with(known, {own}, set())) == []  # noqa: SLF001


@pytest.mark.parametrize("other", LOCALITIES)
def test_all_leads_but_one_pin_nothing_of_the_last(other: str, known: board.Knowledge) -> None:
    """Nobody leads where no locality was recorded, so what is left is two unknowns, not one."""
    places = set(board._values(known, "locality"))  # noqa: SLF001
    unknown = {other, "Not recorded"}
    pooled = _with(known, places - unknown, unknown)
    pooled.truth = {cell: count for cell, count in pooled.truth.items() if _of(cell) == other}
    assert pooled.truth
    assert board._pinned(pooled) == []  # noqa: SLF001


def test_with_exact_totals_a_lead_s_attack_succeeds(known: board.Knowledge) -> None:
    told = _with(known, {"Castleford"}, set())
    exact = {
        cell: (known.truth.get(cell, 0),) * 2 if len(cell) < 2 else bounds
        for cell, bounds in told.told.items()
    }
    assert board._pinned(board.Knowledge(exact, told.truth))  # noqa: SLF001


@pytest.mark.parametrize("by", [("locality",), ("locality", "plan_type"), ("plan_type",)])
def test_who_leads_in_two_partnerships_sees_each_as_who_leads_in_one(
    by: tuple[str, ...], demo_warehouse: Path
) -> None:
    places = {"wakefield": "Castleford", "norfolk": "Breckland"}
    both = Viewer("lead", tuple(places), tuple(places.values()))
    for place, own in places.items():
        where = {"partnership": (place,), "locality": (own,)}
        one = Viewer("lead", (place,), (own,))
        asked = [
            measure("sessions_held", viewer, by, where, warehouse=demo_warehouse)
            for viewer in (both, one)
        ]
        if "locality" in by:
            asked = [frame[frame["locality"] == own].reset_index(drop=True) for frame in asked]
        assert asked[0].equals(asked[1])
        assert set(asked[0]["preset"]) == {"none"}
