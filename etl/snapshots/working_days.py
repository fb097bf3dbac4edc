"""The calendar that every build works with: which days are working days, and their numbers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import holidays

if TYPE_CHECKING:
    import duckdb

_FIRST_DAY = dt.date(2010, 1, 1)
_YEARS_AHEAD = 2


def add_calendar(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `calendar`: day, working, working_day_no, for England.

    A working day is Monday to Friday and not a bank holiday (measures.md, "within_standard";
    bank holidays from the `holidays` package).
    """
    last_year = dt.datetime.now(dt.UTC).year + _YEARS_AHEAD
    years = range(_FIRST_DAY.year, last_year + 1)
    closed = holidays.country_holidays("GB", subdiv="ENG", years=years)
    connection.execute(
        "CREATE TABLE calendar AS "
        "SELECT day, working, count_if(working) OVER (ORDER BY day)::INTEGER AS working_day_no "
        "FROM (SELECT day::DATE AS day, "
        "isodow(day) < 6 AND NOT list_contains(?::DATE[], day::DATE) AS working "
        "FROM generate_series(?::TIMESTAMP, ?::TIMESTAMP, INTERVAL 1 DAY) AS days(day))",
        [sorted(closed), _FIRST_DAY, dt.date(last_year, 12, 31)],
    )
