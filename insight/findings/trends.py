"""A measure over the quarters of a period and the one before, for the overview's small charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.describe import day
from insight.findings import coarser
from insight.findings.figure import quarter_name, remembered, without_unit
from insight.periods import Period

if TYPE_CHECKING:
    import datetime as dt

    from insight.view import View

_WAIT = "wait_in_all"


@remembered
def of(view: View, key: str) -> pd.DataFrame:
    """Return a measure by quarter: label, group (the year), value, shown, status, open and step.

    By year where most quarters cannot be shown and the years are whole.
    """
    start = view.chosen.before.start if view.chosen.before else view.period.start
    years = view.period.is_year and start.month == view.place.year_start_month
    whole = years or view.period.dates == view.all_dates.dates
    within = Period("", start, view.period.end)
    dimension, frame = coarser.stepped(
        lambda step: view.measure(key, (step,), within),
        ("quarter", "reporting_year") if whole else ("quarter",),
    )
    frame = frame.sort_values(dimension, ignore_index=True)
    start_month, as_at = view.place.year_start_month, view.place.as_at
    spans = [coarser.dates(dimension, each, start_month) for each in frame[dimension]]
    # Nothing here is drawn with its interval.
    frame = frame.drop(columns=["lower", "upper"])
    return without_unit(frame).assign(
        label=[
            _named(view, each, *span) for each, span in zip(frame[dimension], spans, strict=True)
        ],
        group=[each.split(" Q")[0] for each in frame[dimension]],
        open=[first < view.all_dates.start or end > as_at for first, end in spans],
        step=coarser.STEPS[dimension],
        begins=[first for first, _ in spans],
        ends=[end for _, end in spans],
    )


def _named(view: View, value: str, first: dt.date, last: dt.date) -> str:
    """Return a quarter or year for prose, with the day to which, or from which, there are data."""
    is_quarter = " Q" in value
    name = quarter_name(value, view.place.year_start_month) if is_quarter else value
    if last > view.place.as_at:
        return f"{name}, to {day(view.place.as_at)}"
    begins = view.all_dates.start
    return f"{name}, from {day(begins)}" if first < begins else name


def of_wait(view: View) -> pd.DataFrame:
    """Return the wait without what a named event fell in: nothing is summed up across one."""
    trend = of(view, _WAIT)
    mixed = pd.Series(
        [
            any(first < each.date <= last for each in view.events)
            for first, last in zip(trend["begins"], trend["ends"], strict=True)
        ],
        index=trend.index,
        dtype=bool,
    ) & (trend["status"] == "ok")
    return trend.assign(
        status=trend["status"].mask(mixed, "not summed up"),
        shown=trend["shown"].mask(mixed, "change"),
    )


def step(trend: pd.DataFrame) -> str:
    """Return what a trend has a value for, for its title: "quarter" or "year"."""
    return str(trend["step"].iloc[0]) if len(trend) else "quarter"


def not_over(trend: pd.DataFrame) -> str:
    """Return what is said of a quarter that data cover in part, for a trend's title."""
    hatched = list(trend["open"])
    if not any(hatched):
        return ""
    begun = "; the first began before the data" if hatched[0] and len(hatched) > 1 else ""
    return f"{begun}; the last is not over" if hatched[-1] else begun


def table(trend: pd.DataFrame, measured: str) -> pd.DataFrame:
    """Return a trend as the table beneath it."""
    return pd.DataFrame({step(trend).capitalize(): trend["label"], measured: trend["shown"]})
