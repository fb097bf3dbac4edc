"""Today, and months, quarters and years as dates; their names are in insight.measures.calendar.

`start` is the month in which reporting years start: 4 for a year from April to March.
"""

from __future__ import annotations

import datetime as dt

YEAR, QUARTER = 12, 3
"""In months."""

ONE_DAY = dt.timedelta(days=1)


def today() -> dt.date:
    """Return the day it is where this program runs."""
    return dt.datetime.now().astimezone().date()


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the day so many months later, or earlier where `months` is negative.

    Where that month is too short, its last day: a month after 31 January is 28 February.
    """
    year, month = divmod(day.year * YEAR + day.month - 1 + months, YEAR)
    first = dt.date(year, month + 1, 1)
    return min(first + ONE_DAY * (day.day - 1), month_end(first))


def month_end(day: dt.date) -> dt.date:
    """Return the last day of a day's month."""
    within_next = day.replace(day=1) + 31 * ONE_DAY
    return within_next.replace(day=1) - ONE_DAY


def year_start(day: dt.date, start: int) -> dt.date:
    """Return the first day of the reporting year that a day is in."""
    return dt.date(day.year - (day.month < start), start, 1)


def quarter_end(day: dt.date, start: int) -> dt.date:
    """Return the last day of the latest quarter that is over on a day."""
    after = day + ONE_DAY
    into = (after.month - start) % QUARTER
    return add_months(after.replace(day=1), -into) - ONE_DAY


def four_quarters(day: dt.date, start: int) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the latest four quarters that are over on a day."""
    end = quarter_end(day, start)
    return add_months(end + ONE_DAY, -YEAR), end


def count_months(first: dt.date, last: dt.date) -> int:
    """Return how many months there are from the first day of one to the last day of another."""
    after = last + ONE_DAY
    return (after.year - first.year) * YEAR + after.month - first.month
