"""England working days for the invented dates (measures.md, the clock of within_standard)."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache

import holidays

AS_AT = date(2026, 10, 31)
FIRST_SESSION = date(2023, 11, 1)
FIRST_REQUEST = date(2023, 9, 1)
SATURDAY = 5


@cache
def _working_days() -> tuple[date, ...]:
    closed = holidays.country_holidays("GB", subdiv="ENG", years=range(2023, 2028))
    first = date(2023, 1, 1)
    days = (first + timedelta(days=n) for n in range(5 * 365))
    return tuple(day for day in days if day.weekday() < SATURDAY and day not in closed)


def working_days_after(day: date, count: int) -> date:
    """Return the working day ``count`` after ``day``; 0 gives ``day`` or the next working day."""
    days = _working_days()
    start = bisect_right(days, day - timedelta(days=1))
    return days[start + count]


def working_days_between(start: date, end: date) -> int:
    """Count working days after ``start`` (or the next working day) up to and with ``end``."""
    days = _working_days()
    opening = bisect_right(days, working_days_after(start, 0))
    return bisect_right(days, end) - opening


def reporting_year(day: date) -> int:
    """Return the calendar year in which the April-to-March year of ``day`` begins."""
    april = 4
    return day.year if day.month >= april else day.year - 1


def months_later(day: date, months: int) -> date:
    """Return the same day ``months`` later, kept inside a short month."""
    count = day.month - 1 + months
    last_safe_day = 28
    return date(day.year + count // 12, count % 12 + 1, min(day.day, last_safe_day))
