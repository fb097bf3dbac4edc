"""Why there is no number is said truly, and nothing is called the most that something outranks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from insight.access import Viewer
from insight.findings import ranks, unsaid
from insight.measures import measure
from insight.measures.why import NO_PERIOD, NOT_DUE, TOO_FEW, WITHHELD

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from insight.view import View

BOARD, EXACT = Viewer("board", ("wakefield",)), Viewer("admin", ("wakefield",))
YEAR = (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
CASTLEFORD = {"locality": "Castleford"}


def _row(warehouse: Path, viewer: Viewer, **asked: object) -> pd.Series:
    frame = measure("within_standard", viewer, warehouse=warehouse, **asked)  # type: ignore[arg-type]
    return frame.iloc[0]


def test_thirty_sessions_that_were_due_are_not_fewer_than_eight(demo_warehouse: Path) -> None:
    """Case 72: Castleford in 2025 to 2026, as a board sees it."""
    seen = _row(demo_warehouse, EXACT, where=CASTLEFORD, period=YEAR)
    told = _row(demo_warehouse, BOARD, where=CASTLEFORD, period=YEAR)
    assert seen["n"] >= 8
    assert (told["status"], told["why"]) == ("suppressed", WITHHELD)
    assert unsaid.sentence(_viewed("board"), told, "sessions were due") == (
        "Withheld to protect small numbers."
    )


@pytest.mark.parametrize("viewer", [BOARD, Viewer("evaluator", ("wakefield",)), EXACT])
@pytest.mark.parametrize("key", ["within_standard", "improved_share", "attendance_rate"])
def test_too_few_is_said_of_fewer_than_eight_alone(
    key: str, viewer: Viewer, demo_warehouse: Path
) -> None:
    for by in (("locality", "quarter"), ("plan_type", "quarter"), ("month",)):
        told = measure(key, viewer, by, warehouse=demo_warehouse).set_index(list(by))
        seen = measure(key, EXACT, by, warehouse=demo_warehouse).set_index(list(by))["n"]
        hidden = told[told["status"] != "ok"]
        assert hidden["why"].isin({TOO_FEW, WITHHELD}).all()
        assert (seen.reindex(hidden[hidden["why"] == TOO_FEW].index).fillna(0) < 8).all()
        assert (told.loc[told["status"] == "ok", "why"] == "").all()


def test_a_time_without_data_is_no_such_period(demo_warehouse: Path) -> None:
    for years in (10, -10):
        period = (dt.date(2025 + years, 4, 1), dt.date(2026 + years, 3, 31))
        assert _row(demo_warehouse, BOARD, period=period)["why"] == NO_PERIOD


def test_what_is_not_yet_due_says_so(demo_warehouse: Path) -> None:
    """Approved, with a due date after the day that cases are judged at: 31 October 2026."""
    november = (dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    row = _row(demo_warehouse, EXACT, period=november)
    assert (row["n"], row["why"]) == (0, NOT_DUE)


@dataclass
class _Ranked:
    """A view that only says whether something outranks what is named."""

    higher: bool

    def outranked(
        self, key: str, along: str, _named: Collection[str], period: object, **asked: object
    ) -> bool:
        """Say so."""
        assert (key, along, period) == ("reason_cited", "reason", None)
        assert asked == {"least": False, "where": None}
        return self.higher


def _viewed(role: str) -> View:
    @dataclass
    class Viewed:
        viewer: Viewer

    return Viewed(Viewer(role, ("wakefield",)))  # type: ignore[return-value]


def _shares(*shares: float, base: float = 40) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "reason": list("abcdefg")[: len(shares)],
            "value": shares,
            "denominator": base,
            "status": "ok",
        }
    )


def _leaders(frame: pd.DataFrame, *, most: int = 1, higher: bool = False) -> list[str]:
    view: View = _Ranked(higher)  # type: ignore[assignment]
    return list(ranks.leaders(view, "reason_cited", frame, "reason", most=most)["reason"])


def test_those_tied_are_named_together() -> None:
    assert _leaders(_shares(0.5, 0.5, 0.2)) == ["a", "b"]
    assert _leaders(_shares(0.5, 0.3, 0.3), most=2) == ["a"]
    assert _leaders(_shares(0.5, 0.3, 0.2), most=2) == ["a", "b"]
    assert _leaders(_shares(0.3, 0.3, 0.3, 0.3)) == []


def test_nothing_is_named_that_something_outranks_or_that_rests_on_too_few() -> None:
    assert _leaders(_shares(0.5, 0.2), higher=True) == []
    assert _leaders(_shares(0.5, 0.2, base=15)) == []
    assert _leaders(_shares(0.5, 0.2, base=20)) == ["a"]
