"""How fresh the data are said to be: by their own day against today, whenever they were loaded."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from insight import listings, view
from insight.access import Viewer
from insight.charts import palette
from insight.findings import loads, quality
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


def test_a_part_is_named_only_where_it_is_not_all_there_is_so_far(seen: View) -> None:
    begun = Period("October to December 2026", dt.date(2026, 10, 1), dt.date(2026, 12, 31), AS_AT)
    october = Period("October 2026", dt.date(2026, 10, 1), AS_AT)
    earlier = Period("October 2025", dt.date(2025, 10, 1), dt.date(2025, 10, 31))
    assert replace(seen, chosen=Choice(begun, october, earlier)).in_part == ""
    longer = replace(begun, start=dt.date(2026, 7, 1))
    assert replace(seen, chosen=Choice(longer, october, earlier)).in_part == "in October 2026"


def test_where_nobody_came_no_response_rate_is_named_too_few(seen: View) -> None:
    before_all = Period("2019 to 2020", dt.date(2019, 4, 1), dt.date(2020, 3, 31))
    found = quality.response(replace(seen, chosen=Choice(before_all)))
    assert found.is_silent
    assert found.sentence == "There are no data for this period."


def test_the_last_load_accounts_for_every_row_it_read(seen: View) -> None:
    administrator = replace(seen, viewer=Viewer("admin", ("wakefield",)))
    [said] = [each for each in loads.freshness(administrator) if "Last load" in each]
    written = re.search(r"([\d,]+) rows: ([\d,]+) accepted, ([\d,]+) rejected, ([\d,]+) ", said)
    assert written
    read, *others = (int(count.replace(",", "")) for count in written.groups())
    assert read == sum(others) > 0
