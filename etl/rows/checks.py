"""The checks of a table, compiled from its contract to SQL and run in DuckDB.

`findings_sql` lists what is wrong, one row a finding: row, column, check_id, severity, value_class,
reason, remedy. The row judged is the one that will stand (see etl.rows.cells).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.snapshot import quoted
from etl.rows.cells import LISTED, its_parent, worked_out_flag
from etl.rows.names import out_of_use_sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config.contracts import Check, Column, Contract, Parent

FOLLOWS = "-follows-"
"""What the id of the check has in it that rejects a row because its parent is rejected."""

_REMEDY = {
    "date": "Type the day like 01/04/2025 or 2025-04-01.",
    "month": "Type the month like 2025-04.",
    "yes_no": "Type yes or no, or leave it blank.",
    "whole": "Type a whole number from {low} to {high}, or leave it blank.",
}


def findings_sql(contract: Contract) -> str:
    """Return the query that lists every finding over `staged`, `typed` and the parent table."""
    parts = [part for column in contract.columns for part in _column_checks(column)]
    parts += [_row_check(contract, check) for check in contract.checks]
    parts.append(_same_key(contract))
    parts += [*out_of_use_sql(contract), _identifier_found(), _number_in_doubt()]
    parent = contract.belongs_to
    if parent and parent.orphans == "rejected":
        parts += _orphans(contract, parent)
    return "\nUNION ALL\n".join(parts)


def _finding(column: str, check_id: str, severity: str, value_class: str, words: str) -> str:
    """Return the columns of one finding; `words` is 'reason|remedy'."""
    reason, remedy = words.split("|")
    return (
        f"SELECT row_no, {quoted(column)} AS column_name, {quoted(check_id)} AS check_id, "
        f"{quoted(severity)} AS severity, {value_class} AS value_class, "
        f"{quoted(reason)} AS reason, {quoted(remedy)} AS remedy"
    )


def _column_checks(column: Column) -> list[str]:
    c = column.name
    checks = []
    if column.needed:
        words = f"{c} is blank, and it is needed.|Fill it in: {column.means}."
        found = _finding(c, f"{c}-missing", "reject", "'blank'", words)
        blank = f"raw.{c} IS NULL" + (
            f" OR len(in_list(raw.{c})) = 0" if column.kind == "reasons" else ""
        )
        checks.append(f"{found} FROM staged AS raw WHERE {blank}")
    unread = _unread(column)
    if unread:
        severity, condition, words = unread
        found = _finding(c, f"{c}-unreadable", severity, f"value_class(raw.{c})", words)
        checks.append(
            f"{found} FROM staged AS raw JOIN typed AS row USING (row_no) "
            f"WHERE raw.{c} IS NOT NULL AND ({condition})"
        )
    return checks


def _unread(column: Column) -> tuple[str, str, str] | None:
    """Return (severity, condition, 'reason|remedy') for a cell that is not what it should be.

    Data dictionary: a bad date is rejected; a required value off its list is rejected, except
    that localities and reasons are queries; anything else off its list is a query.
    """
    c = column.name
    if column.kind == "reasons":
        condition = (
            f"list_bool_or(list_transform(in_list(raw.{c}), part -> "
            "getvariable('reasons')[normalised(part)] IS NULL))"
        )
        words = "A reason is not on the list and was counted as Other.|Use the reasons listed."
        return "query", condition, words
    if column.kind == "locality":
        words = (
            f"The {c} is not on the partnership's list and is shown as Not recorded."
            "|Correct it, or have the list changed."
        )
        return "query", f"row.{c} = 'Not recorded'", words
    left_blank = f"row.{worked_out_flag(column)}" if column.worked_out else f"row.{c} IS NULL"
    if column.kind in LISTED:
        choices = ": " + ", ".join((*column.values, *column.extra)) if column.values else ""
        severity = "reject" if column.needed or column.default else "query"
        kept = "" if severity == "reject" else " and was left blank"
        words = f"{c} is not on the list{kept}.|Use a value on the list{choices}."
        return severity, left_blank, words
    if column.kind in _REMEDY:
        severity = "reject" if column.needed or column.kind in {"date", "month"} else "query"
        kept = "" if severity == "reject" else " and was left blank"
        remedy = _REMEDY[column.kind].format(low=column.low, high=column.high)
        meant = _MEANT[column.kind].format(low=column.low, high=column.high)
        words = f"{c} cannot be read as {meant}{kept}.|{remedy}"
        return severity, left_blank, words
    return None


_MEANT = {
    "date": "a date",
    "month": "a month",
    "yes_no": "yes or no",
    "whole": "a whole number from {low} to {high}",
}


def _row_check(contract: Contract, check: Check) -> str:
    words = f"{check.problem}|{check.remedy}"
    found = _finding(", ".join(check.columns), check.id, check.severity, "''", words)
    parent = contract.belongs_to
    joined = f"JOIN {its_parent(parent)}" if parent and "parent." in check.when else ""
    return f"{found} FROM typed AS row {joined} WHERE {check.when}"


def _orphans(contract: Contract, parent: Parent) -> Iterator[str]:
    """List rows whose parent is not there, apart from those whose parent this load rejected."""
    column, table = parent.by, parent.table
    alone = f"ANTI JOIN {its_parent(parent)}"
    bad = f"{_rejected_parents(table)} AS bad ON bad.reference = row.{column}"
    words = (
        f"No {table} with this {column} has been loaded."
        f"|Check the reference, or load the {table} first and then this row again."
    )
    found = _finding(column, f"{contract.table}-without-{table}", "reject", "''", words)
    yield f"{found} FROM typed AS row {alone} ANTI JOIN {bad} WHERE row.{column} IS NOT NULL"
    words = (
        f"Its {table} is rejected in row (at_row) of (in_file)."
        "|Nothing to do here: put that row right, and load this file again with it."
    )
    found = _finding(column, f"{contract.table}{FOLLOWS}{table}", "reject", "''", words)
    for name in ("at_row", "in_file"):
        found = found.replace(f"({name})", f"' || bad.{name} || '")
    yield f"{found} FROM typed AS row JOIN {bad} {alone}"


def _rejected_parents(table: str) -> str:
    return (
        "(SELECT reference, min(row_no) AS at_row, arg_min(file, row_no) AS in_file "
        f"FROM rejected_parent WHERE table_name = {quoted(table)} GROUP BY reference)"
    )


def _identifier_found() -> str:
    """List references that look like a direct identifier (etl.rows.identifiers marked them)."""
    words = (
        "The reference looks like a direct identifier, so the row was not stored."
        "|Use the scheme's own reference, which says nothing about the person."
    )
    found = _finding("", "looks-like-identifier", "reject", "'an identifier'", words)
    return f"{found.replace(quoted('') + ' AS column_name', 'column_name')} FROM identifier"


def _number_in_doubt() -> str:
    """List texts with a number in the shape of an NHS number that fails its check digit."""
    words = (
        "A ten-digit number has the shape of an NHS number but fails its check."
        "|Check that it identifies no one; take it out if it does."
    )
    found = _finding("", "number-in-doubt", "query", "'a number'", words)
    replaced = found.replace(f"{quoted('')} AS column_name", "column_name")
    return f"{replaced} FROM redaction WHERE doubtful"


def _same_key(contract: Contract) -> str:
    """List rows that share a key but differ; identical ones are told apart by `copy_of`."""
    key = ", ".join(contract.key)
    words = (
        f"Two rows of this file have the same {' and '.join(contract.key)} but differ."
        "|Keep the right one and delete the other."
    )
    found = _finding(contract.key[0], f"{contract.table}-same-key", "reject", "''", words)
    return (
        f"{found} FROM (SELECT row_no, count(*) OVER (PARTITION BY {key}) AS rows_with_key "
        "FROM typed SEMI JOIN distinct_rows USING (row_no) "
        f"WHERE {' AND '.join(f'{k} IS NOT NULL' for k in contract.key)}) WHERE rows_with_key > 1"
    )
