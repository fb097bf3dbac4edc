"""The ledger: which file was loaded when and by whom, and what became of its rows."""

from __future__ import annotations

import datetime as dt
import getpass
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from config.contracts import contracts
from config.snapshot import (
    current_snapshot,
    open_snapshot,
    quoted,
)
from etl.errors import EtlError
from etl.reports import Finding, RejectedRow

if TYPE_CHECKING:
    from pathlib import Path

    from etl.build import Build
    from etl.reports import FileReport

_SAID_BEFORE = """
    WITH entry AS (
        FROM target."load" WHERE sha256 = ? AND lists = ? AND partnership = ? AND demonstration = ?
            AND undone_at IS NULL
        ORDER BY load_id DESC, loaded_at DESC LIMIT 1
    ), before AS (
        SELECT row_no, column_name, check_id
        FROM (FROM target.reject UNION ALL FROM target.query) SEMI JOIN entry USING (load_id, file)
    ), now AS (SELECT row_no, column_name, check_id FROM finding)
    SELECT EXISTS (FROM entry)
        AND NOT EXISTS (FROM before EXCEPT FROM now) AND NOT EXISTS (FROM now EXCEPT FROM before)
"""


@dataclass(frozen=True)
class Source:
    """Where rows come from: the file's digest, the lists it is read with (etl.rows.fingerprint)."""

    digest: str
    lists: str
    partnership: str
    demonstration: bool


def next_load(build: Build) -> int:
    """Return the number of the next load."""
    found = build.run('SELECT coalesce(max(load_id), 0) + 1 FROM target."load"').fetchone()
    return int(found[0]) if found else 1


def said_before(build: Build, source: Source) -> bool:
    """Tell whether the same content was loaded with the same lists and the same findings."""
    values: list[object] = [source.digest, source.lists, source.partnership, source.demonstration]
    return bool(build.run(_SAID_BEFORE, values).fetchall()[0][0])


def write_entry(
    build: Build, report: FileReport, source: Source, *, load_id: int, as_at: dt.date
) -> None:
    """Write a file's line, its findings, its names to review and its rejected rows."""
    line = {
        "load_id": load_id,
        "partnership": source.partnership,
        "file": report.file,
        "table_name": report.table,
        "sha256": source.digest,
        "lists": source.lists,
        "loaded_at": dt.datetime.now(dt.UTC).replace(tzinfo=None),
        "loaded_by": getpass.getuser(),
        "as_at": as_at,
        "demonstration": source.demonstration,
        "rows_in": report.rows_in,
        "accepted": report.accepted,
        "queried": report.queried,
        "rejected": report.rejected,
        "following": report.following,
        "repeated": report.repeated,
        "redacted": report.redacted,
        "made": len(report.changes.new),
        "changed": report.changes.changed_rows,
    }
    columns = {name: pa.array([value]) for name, value in line.items()}
    build.append('target."load"', columns)
    where: list[object] = [load_id, source.partnership, report.file, report.table]
    about = _about(report.table)
    for table in ("reject", "query"):
        build.run(
            f"INSERT INTO target.{table} SELECT ?, ?, ?, ?, row_no, column_name, check_id, "
            f"severity, value_class, reason, remedy, {about} FROM finding JOIN staged "
            "USING (row_no) WHERE severity = ?",
            [*where, table],
        )
    build.run(
        f"INSERT INTO target.name_review SELECT ?, ?, ?, ?, row_no, column_name, {about} "
        "FROM redaction JOIN staged USING (row_no) WHERE names",
        where,
    )
    _write_rejected(build, report, where)


def _write_rejected(build: Build, report: FileReport, where: list[object]) -> None:
    """Write the rejected rows, every cell without direct identifiers, to be corrected."""
    columns: dict[str, list[object]] = {
        "row_no": [row.row for row in report.rejected_rows],
        "cells": [json.dumps(dict(r.cells), ensure_ascii=False) for r in report.rejected_rows],
    }
    build.add_table("rejected", columns, {"row_no": "INTEGER", "cells": "VARCHAR"})
    build.run("INSERT INTO target.quarantine SELECT ?, ?, ?, ?, row_no, cells FROM rejected", where)


def _about(table: str) -> str:
    """Return the SQL of the references of a staged row, by which its lines are found again."""
    cells = (f"{quoted(name)}, staged.{name}" for name in contracts()[table].references)
    return f"json_object({', '.join(cells)})"


def problems(directory: Path, load_id: int | None = None) -> list[Finding]:
    """Return the rejected and queried rows of a load, the latest when none is named.

    Raises EtlError when there is no such load.
    """
    chosen = _chosen_load(directory, load_id)
    rows = _read(
        directory,
        "SELECT file, row_no, column_name, severity, reason, remedy "
        "FROM (SELECT * FROM reject UNION ALL SELECT * FROM query) WHERE load_id = ? "
        "ORDER BY file, row_no, column_name",
        chosen,
    )
    return [Finding(*row) for row in rows]


def rejected_rows(directory: Path, load_id: int | None = None) -> dict[str, list[RejectedRow]]:
    """Return the rejected rows of a load by table, the latest load when none is named."""
    chosen = _chosen_load(directory, load_id)
    rows = _read(
        directory,
        "SELECT file, table_name, row_no, cells FROM quarantine WHERE load_id = ? ORDER BY ALL",
        chosen,
    )
    found: dict[str, list[RejectedRow]] = {}
    for file, table, row, cells in rows:
        kept = RejectedRow(file, table, row, tuple(json.loads(cells).items()))
        found.setdefault(table, []).append(kept)
    return found


def _chosen_load(directory: Path, load_id: int | None) -> int:
    rows = _read(directory, 'SELECT DISTINCT load_id FROM "load" ORDER BY 1')
    known = [int(row[0]) for row in rows]
    chosen = known[-1] if load_id is None and known else load_id
    if chosen is None or chosen not in known:
        shown = ", ".join(map(str, known)) or "none"
        msg = f"There is no load {load_id}. The loads are: {shown}."
        raise EtlError(msg)
    return chosen


def _read(directory: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    connection = open_snapshot(current_snapshot(directory))
    try:
        connection.execute("USE snapshot")
        return connection.execute(sql, list(values)).fetchall()
    finally:
        connection.close()
