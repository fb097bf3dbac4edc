"""The labels of months, quarters and reporting years."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from config.calendar import ONE_DAY, QUARTER, YEAR, add_months, month_end
from config.partnerships import partnership

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_YEAR = re.compile(r"(\d{4})(?: to \d{4})?")


def reporting_year(year: int, month: int, start: int) -> str:
    """Return a month's reporting year: "2025 to 2026", or "2025" when years start in January."""
    first = year - (month < start)
    return str(first) if start == 1 else f"{first} to {first + 1}"


def year_dates(label: str, start: int) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a reporting year, or raise ValueError when there is none.

    `label` is as `reporting_year` writes it, `start` the month in which years start.
    """
    year = _YEAR.fullmatch(label)
    if not year or reporting_year(int(year[1]), start, start) != label:
        msg = f"There is no reporting year '{label}'."
        raise ValueError(msg)
    first = dt.date(int(year[1]), start, 1)
    return first, add_months(first, YEAR) - ONE_DAY


def quarter(year: int, month: int, start: int) -> str:
    """Return a month's quarter: "2025 to 2026 Q1" is April to June for an April year."""
    number = (month - start) % YEAR // QUARTER + 1
    return f"{reporting_year(year, month, start)} Q{number}"


def month_dates(label: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a month, which `label` names as "2025-04"."""
    first = dt.date(int(label[:4]), int(label[5:7]), 1)
    return first, month_end(first)


def quarter_dates(label: str, start: int) -> tuple[dt.date, dt.date]:
    """Return the first day and the last of a quarter, which `label` names as `quarter` does."""
    year, number = int(label[:4]), int(label[-1])
    first = add_months(dt.date(year, start, 1), (number - 1) * QUARTER)
    return first, month_end(add_months(first, QUARTER - 1))


def coarser_labels(
    partnerships: Sequence[str], dimension: str, coarser: str, values: Sequence[str]
) -> Mapping[str, str]:
    """Return the quarter or year of each month, or the year of each quarter.

    Empty when the partnerships start their years in different months.
    """
    if dimension == "quarter":
        return {value: value.rsplit(" ", 1)[0] for value in values}
    starts = {partnership(name).year_start_month for name in partnerships}
    if len(starts) != 1:
        return {}
    label = quarter if coarser == "quarter" else reporting_year
    start = starts.pop()
    return {value: label(int(value[:4]), int(value[5:7]), start) for value in values}
