"""What a file changes in what is stored: worked out before anything is written, and told.

Of free text, words, numbers and references only "changed" is said; dates and values from a list are
told before and after, for the administrator who loads the file.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etl.rows.cells import worked_out_flag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from config.contracts import Column, Contract
    from etl.build import Build

_TOLD = {"agency", "choice", "date", "locality", "month", "plan", "reason", "reasons", "yes_no"}
"""Kinds of which the value before and after is said: none of them holds a person's own words."""


@dataclass(frozen=True)
class ChangedCell:
    """One cell that a file changes.

    `row` is the number Excel shows. `how` is changed, blanked (the file's cell is blank), default
    (blank, and the column has a value for that) or worked out. `was` and `becomes` are None where
    they are not told.
    """

    row: int
    column: str
    how: str
    was: str | None = None
    becomes: str | None = None

    @property
    def told(self) -> bool:
        """Tell whether the values before and after are told: one of them is there."""
        return self.was is not None or self.becomes is not None


@dataclass(frozen=True)
class Changes:
    """What a file does to what is stored: its rows by what becomes of them, and rows it lacks.

    `new` and `same` hold row numbers as Excel shows them. `gone` holds the references of the rows
    that the earlier file of this kind had and this one has not (etl.rows.gone), given with the
    last file of a kind in a load.
    """

    new: Sequence[int] = ()
    changed: tuple[ChangedCell, ...] = ()
    same: Sequence[int] = ()
    gone: tuple[str, ...] = ()

    @property
    def changed_rows(self) -> int:
        """Return how many rows change."""
        return len({cell.row for cell in self.changed})

    @property
    def columns(self) -> Mapping[str, int]:
        """Return how many cells of each column change, the most first."""
        return dict(Counter(cell.column for cell in self.changed).most_common())

    @property
    def blanked(self) -> tuple[ChangedCell, ...]:
        """Return the cells that had a value and are cleared."""
        return tuple(cell for cell in self.changed if cell.how == "blanked")


def differs(column: Column) -> str:
    """Return the condition that `stored` and `accepted` differ in a column or what follows it."""
    names = (column.name, column.group, column.worked_out and worked_out_flag(column))
    return " OR ".join(f"stored.{n} IS DISTINCT FROM accepted.{n}" for n in names if n)


def read_changes(build: Build, contract: Contract) -> Changes:
    """Return what `compared` says (see etl.rows.merging), before it is written."""
    return Changes(
        new=_rows(build, "stored_no IS NULL"),
        changed=tuple(_changed(build, contract)),
        same=_rows(build, "stored_no IS NOT NULL AND len(changed) = 0"),
    )


def _rows(build: Build, condition: str) -> Sequence[int]:
    """Return row numbers in order; a range where they follow one another, as most often."""
    sql = f"FROM compared WHERE {condition}"
    count, first, last = build.run(f"SELECT count(*), min(row_no), max(row_no) {sql}").fetchall()[0]
    if count and last - first + 1 == count:
        return range(first, last + 1)
    return tuple(row for (row,) in build.run(f"SELECT row_no {sql} ORDER BY 1").fetchall())


def _changed(build: Build, contract: Contract) -> list[ChangedCell]:
    named = build.run("SELECT DISTINCT unnest(changed) FROM compared").fetchall()
    if not named:
        return []
    cells = [_cells_sql(contract.column(name)) for (name,) in named]
    found = build.run(
        "WITH pair AS (SELECT row_no, changed, accepted, stored FROM compared "
        f"JOIN accepted USING (row_no) JOIN target.{contract.table} AS stored "
        "ON stored.rowid = stored_no WHERE len(changed) > 0) "
        f"{' UNION ALL '.join(cells)} ORDER BY ALL"
    )
    return [ChangedCell(*row) for row in found.fetchall()]


def _cells_sql(column: Column) -> str:
    """Return the query for the cells of one column that change, and how."""
    name = column.name
    how = f"CASE WHEN accepted.{name} IS NULL THEN 'blanked' {_by_itself(column)}ELSE 'changed' END"
    told = (f"{_told(column, side)}" for side in ("stored", "accepted"))
    return (
        f"SELECT row_no, '{name}', {how}, {', '.join(told)} FROM pair "
        f"WHERE list_contains(changed, '{name}')"
    )


def _told(column: Column, side: str) -> str:
    """Return what is told of a cell before or after: an agency's group where only that changes."""
    if column.kind not in _TOLD:
        return "NULL"
    value = f"{side}.{column.name}::VARCHAR"
    if column.group is None:
        return value
    return f"CASE WHEN {_alike(column)} THEN {side}.{column.group} ELSE {value} END"


def _alike(column: Column) -> str:
    return f"stored.{column.name} IS NOT DISTINCT FROM accepted.{column.name}"


def _by_itself(column: Column) -> str:
    """Return the cases in which nobody typed the new value."""
    if column.worked_out:
        return f"WHEN accepted.{worked_out_flag(column)} THEN 'worked out' "
    if column.default:
        blank = f"row_no IN (SELECT row_no FROM staged WHERE {column.name} IS NULL)"
        return f"WHEN {blank} THEN 'default' "
    return f"WHEN {_alike(column)} THEN 'worked out' " if column.group else ""
