"""Thin months become quarters, and thin quarters years, by themselves.

A trend of which most cannot be shown is a wall of blanks; the same figures over longer stretches
can be told. What draws one says which it draws.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight.measures.calendar import (
    month_dates,
    quarter,
    quarter_dates,
    reporting_year,
    year_dates,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

STEPS: Mapping[str, str] = {"month": "month", "quarter": "quarter", "reporting_year": "year"}
"""The dimensions of time, the finest first, as sentences name one of each."""

MOST_MISSING = 0.5
"""Where a larger share of a step cannot be shown, the next one is taken."""


def stepped(
    ask: Callable[[str], pd.DataFrame], steps: Iterable[str] = STEPS
) -> tuple[str, pd.DataFrame]:
    """Return the first of some steps of which enough can be shown, and its rows.

    Where no step has enough, the one of which most can be shown.
    """
    tried: list[tuple[str, pd.DataFrame]] = []
    for dimension in steps:
        tried.append((dimension, ask(dimension)))
        if _missing(tried[-1][1]) <= MOST_MISSING:
            return tried[-1]
    return min(tried, key=lambda one: _missing(one[1]))


def _missing(frame: pd.DataFrame) -> float:
    """Return the share of the rows that cannot be shown, 1 where there are none."""
    return float((frame["status"] != "ok").mean()) if len(frame) else 1.0


def dates(dimension: str, value: str, start_month: int) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a month, quarter or year, from its value in a frame."""
    if dimension == "month":
        return month_dates(value)
    named = quarter_dates if dimension == "quarter" else year_dates
    return named(value, start_month)


def value(dimension: str, month: dt.date, start_month: int) -> str:
    """Return the month, quarter or year that a month is in, as frames name it."""
    if dimension == "month":
        return f"{month:%Y-%m}"
    named = quarter if dimension == "quarter" else reporting_year
    return named(month.year, month.month, start_month)
