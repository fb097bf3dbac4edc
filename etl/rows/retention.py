"""How long rows are kept: the oldest day that a partnership's retention leaves to each table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.calendar import add_months
from config.contracts import contracts

if TYPE_CHECKING:
    import datetime as dt

    from config.contracts import Contract
    from config.partnerships import Partnership


def oldest_kept(chosen: Partnership, today: dt.date) -> dict[str, dt.date]:
    """Return the oldest day that is kept, by table and for the rejected rows, where one is set."""
    months = chosen.retention_months or {}
    return {table: add_months(today, -number) for table, number in months.items()}


def dated(contract: Contract, catalog: str, whose: str, day: str = "row.{}") -> str:
    """Return the SQL of the day that `row` is about: its own, or its parent's in this catalog.

    `whose` is the SQL of its partnership, `day` that of a column as a date, with `{}` for its name.
    """
    days = [day.format(name) for name in contract.dated_by]
    parent = contract.belongs_to
    if parent:
        its_days = ", ".join(contracts()[parent.table].dated_by)
        days.append(
            f"(SELECT any_value(coalesce({its_days})) FROM {catalog}.{parent.table} AS its "
            f"WHERE its.partnership = {whose} AND its.{parent.by} = row.{parent.by})"
        )
    return f"coalesce({', '.join(days)})"
