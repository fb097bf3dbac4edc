"""Where references stand in a snapshot, and which of them were erased since it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.contracts import contracts

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from config.tombstones import Tombstones

KEPT_AS_JSON = {
    "quarantine": ("cells",),
    "reject": ("about",),
    "query": ("about",),
    "name_review": ("about",),
    "earlier": ("key", "was"),
}
"""What the ledger keeps of a row, with the cells of the row as JSON."""


def reference_columns() -> dict[str, tuple[str, ...]]:
    """Return each column that can hold a reference, with the tables that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for table, contract in contracts().items():
        for column in contract.references:
            found[column] = (*found.get(column, ()), table)
    return found


def named_in(text: str, column: str) -> str:
    """Return the SQL of one cell of a row that is kept as JSON."""
    return f"json_extract_string({text}, '$.{column}')"


def references_in(
    connection: duckdb.DuckDBPyConnection, catalog: str, partnership: str
) -> dict[str, set[str]]:
    """Return the references of a partnership by column: of rows and of what the ledger keeps."""
    there = _there(connection, catalog)
    found = {}
    for column, tables in reference_columns().items():
        places = [(table, column) for table in tables if (table, column) in there]
        places += [
            (table, named_in(text, column))
            for table, texts in KEPT_AS_JSON.items()
            for text in texts
            if (table, text) in there
        ]
        found[column] = _distinct(connection, catalog, partnership, places)
    return found


def erased_in(
    connection: duckdb.DuckDBPyConnection, catalog: str, buried: Tombstones
) -> Mapping[str, Mapping[str, set[str]]]:
    """Return the references that a snapshot still holds and that were erased: whose, by column."""
    found: dict[str, dict[str, set[str]]] = {}
    for partnership in buried.partnerships:
        held = references_in(connection, catalog, partnership)
        for column, values in held.items():
            erased = set(buried.erased(partnership, column, values))
            if erased:
                found.setdefault(partnership, {})[column] = erased
    return found


def clean_to(connection: duckdb.DuckDBPyConnection, catalog: str) -> str:
    """Return the place of the last tombstone that a snapshot was made clean of."""
    if ("snapshot_format", "clean_to") not in _there(connection, catalog):
        return ""
    sql = f"SELECT clean_to FROM {catalog}.snapshot_format"  # noqa: S608
    found = connection.execute(sql).fetchone()
    return str(found[0]) if found else ""


def _there(connection: duckdb.DuckDBPyConnection, catalog: str) -> set[tuple[str, str]]:
    sql = "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = ?"
    return {(table, column) for table, column in connection.execute(sql, [catalog]).fetchall()}


def _distinct(
    connection: duckdb.DuckDBPyConnection,
    catalog: str,
    partnership: str,
    places: list[tuple[str, str]],
) -> set[str]:
    if not places:
        return set()
    parts = " UNION ALL ".join(
        f"SELECT partnership, {value} AS reference FROM {catalog}.{table}"  # noqa: S608
        for table, value in places
    )
    sql = f"SELECT DISTINCT reference FROM ({parts}) WHERE partnership = ?"  # noqa: S608
    return {str(value) for (value,) in connection.execute(sql, [partnership]).fetchall() if value}
