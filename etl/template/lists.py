"""The lists of values a column offers, as its drop-down shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.calendar import today
from config.partnerships import AGENCY_GROUPS, PLAN_TYPES, REASONS
from etl.rows.cells import LISTED

if TYPE_CHECKING:
    from config.contracts import Column
    from config.partnerships import Partnership
    from etl.template.wording import Wording


def offered(table: str, column: Column, wording: Wording) -> tuple[str | int, ...]:
    """Return the values a column's drop-down offers, empty for a column without one.

    A whole number has one where the wording names the few numbers that count.
    """
    numbers = wording.of_column(table, column).get("offered")
    if numbers:
        return tuple(numbers)
    if column.kind == "yes_no":
        return ("yes", "no")
    if column.kind in LISTED:
        return _listed(column, wording.partnership)
    return ()


def _listed(column: Column, partnership: Partnership) -> tuple[str, ...]:
    if column.kind == "agency":
        return agency_names(partnership)
    if column.kind == "locality":
        return partnership.localities_in_force(today())
    if column.kind == "plan":
        return (*PLAN_TYPES, *column.extra)
    return REASONS if column.kind == "reason" else column.values


def agency_names(partnership: Partnership) -> tuple[str, ...]:
    """Return the agencies in the order of their groups, then the groups, for one not listed."""
    by_group = [name for group in AGENCY_GROUPS for name in agencies_of(partnership, group)]
    return tuple(dict.fromkeys([*by_group, *AGENCY_GROUPS]))


def agencies_of(partnership: Partnership, group: str) -> tuple[str, ...]:
    """Return the names of the partnership's agencies that count in a group."""
    found = partnership.agencies_in_force(today())
    return tuple(agency.name for agency in found if agency.group == group)


def list_name(table: str, column: Column) -> str:
    """Return the defined name of a column's list: shared where the lists are the same."""
    own = column.kind in {"choice", "plan", "whole"}
    return f"list_{table}_{column.name}" if own else f"list_{column.kind}"
