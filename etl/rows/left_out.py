"""Rows that are not taken in: of references that were erased, or past their retention.

They are neither accepted nor rejected, and nothing of them is kept; a load says how many there
were. With such a row goes what belongs to it in the files of the same load.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from config import calendar
from config.references import folded
from config.snapshot import quoted
from etl.rows.identifiers import distinct_values
from etl.rows.retention import dated, oldest_kept

if TYPE_CHECKING:
    from config.contracts import Contract
    from config.partnerships import Partnership
    from etl.build import Build

ERASED, EXPIRED = "erased", "expired"


@dataclass(frozen=True)
class LeftOut:
    """How many rows of a file were left out."""

    erased: int = 0
    expired: int = 0


def leave_out(build: Build, contract: Contract, chosen: Partnership) -> LeftOut:
    """Take the rows out of `staged` that must not come in, and say how many there were.

    Raises DashboardError when what was erased cannot be compared.
    """
    buried = build.erased.columns(chosen.name)
    if contract.facts or not (buried or chosen.retention_months):
        return LeftOut()
    build.run("CREATE OR REPLACE TEMP TABLE left_row (row_no INTEGER, why VARCHAR)")
    build.run(
        "CREATE TEMP TABLE IF NOT EXISTS left_name "
        "(partnership VARCHAR, column_name VARCHAR, reference VARCHAR, why VARCHAR)"
    )
    for column in contract.references:
        if column in buried:
            _leave_out_erased(build, chosen, column)
    _leave_out_expired(build, contract, chosen)
    _leave_out_children(build, contract, chosen)
    counts = build.run(
        "SELECT why, count(*) FROM (SELECT row_no, min(why) AS why FROM left_row GROUP BY row_no) "
        "GROUP BY why"
    ).fetchall()
    if counts:
        _name_left_out(build, contract, chosen)
        for table in ("staged", "redaction", "identifier"):
            build.run(f"DELETE FROM {table} WHERE row_no IN (SELECT row_no FROM left_row)")
    return LeftOut(**{why: int(number) for why, number in counts})


def _leave_out_erased(build: Build, chosen: Partnership, column: str) -> None:
    erased = build.erased.erased(chosen.name, column, distinct_values(build, column))
    if erased:
        _leave_out(build, f"{column} IN ({', '.join(map(quoted, erased))})", ERASED)


def _leave_out_expired(build: Build, contract: Contract, chosen: Partnership) -> None:
    oldest = oldest_kept(chosen, calendar.today()).get(contract.table)
    if oldest:
        day = dated(contract, "target", quoted(chosen.name), "parse_date(row.{})")
        _leave_out(build, f"{day} < {quoted(oldest)}::DATE", EXPIRED)


def _leave_out_children(build: Build, contract: Contract, chosen: Partnership) -> None:
    """Leave out what belongs to a row that was left out of an earlier file of this load."""
    parent = contract.belongs_to
    if parent is None:
        return
    sql = "SELECT reference, why FROM left_name WHERE partnership = ? AND column_name = ?"
    names = build.run(sql, [chosen.name, parent.by]).fetchall()
    if not names:
        return
    why_of = {folded(reference): why for reference, why in names}
    stored = f"SELECT {parent.by} FROM target.{parent.table} WHERE partnership = "
    for value in distinct_values(build, parent.by):
        why = why_of.get(folded(value))
        if why:
            one = f"{parent.by} = {quoted(value)}"
            _leave_out(build, f"{one} AND {parent.by} NOT IN ({stored}{quoted(chosen.name)})", why)


def _leave_out(build: Build, condition: str, why: str) -> None:
    build.run(
        f"INSERT INTO left_row SELECT row.row_no, ? FROM staged AS row WHERE {condition}", [why]
    )


def _name_left_out(build: Build, contract: Contract, chosen: Partnership) -> None:
    """Name what the rows left out are about, for the rows of later files that belong to them."""
    own = contract.own_reference
    if own:
        build.run(
            f"INSERT INTO left_name SELECT DISTINCT ?, ?, {own}, why FROM staged "
            f"JOIN left_row USING (row_no) WHERE {own} IS NOT NULL",
            [chosen.name, own],
        )
