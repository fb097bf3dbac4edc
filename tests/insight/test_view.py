"""How fresh the data are said to be: by their own day against today, whenever they were loaded."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from insight import listings, view
from insight.access import Viewer
from insight.charts import palette
from insight.periods import Choice, Period
from insight.view import Place, View
from insight.warehouse import served

if TYPE_CHECKING:
    from pathlib import Path

AS_AT = dt.date(2026, 10, 31)
YEAR = Period("2025 to 2026", dt.date(2025, 4, 1), dt.date(2026, 3, 31))


@pytest.fixture
def seen(demo_warehouse: Path) -> View:
    """What a board sees of data that are not invented."""
    snapshot = served(demo_warehouse)
    places = [Place(**found) for found in listings.places(snapshot)]
    [place] = [each for each in places if each.name == "wakefield"]
    assert place.as_at == AS_AT
    real = replace(place, demonstration=False, last_loaded=dt.datetime(2026, 11, 3, tzinfo=dt.UTC))
    return View(
        Viewer("board", ("wakefield",)), real, Choice(YEAR), YEAR, palette("light"), snapshot
    )


@pytest.mark.parametrize(("days", "old"), [(0, False), (35, False), (36, True), (400, True)])
def test_data_older_than_a_monthly_load_are_said_to_be(
    days: int, *, old: bool, seen: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "today", lambda: AS_AT + dt.timedelta(days))
    assert bool(seen.too_old) is old
    assert (f"{days} days old" in seen.too_old) is old
    said = " ".join(seen.footer)
    assert f"{days} days after the day of the data" in said
    assert "Data as at 31 October 2026, loaded 3 November 2026" in said


def test_one_day_is_one_day(seen: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "today", lambda: AS_AT + dt.timedelta(1))
    assert "1 day after the day of the data" in " ".join(seen.footer)


def test_a_clock_that_runs_behind_makes_no_negative_age(
    seen: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "today", lambda: AS_AT - dt.timedelta(3))
    assert seen.age == 0


def test_invented_data_ask_for_no_newer_files(seen: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "today", lambda: AS_AT + dt.timedelta(400))
    invented = replace(seen, place=replace(seen.place, demonstration=True))
    assert invented.too_old == ""
