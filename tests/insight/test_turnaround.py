"""One story of the wait for every role, and nothing summed up across a named event."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

import pytest

from config.partnerships import Event, partnership
from insight import listings, periods
from insight.access import Viewer
from insight.charts import palette
from insight.findings import either_side, feelings, overview, straddling, turnaround
from insight.findings.turnaround.series import KEY, series
from insight.measures import measure
from insight.periods import Period
from insight.statistics import judged
from insight.view import Place, View
from insight.warehouse import served as snapshot_of
from tests.small_files import served

if TYPE_CHECKING:
    from pathlib import Path

WAITED = """
    SELECT first_held_date, working_days FROM mart_referral
    WHERE partnership = '{place}' AND working_days IS NOT NULL
"""
PERIODS = ("2025 to 2026", "2024 to 2025", "2026 to 2027", "All dates", "April to June 2026")
RELAUNCH = dt.date(2024, 11, 25)


def _view(warehouse: Path, role: str, place: str, period: str = "2025 to 2026") -> View:
    snapshot = snapshot_of(warehouse)
    here = next(Place(**each) for each in listings.places(snapshot) if each["name"] == place)
    reach = periods.Reach(*listings.data_dates(snapshot, place), here.year_start_month)
    offered = periods.offered(reach, partnership(place).events)
    return View(
        Viewer(role, (place,)),
        here,
        offered[period],
        offered["All dates"].period,
        palette("light"),
        snapshot,
    )


def _waits(warehouse: Path, place: str, since: dt.date, until: dt.date) -> list[int]:
    rows = served(warehouse, WAITED.format(place=place))
    return [days for held, days in rows if since <= held <= until]


@pytest.mark.parametrize("place", ["norfolk", "wakefield"])
def test_every_role_and_period_has_the_same_headline(place: str, demo_warehouse: Path) -> None:
    told = [
        turnaround.by_month(_view(demo_warehouse, role, place, period))
        for role in ("board", "evaluator", "admin")
        for period in PERIODS
    ]
    assert len({(each.heading, each.sentence, each.table.to_csv()) for each in told}) == 1


def test_norfolks_news_is_in_a_heading_with_the_medians_of_either_side(
    demo_warehouse: Path,
) -> None:
    """Whole quarters, the one of the event on neither side, counted here from the rows."""
    before = median(_waits(demo_warehouse, "norfolk", dt.date(2023, 10, 1), dt.date(2024, 9, 30)))
    since = median(_waits(demo_warehouse, "norfolk", dt.date(2025, 1, 1), dt.date(2026, 9, 30)))
    assert before > since + 5
    heading = turnaround.by_month(_view(demo_warehouse, "board", "norfolk")).heading
    assert f"{before:g} working days before the relaunch of 25 November 2024, {since:g} since" in (
        heading
    )


@pytest.mark.parametrize("role", ["board", "evaluator"])
def test_a_year_that_an_event_falls_in_is_never_one_average(
    role: str, demo_warehouse: Path
) -> None:
    view = _view(demo_warehouse, role, "norfolk", "2024 to 2025")
    mixed = median(_waits(demo_warehouse, "norfolk", view.period.start, view.period.end))
    assert mixed == 24  # neither what it was nor what it became
    row = overview.rows(view)[1]
    whole = turnaround.whole_wait(view)
    said = [turnaround.title(view), overview.title(view), row.number, row.sentence, whole.heading]
    assert all("relaunch" in text for text in said if text != row.number)
    assert not [text for text in (*said, *whole.table.iloc[1]) if re.search(r"\b24\b", str(text))]
    assert list(whole.table) == ["Stage", "April to September 2024", "January to March 2025"]


def test_the_month_and_the_quarter_of_an_event_have_no_value(demo_warehouse: Path) -> None:
    frame = series(_view(demo_warehouse, "evaluator", "norfolk")).frame.set_index("label")
    assert frame["shown"]["2024-11"] == "change"
    assert math.isnan(frame["value"]["2024-11"])
    trend = overview.rows(_view(demo_warehouse, "evaluator", "norfolk", "2024 to 2025"))[1]
    shown = trend.trend_table.set_index("Quarter").iloc[:, 0]
    assert shown["October to December 2024"] == "change"


def test_sides_are_whole_quarters_and_there_is_none_without_one(demo_warehouse: Path) -> None:
    view = _view(demo_warehouse, "board", "norfolk")
    found = either_side.sides(view, view.all_dates)
    assert found is not None
    assert found.before.end < dt.date(2024, 10, 1) <= RELAUNCH < found.since.start
    assert found.since.end <= view.place.as_at
    quarter = Period("", dt.date(2024, 10, 1), dt.date(2024, 12, 31))
    assert either_side.sides(view, quarter) is None
    assert either_side.sides(view, view.period) is None
    assert either_side.sides(_view(demo_warehouse, "board", "wakefield"), view.all_dates) is None


def test_months_that_cannot_be_shown_become_quarters_or_years(demo_warehouse: Path) -> None:
    view = _view(demo_warehouse, "board", "norfolk")
    assert series(view).step == "month"
    lead = Viewer("lead", ("norfolk",), ("Breckland",))
    own = replace(view, viewer=lead, filters=(("locality", ("Breckland",)),))
    found = series(own)
    assert found.step == "year"
    assert "cannot be shown, so longer stretches are" in turnaround.by_month(own).caption
    counted = measure(
        KEY, lead, ("reporting_year",), {"locality": "Breckland"}, warehouse=demo_warehouse
    ).set_index("reporting_year")
    shown = dict(zip(found.frame["label"], found.frame["value"], strict=True))
    assert shown["2025-04"] == counted["value"]["2025 to 2026"]


def test_a_month_that_is_not_over_is_drawn_open_and_not_judged(demo_warehouse: Path) -> None:
    view = _view(demo_warehouse, "evaluator", "norfolk")
    early = replace(view, place=replace(view.place, as_at=dt.date(2026, 10, 20)))
    whole, found = series(view), series(early)
    assert not whole.frame["open"].any()
    assert list(found.frame.loc[found.frame["open"], "label"]) == ["2026-10"]
    assert found.places == whole.places[:-1]
    assert "a month that is not over" in turnaround.by_month(early).caption


def test_single_sessions_are_counted_as_signals_beside_what_chance_gives(
    demo_warehouse: Path,
) -> None:
    view = _view(demo_warehouse, "evaluator", "wakefield")
    rows = sorted(served(demo_warehouse, WAITED.format(place="wakefield")))
    every = listings.session_points(view.snapshot, view.viewer)
    assert len(rows) == len(every)
    found = judged([float(days) for days in every["working_days"]])
    assert len(found.signals) <= 2 * found.by_chance
    sentence = turnaround.each_session(view).sentence
    assert f"{len(found.signals)} signals" in sentence
    assert f"chance alone gives about {found.by_chance:.0f}" in sentence
    with pytest.raises(ValueError, match="role"):
        turnaround.each_session(_view(demo_warehouse, "board", "wakefield"))


def test_thin_quarters_of_the_overview_become_years_and_the_title_says_so(
    demo_warehouse: Path,
) -> None:
    whole = _view(demo_warehouse, "board", "wakefield", "All dates")
    quarters = overview.rows(whole)[0]
    assert quarters.trend_title == "Sessions held each quarter; the last is not over"
    thin = replace(whole, filters=(("locality", ("Castleford",)),))
    years = overview.rows(thin)[0]
    assert years.trend_title.startswith("Sessions held each year; the first began before the data")
    first, *_, last = years.trend_table["Year"]
    assert first.startswith("2023 to 2024, from ")
    assert last == "2026 to 2027, to 31 October 2026"
    [(held,)] = served(
        demo_warehouse,
        "SELECT count(DISTINCT session_id) FROM session JOIN referral USING (partnership, "
        "referral_id) WHERE status = 'held' AND locality = 'Castleford' "
        "AND session_date BETWEEN '2025-04-01' AND '2026-03-31'",
    )
    shown = dict(zip(years.trend_table["Year"], years.trend_table["Sessions held"], strict=True))
    assert shown["2025 to 2026"] == f"about {5 * round(held / 5)}"


def test_of_two_events_the_last_is_told_back_to_the_one_before_it(
    demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = _view(demo_warehouse, "evaluator", "norfolk", "All dates")
    view = replace(view, chosen=replace(view.chosen, against="no other test's: findings are kept"))
    second = Event(dt.date(2025, 8, 20), "Forms changed", "new form")
    monkeypatch.setattr(View, "events", (*view.events, second))
    found = either_side.sides(view, view.period)
    assert found is not None
    assert found.before.dates == (dt.date(2025, 1, 1), dt.date(2025, 6, 30))
    assert found.since.dates == (dt.date(2025, 10, 1), dt.date(2026, 9, 30))
    assert found.named == "the new form of 20 August 2025"
    heading = turnaround.by_month(view).heading
    assert "before the new form of 20 August 2025" in heading
    assert heading.endswith("no more than chance")


def test_an_event_that_is_still_to_come_divides_nothing(demo_warehouse: Path) -> None:
    view = _view(demo_warehouse, "board", "norfolk", "2024 to 2025")
    assert [each.date for each in view.events] == [RELAUNCH]
    early = replace(view, place=replace(view.place, as_at=dt.date(2024, 11, 20)))
    assert early.events == ()
    assert early.straddled is None


@pytest.mark.parametrize("role", ["board", "evaluator"])
@pytest.mark.parametrize("period", ["2024 to 2025", "All dates"])
def test_a_share_that_an_event_falls_in_is_never_one_average(
    period: str, role: str, demo_warehouse: Path
) -> None:
    view = _view(demo_warehouse, role, "norfolk", period)
    split = straddling.split(view, "improved_share")
    assert split is not None
    sides = [str(view.one("improved_share", period)["shown"]) for period, _ in split.sides]
    assert sides[0] != sides[1]
    row, better = overview.rows(view)[2], feelings.better(view)
    told = (overview.title(view), row.sentence, better.heading)
    assert all(all(side in text.lower() for side in sides) for text in told)
    assert list(better.table["Better"]) == sides
    assert row.number == "\u202f→\u202f".join(sides).replace("about ", "")
    assert all("the relaunch of 25 November 2024" in text for text in told)
    assert "falls within it" in view.scope
    assert feelings.of_better(view) == []


def test_the_share_on_time_is_told_before_and_since_what_falls_in_the_period(
    demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = _view(demo_warehouse, "evaluator", "wakefield", "2025 to 2026")
    view = replace(
        view, chosen=replace(view.chosen, against="no other test's: this one has an event")
    )
    monkeypatch.setattr(View, "events", (Event(dt.date(2025, 8, 20), "Forms changed", "new form"),))
    before = view.one("within_standard", Period("", dt.date(2025, 4, 1), dt.date(2025, 6, 30)))
    since = view.one("within_standard", Period("", dt.date(2025, 10, 1), dt.date(2026, 3, 31)))
    found = turnaround.on_time(view)
    assert list(found.table["On time"]) == [before["shown"], since["shown"]]
    assert "before the new form of 20 August 2025" in found.heading
    assert overview.rows(view)[1].number == f"{before['shown']}\u202f→\u202f{since['shown']}"
    late = Event(dt.date(2025, 5, 20), "Forms changed", "new form")  # no whole quarter before it
    monkeypatch.setattr(View, "events", (late,))
    view = replace(view, chosen=replace(view.chosen, against="and this one a late event"))
    assert turnaround.on_time(view).is_silent
    assert "not summed up" in turnaround.title(view)
    assert overview.rows(view)[1].number == "Not summed up"
