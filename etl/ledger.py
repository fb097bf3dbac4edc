"""The ledger: which file was loaded when and by whom, what became of its rows, and going back."""

from __future__ import annotations

import datetime as dt
import getpass
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from config.snapshot import (
    NewerSnapshotError,
    SnapshotError,
    current_snapshot,
    format_of,
    is_readable,
    open_snapshot,
)
from etl.errors import EtlError
from etl.folder import locked
from etl.folder import snapshots as kept_snapshots
from etl.publish import point_to
from etl.reports import Finding, RejectedRow
from etl.upgrade import bring_up_one

if TYPE_CHECKING:
    from pathlib import Path

    from etl.reports import FileReport
    from etl.store import Build

_SAME_FILE = """
    SELECT 1 FROM target."load" AS earlier
    WHERE sha256 = ? AND partnership = ? AND demonstration = ?
        AND NOT EXISTS (
            SELECT 1 FROM target.reject
            WHERE reject.load_id = earlier.load_id AND reject.file = earlier.file
                AND reject.check_id LIKE '%-without-%'
        )
"""


@dataclass(frozen=True)
class Entry:
    """One file of one load, as the ledger keeps it."""

    load_id: int
    partnership: str
    file: str
    table: str
    loaded_at: dt.datetime
    loaded_by: str
    as_at: dt.date
    rows_in: int
    accepted: int
    queried: int
    rejected: int
    repeated: int
    redacted: int


def next_load(build: Build) -> int:
    """Return the number of the next load."""
    found = build.run('SELECT coalesce(max(load_id), 0) + 1 FROM target."load"').fetchone()
    return int(found[0]) if found else 1


def loaded_before(build: Build, digest: str, partnership: str, *, demonstration: bool) -> bool:
    """Tell whether the same content went in already.

    A file with rows whose parent was missing may be tried again: the parent may be there now.
    """
    return bool(build.run(_SAME_FILE, [digest, partnership, demonstration]).fetchone())


def write_entry(  # noqa: PLR0913 - everything the ledger keeps of a file
    build: Build,
    report: FileReport,
    *,
    load_id: int,
    partnership: str,
    digest: str,
    as_at: dt.date,
    demonstration: bool,
) -> None:
    """Write a file's line, its findings, its names to review and its rejected rows."""
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    values: list[object] = [
        *(load_id, partnership, report.file, report.table, digest, now, getpass.getuser()),
        *(as_at, demonstration, report.rows_in, report.accepted, report.queried),
        *(report.rejected, report.repeated, report.redacted),
    ]
    places = ", ".join("?" * len(values))
    build.run(f'INSERT INTO target."load" VALUES ({places})', values)
    where: list[object] = [load_id, partnership, report.file, report.table]
    for table in ("reject", "query"):
        build.run(
            f"INSERT INTO target.{table} SELECT ?, ?, ?, ?, row_no, column_name, check_id, "
            "severity, value_class, reason, remedy FROM finding WHERE severity = ?",
            [*where, table],
        )
    build.run(
        "INSERT INTO target.name_review SELECT ?, ?, ?, ?, row_no, column_name FROM redaction "
        "WHERE names",
        where,
    )
    for row in report.rejected_rows:
        cells = json.dumps(dict(row.cells), ensure_ascii=False)
        build.run(
            "INSERT INTO target.quarantine VALUES (?, ?, ?, ?, ?, ?)", [*where, row.row, cells]
        )


def history(directory: Path) -> list[Entry]:
    """Return every file loaded, newest first. Raises SnapshotError when there is no data."""
    rows = _read(
        directory,
        "SELECT load_id, partnership, file, table_name, loaded_at, loaded_by, as_at, rows_in, "
        "accepted, queried, rejected, repeated, redacted "
        'FROM "load" ORDER BY load_id DESC, loaded_at DESC',
    )
    return [Entry(*row) for row in rows]


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


def snapshots(directory: Path) -> list[str]:
    """Return the stamps of the snapshots kept, newest first."""
    return [path.stem.removeprefix("warehouse-") for path in kept_snapshots(directory)]


def roll_back(directory: Path, stamp: str | None = None) -> Path:
    """Serve an earlier snapshot again: the one named, else the one before the current.

    Nothing is deleted, and the next load starts from the snapshot then served; one of an earlier
    version is brought up to this one. Raises EtlError when there is no such snapshot, SnapshotError
    when it cannot be opened or the data are newer than this version, LoadRunning while a load is
    running.
    """
    with locked(directory):
        kept = snapshots(directory)
        chosen = stamp or _before_current(directory, kept)
        if chosen is None or chosen not in kept:
            what = "no such snapshot" if stamp else "no earlier snapshot"
            known = ", ".join(kept) or "none"
            msg = f"There is {what} to go back to. The snapshots kept are: {known}."
            raise EtlError(msg)
        path = directory / f"warehouse-{chosen}.duckdb"
        bring_up_one(path)
        point_to(path)
        return path


def _before_current(directory: Path, kept: list[str]) -> str | None:
    """Return the stamp before the current one's, or the newest where CURRENT leads nowhere."""
    try:
        current = current_snapshot(directory)
    except SnapshotError:
        return kept[0] if kept else None
    _refuse_newer(current, kept)
    return next((one for one in kept if f"warehouse-{one}.duckdb" < current.name), None)


def _refuse_newer(current: Path, kept: list[str]) -> None:
    """Raise NewerSnapshotError where going back would leave out what this version cannot read."""
    try:
        format_of(current)
    except NewerSnapshotError as error:
        stamps = [one for one in kept if is_readable(current.with_name(f"warehouse-{one}.duckdb"))]
        named = f" Or go back to one of these with --to: {', '.join(stamps)}." if stamps else ""
        msg = f"{error}{named}"
        raise NewerSnapshotError(msg) from None
    except SnapshotError:
        return  # damaged: that is what going back is for


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
