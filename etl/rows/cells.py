"""What a file's cells become: the columns of a table, compiled from its contract to SQL.

`typed_sql` reads each staged text cell as its kind and completes the row with what stays as it is
stored, so that checks and comparison meet the row that will stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.snapshot import quoted

if TYPE_CHECKING:
    from collections.abc import Collection

    from config.contracts import Column, Contract, Parent

LISTED = {"agency", "locality", "plan", "reason", "choice"}
"""Kinds whose values are on a list; the temporary table `listed` holds each list's spellings."""

STORED = {"date": "DATE", "yes_no": "BOOLEAN", "whole": "INTEGER", "reasons": "VARCHAR[]"}
"""How a kind is stored, where it is not text."""

_READ_ONCE = LISTED | {"date"}

_READ = {
    "month": "parse_month(raw.{c})",
    "yes_no": "parse_yes_no(raw.{c})",
    "whole": "parse_whole(raw.{c}, {low}, {high})",
    "reasons": (
        "without_repeats(list_transform(in_list(raw.{c}), part -> "
        "coalesce(getvariable('reasons')[normalised(part)], 'Other')))"
    ),
}


def listed_name(column: Column, table: str) -> str:
    """Return the list a column's values stand on: shared for agencies, its own for choices."""
    return f"{table}.{column.name}" if column.kind in {"choice", "plan"} else column.kind


def stored_columns(contract: Contract) -> list[tuple[str, str]]:
    """Return (name, SQL type) of what is stored for a table.

    Beside its columns: an agency's group; whether a value was worked out; `load_id`, the load that
    last changed the row; and `seen_in`, the last load whose file held it.
    """
    stored = [(c.name, STORED.get(c.kind, "VARCHAR")) for c in contract.columns]
    groups = [(c.group, "VARCHAR") for c in contract.columns if c.group]
    flags = [(worked_out_flag(c), "BOOLEAN") for c in contract.columns if c.worked_out]
    loads = [("load_id", "INTEGER"), ("seen_in", "INTEGER")]
    return [("partnership", "VARCHAR"), *stored, *groups, *flags, *loads]


def worked_out_flag(column: Column) -> str:
    """Return the name of the column that says whether a column's value was worked out."""
    return f"{column.name}_worked_out"


def same_key(contract: Contract, left: str, right: str) -> str:
    """Return the condition that two rows of a table have the same key."""
    key = ("partnership", *contract.key)
    return " AND ".join(f"{left}.{name} IS NOT DISTINCT FROM {right}.{name}" for name in key)


def typed_sql(contract: Contract, partnership: str, load_id: int, given: Collection[str]) -> str:
    """Return the query that reads `staged` as what will stand in the table, with `row_no` kept.

    A column that the file does not have (is not in `given`) keeps what is stored for the row
    already; a cell that is there and blank is blank (data dictionary, "A row is accepted").
    """
    read = [c for c in contract.columns if c.name in given or c.name in contract.key]
    left = [c for c in contract.columns if c not in read]
    sql = _read_sql(contract.table, read, partnership, load_id)
    if left:
        kept = ", ".join(["read.*", *(one for column in left for one in _kept(column))])
        sql = (
            f"SELECT {kept} FROM ({sql}) AS read LEFT JOIN target.{contract.table} AS stored "
            f"ON {same_key(contract, 'stored', 'read')}"
        )
    return _worked_out_sql(contract, sql)


def _read_sql(table: str, columns: list[Column], partnership: str, load_id: int) -> str:
    selected = ["raw.row_no", f"{quoted(partnership)} AS partnership"]
    selected += [f"{load_id} AS load_id", f"{load_id} AS seen_in"]
    joins = []
    for column in columns:
        selected.append(f"{_value(column)} AS {column.name}")
        if column.kind in _READ_ONCE:
            joins.append(_read_once(column, table))
        if column.group:
            selected.append(f"on_{column.name}.grp AS {column.group}")
        if column.worked_out:
            selected.append(f"{_value(column)} IS NULL AS {worked_out_flag(column)}")
    return f"SELECT {', '.join(selected)} FROM staged AS raw {' '.join(joins)}"


def _kept(column: Column) -> list[str]:
    """Return what stays as it is stored: a column, its group, and whether it was worked out."""
    value = f"stored.{column.name}"
    if column.default:
        value = f"coalesce({value}, {quoted(column.default)})"
    kept = [f"{value} AS {column.name}"]
    if column.group:
        kept.append(f"stored.{column.group}")
    if column.worked_out:
        flag = worked_out_flag(column)
        kept.append(f"coalesce(stored.{flag}, stored.{column.name} IS NULL) AS {flag}")
    return kept


def _worked_out_sql(contract: Contract, sql: str) -> str:
    """Return the query with the values that follow from the row and its parent worked out."""
    columns = [column for column in contract.columns if column.worked_out]
    if not columns or not contract.belongs_to:
        return sql
    values = ", ".join(
        f"CASE WHEN row.{worked_out_flag(c)} THEN {c.worked_out} ELSE row.{c.name} END AS {c.name}"
        for c in columns
    )
    parent = its_parent(contract.belongs_to)
    return f"SELECT row.* REPLACE ({values}) FROM ({sql}) AS row LEFT JOIN {parent}"


def _read_once(column: Column, table: str) -> str:
    """Return the join to a column's distinct cells: many rows share them, reading them is dear."""
    c = column.name
    if column.kind == "date":
        read = "parse_date(cell) AS value"
        listed = ""
    else:
        read = "listed.value, listed.grp"
        listed = (
            f"JOIN listed ON listed.list = {quoted(listed_name(column, table))} "
            "AND listed.spelling = normalised(cell)"
        )
    cells = f"(SELECT DISTINCT {c} AS cell FROM staged WHERE {c} IS NOT NULL)"
    join = f"LEFT JOIN (SELECT cell, {read} FROM {cells} {listed}) AS on_{c}"
    return f"{join} ON on_{c}.cell = raw.{c}"


def _value(column: Column) -> str:
    c = column.name
    if column.kind == "locality":
        return f"CASE WHEN raw.{c} IS NOT NULL THEN coalesce(on_{c}.value, 'Not recorded') END"
    if column.default:
        blank = f"raw.{c} IS NULL"
        return f"CASE WHEN {blank} THEN {quoted(column.default)} ELSE on_{c}.value END"
    if column.kind in _READ_ONCE:
        return f"on_{c}.value"
    return _READ.get(column.kind, "raw.{c}").format(c=c, low=column.low, high=column.high)


def its_parent(parent: Parent) -> str:
    """Return the SQL that joins the stored parent of `row` as `parent`."""
    return f"target.{parent.table} AS parent ON {is_parent(parent)}"


def is_parent(parent: Parent) -> str:
    """Return the condition that `parent` is the row that `row` belongs to."""
    return f"parent.partnership = row.partnership AND parent.{parent.by} = row.{parent.by}"
