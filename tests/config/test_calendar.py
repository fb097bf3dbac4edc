"""Months, quarters and years as dates."""

from __future__ import annotations

from datetime import date

import pytest

from config.calendar import add_months, month_end, quarter_end, year_start


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2025, 4, 1), 12, date(2026, 4, 1)),
        (date(2025, 4, 1), -3, date(2025, 1, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
    ],
)
def test_months_are_added_and_a_short_one_gives_its_last_day(
    day: date, months: int, found: date
) -> None:
    assert add_months(day, months) == found


def test_a_month_ends_on_its_last_day() -> None:
    ends = [month_end(date(2024, month, 15)).day for month in range(1, 13)]
    assert ends == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


@pytest.mark.parametrize(
    ("day", "start", "found"),
    [
        (date(2026, 3, 31), 4, date(2025, 4, 1)),
        (date(2026, 4, 1), 4, date(2026, 4, 1)),
        (date(2026, 3, 31), 1, date(2026, 1, 1)),
    ],
)
def test_a_reporting_year_starts_in_its_month(day: date, start: int, found: date) -> None:
    assert year_start(day, start) == found


@pytest.mark.parametrize(
    ("day", "start", "found"),
    [
        (date(2025, 6, 30), 4, date(2025, 6, 30)),
        (date(2025, 6, 29), 4, date(2025, 3, 31)),
        (date(2025, 1, 1), 1, date(2024, 12, 31)),
        (date(2025, 11, 30), 9, date(2025, 11, 30)),
    ],
)
def test_a_quarter_is_over_on_its_last_day(day: date, start: int, found: date) -> None:
    assert quarter_end(day, start) == found
