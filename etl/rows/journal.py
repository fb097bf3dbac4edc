"""The journal: what a row was before a load changed it, so that the load can be undone.

`earlier` (load_id, partnership, table_name, key, was, changed) has one line a load and row: `key`
is the JSON of the key's columns, `was` of the stored row, NULL where the load made the row. Lines
are about people: they are erased and kept for as long as their row.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etl.rows.cells import same_key, stored_columns

if TYPE_CHECKING:
    from config.contracts import Contract
    from etl.build import Build

EARLIER = (
    "load_id INTEGER, partnership VARCHAR, table_name VARCHAR, key VARCHAR, was VARCHAR, "
    "changed VARCHAR[]"
)
"""The columns of the journal."""


def key_json(contract: Contract, row: str) -> str:
    """Return the SQL of a row's key as the journal writes it."""
    pairs = ", ".join(f"'{name}': {row}.{name}" for name in contract.key)
    return f"to_json({{{pairs}}})::VARCHAR"


def keep_what_was(build: Build, contract: Contract, load_id: int) -> None:
    """Write the journal of the rows that `compared` says are new or changed.

    A load that changes a row twice keeps what stood there before the first time.
    """
    _write(
        build,
        contract,
        load_id,
        f"SELECT accepted.partnership, {key_json(contract, 'accepted')} AS key, "
        "CASE WHEN stored_no IS NOT NULL THEN to_json(stored)::VARCHAR END AS was, changed "
        "FROM compared JOIN accepted USING (row_no) "
        f"LEFT JOIN target.{contract.table} AS stored ON stored.rowid = stored_no "
        "WHERE stored_no IS NULL OR len(changed) > 0",
    )


def keep_what_goes(build: Build, contract: Contract, load_id: int, going: str) -> None:
    """Write the journal of the rows of the work table `going`, which a load takes out."""
    _write(
        build,
        contract,
        load_id,
        f"SELECT partnership, {key_json(contract, 'stored')} AS key, "
        f"to_json(stored)::VARCHAR AS was, NULL AS changed FROM {going} AS stored",
    )


def _write(build: Build, contract: Contract, load_id: int, sql: str) -> None:
    build.run(
        f"INSERT INTO target.earlier SELECT {load_id}, partnership, ?, key, was, changed "
        f"FROM ({sql}) ANTI JOIN (FROM target.earlier WHERE load_id = {load_id} "
        "AND table_name = ?) USING (partnership, key)",
        [contract.table, contract.table],
    )


def follow_in_journal(build: Build, contract: Contract, column: str, partnership: str) -> None:
    """Write a key's column as the work table `moved` (stored, value) has it now."""
    key = ", ".join(
        f"'{name}': " + ("to_json(moved.value)" if name == column else f"key->'$.{name}'")
        for name in contract.key
    )
    build.run(
        f"UPDATE target.earlier SET key = to_json({{{key}}})::VARCHAR, "
        f"was = json_merge_patch(was, json_object('{column}', moved.value))::VARCHAR FROM moved "
        f"WHERE key->>'$.{column}' = moved.stored AND table_name = ? AND partnership = ?",
        [contract.table, partnership],
    )


@dataclass(frozen=True)
class Undone:
    """What undoing a load did to a table: rows put back, taken out, and kept as corrected later."""

    put_back: int
    taken_out: int
    kept: int


def undo_table(build: Build, contract: Contract, load_id: int) -> Undone:
    """Put back every row of a table that this load changed and no later load did.

    Where a later load changed the row again, its line of the journal takes over what this load
    replaced: undoing that one, too, then goes back to before both.
    """
    table = f"target.{contract.table}"
    _find_lines(build, contract, load_id)
    build.run(
        "UPDATE target.earlier AS line SET was = undone.was FROM undone "
        "WHERE line.load_id = next_load AND line.table_name = ? "
        "AND line.partnership = undone.partnership AND line.key = undone.key",
        [contract.table],
    )
    _find_rows(build, contract, load_id)
    build.run(
        f"DELETE FROM {table} AS stored USING back WHERE {same_key(contract, 'stored', 'back')}"
    )
    build.run(
        f"INSERT INTO {table} BY NAME SELECT * EXCLUDE (made, there) FROM back WHERE NOT made"
    )
    build.run(
        "DELETE FROM target.earlier WHERE load_id = ? AND table_name = ?", [load_id, contract.table]
    )
    counts = build.run(
        "SELECT count(*) FILTER (NOT made), count(*) FILTER (made AND there), "
        "(SELECT count(*) FROM undone WHERE next_load IS NOT NULL) FROM back"
    ).fetchall()
    return Undone(*map(int, counts[0]))


def _find_lines(build: Build, contract: Contract, load_id: int) -> None:
    """Write `undone`: the load's lines, each with the next load that changed the row again."""
    build.run(
        "CREATE OR REPLACE TEMP TABLE undone AS "
        "SELECT line.partnership, line.key, line.was, min(later.load_id) AS next_load "
        "FROM target.earlier AS line LEFT JOIN target.earlier AS later "
        "ON later.table_name = line.table_name AND later.partnership = line.partnership "
        "AND later.key = line.key AND later.load_id > line.load_id "
        "WHERE line.load_id = ? AND line.table_name = ? GROUP BY ALL",
        [load_id, contract.table],
    )


def _find_rows(build: Build, contract: Contract, load_id: int) -> None:
    """Write `back`: each row to put back or take out (`made`), and whether it is `there`.

    A row that a later file held without changing it was seen there all the same.
    """
    build.run(
        "CREATE OR REPLACE TEMP TABLE back AS SELECT row.* REPLACE ("
        "if(stored.seen_in > ?, stored.seen_in, row.seen_in) AS seen_in), "
        "stored.partnership IS NOT NULL AS there FROM ("
        "SELECT was IS NULL AS made, partnership, unnest(from_json(coalesce(was, key), ?)) "
        "FROM undone WHERE next_load IS NULL) AS row "
        f"LEFT JOIN target.{contract.table} AS stored ON {same_key(contract, 'stored', 'row')}",
        [load_id, _structure(contract)],
    )


def _structure(contract: Contract) -> str:
    """Return the types of the stored columns as `from_json` takes them."""
    types: dict[str, object] = {}
    for name, kind in stored_columns(contract):
        types[name] = [kind.removesuffix("[]")] if kind.endswith("[]") else kind
    del types["partnership"]
    return json.dumps(types)
