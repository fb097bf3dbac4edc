"""Putting a file's accepted rows beside what is stored, and then in its place.

`compare` writes `compared` (row_no, stored_no, last_seen, changed): what each accepted row does.
`merge` does it, and the journal keeps what stood there before (etl.rows.journal).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.contracts import contracts
from config.snapshot import quoted
from etl.rows.cells import same_key
from etl.rows.changes import differs
from etl.rows.checks import FOLLOWS
from etl.rows.journal import keep_what_was

if TYPE_CHECKING:
    from config.contracts import Contract
    from etl.build import Build


def compare(build: Build, contract: Contract) -> None:
    """Write `compared` for the `accepted` rows: without a `stored_no`, the row is new."""
    changed = ", ".join(
        f"CASE WHEN {differs(column)} THEN {quoted(column.name)} END"
        for column in contract.columns
        if column.name not in contract.key
    )
    build.run(
        "CREATE OR REPLACE TEMP TABLE compared AS SELECT row_no, stored.rowid AS stored_no, "
        "coalesce(stored.seen_in, stored.load_id) AS last_seen, "
        "CASE WHEN stored.rowid IS NULL THEN [] ELSE "
        f"list_filter([{changed}]::VARCHAR[], name -> name IS NOT NULL) END AS changed "
        f"FROM accepted LEFT JOIN target.{contract.table} AS stored "
        f"ON {same_key(contract, 'stored', 'accepted')}"
    )


def merge(build: Build, contract: Contract, load_id: int) -> None:
    """Put new and changed rows in their table and note which stored rows the file holds."""
    keep_what_was(build, contract, load_id)
    build.run(
        "INSERT INTO edition SELECT DISTINCT ?, last_seen FROM compared WHERE last_seen < ?",
        [contract.table, load_id],
    )
    table = f"target.{contract.table}"
    build.run(
        f"DELETE FROM {table} AS stored USING compared "
        "WHERE stored.rowid = stored_no AND len(changed) > 0"
    )
    build.run(
        f"UPDATE {table} AS stored SET seen_in = {load_id} FROM typed "
        f"WHERE {same_key(contract, 'stored', 'typed')}"
    )
    build.run(
        f"INSERT INTO {table} BY NAME SELECT * EXCLUDE (row_no) FROM accepted SEMI JOIN "
        "(FROM compared WHERE stored_no IS NULL OR len(changed) > 0) USING (row_no)"
    )


def begin(build: Build) -> None:
    """Start a load: write `rejected_parent` and `edition` anew, both empty.

    `edition` (table_name, load_id) names the earlier loads of which a file holds rows.
    """
    build.run("CREATE OR REPLACE TEMP TABLE edition (table_name VARCHAR, load_id INTEGER)")
    build.run(
        "CREATE OR REPLACE TEMP TABLE rejected_parent "
        "(table_name VARCHAR, reference VARCHAR, file VARCHAR, row_no INTEGER)"
    )


def remember_rejected(build: Build, contract: Contract, file: str) -> None:
    """Note the rejected rows that other tables' rows belong to, for those that come after."""
    children = (one.belongs_to for one in contracts().values())
    for name in {p.by for p in children if p and p.table == contract.table}:
        build.run(
            f"INSERT INTO rejected_parent SELECT ?, {name}, ?, row_no FROM typed "
            "SEMI JOIN (FROM finding WHERE severity = 'reject') USING (row_no) "
            f"WHERE {name} IS NOT NULL",
            [contract.table, file],
        )


def count_following(build: Build) -> int:
    """Return how many rows are rejected for no other reason than that their parent is."""
    found = build.run(
        "SELECT count(*) FROM (SELECT row_no FROM finding WHERE severity = 'reject' "
        f"GROUP BY row_no HAVING bool_and(contains(check_id, {quoted(FOLLOWS)})))"
    ).fetchall()
    return int(found[0][0])
