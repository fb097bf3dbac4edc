"""The store of record and the build of the next snapshot from it.

On one machine the last snapshot is the record: a build starts with its rows, takes the new ones
in, and is published as the next snapshot. Only this module knows that.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import duckdb

from config import snapshot
from config.contracts import contracts
from config.erased import clean_to
from config.key import warehouse_key
from config.private import FILE_MODE, make_folder
from config.snapshot import CURRENT, attach, current_snapshot, quoted, start_duckdb
from config.tombstones import tombstones
from etl.build import Build
from etl.errors import EtlError, PublishFailed
from etl.rows.cells import stored_columns
from etl.rows.journal import EARLIER
from etl.snapshots.folder import locked, unfinished, unwritable
from etl.snapshots.formats import bring_up
from etl.snapshots.sieve import LAST, Sieve, buried, tables_of_last, tell
from etl.snapshots.working_days import add_calendar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEDGER = {
    "load": (
        "load_id INTEGER, partnership VARCHAR, file VARCHAR, table_name VARCHAR, sha256 VARCHAR, "
        "loaded_at TIMESTAMP, loaded_by VARCHAR, as_at DATE, demonstration BOOLEAN, "
        "rows_in INTEGER, accepted INTEGER, queried INTEGER, rejected INTEGER, "
        "repeated INTEGER, redacted INTEGER, following INTEGER, made INTEGER, changed INTEGER, "
        "removed INTEGER, lists VARCHAR, undone_at TIMESTAMP, undone_by VARCHAR"
    ),
    "reject": (
        "load_id INTEGER, partnership VARCHAR, file VARCHAR, table_name VARCHAR, row_no INTEGER, "
        "column_name VARCHAR, check_id VARCHAR, severity VARCHAR, value_class VARCHAR, "
        "reason VARCHAR, remedy VARCHAR, about VARCHAR"
    ),
}
LEDGER["query"] = LEDGER["reject"]
_PLACE = "load_id INTEGER, partnership VARCHAR, file VARCHAR, table_name VARCHAR, row_no INTEGER"
LEDGER["name_review"] = f"{_PLACE}, column_name VARCHAR, about VARCHAR"
LEDGER["quarantine"] = f"{_PLACE}, cells VARCHAR"
LEDGER["removal"] = (
    "removed_at TIMESTAMP, removed_by VARCHAR, partnership VARCHAR, reason VARCHAR, "
    "table_name VARCHAR, removed INTEGER"
)
LEDGER["local_word"] = (
    "partnership VARCHAR, word VARCHAR, state VARCHAR, polarity DOUBLE, family VARCHAR"
)
LEDGER["earlier"] = EARLIER
_MEMORY = "200MB"
_SPILL = ".spill"
_TOO_MUCH = (
    "There are more rows than can be loaded at once, so nothing was changed. "
    "Divide the files into smaller ones, or load them a few at a time."
)
_REAL_DATA = (
    "This folder holds real data, so the demonstration is not put into it. "
    "Choose another folder with --warehouse."
)


@contextmanager
def building(
    directory: Path, *, write: bool, demonstration: bool | None = False
) -> Iterator[Build]:
    """Give a build that starts with the rows of the current snapshot.

    Invented and real rows never stand in one snapshot: a `demonstration` starts afresh and is
    refused where real data are, and the first real load leaves the invented rows out. When it is
    None no rows are going to arrive, and all that are there stay. With
    `write`, a lock keeps a second load out and the build is a file beside the snapshots; without
    it everything stays in memory. Raises LoadRunning, PublishFailed and SnapshotError.
    """
    with locked(directory) if write else nullcontext():
        last = current_snapshot(directory) if (directory / CURRENT).exists() else None
        with building_on(last, directory, write=write, demonstration=demonstration) as build:
            yield build


@contextmanager
def building_on(
    last: Path | None,
    directory: Path,
    *,
    write: bool,
    demonstration: bool | None,
    sieve: Sieve | None = None,
) -> Iterator[Build]:
    """Give a build that starts with the rows of this snapshot; the caller holds the lock.

    What was erased since the snapshot was made is left behind, and so is what the `sieve` says.
    """
    connection = start_duckdb()
    file = unfinished(directory) if write else None
    try:
        _attach_target(connection, file)
        _bound_memory(connection, file)
        build = Build(connection, directory, file, tombstones(directory))
        _prepare(build)
        if last:
            _bring_over(build, last, demonstration=demonstration, sieve=sieve or Sieve())
        yield build
    except duckdb.OutOfMemoryException as error:
        raise EtlError(_TOO_MUCH) from error
    except (duckdb.IOException, OSError) as error:
        raise PublishFailed(unwritable(directory)) from error
    finally:
        connection.close()
        if file:
            file.unlink(missing_ok=True)
            shutil.rmtree(directory / _SPILL, ignore_errors=True)


@contextmanager
def looking_at(last: Path, directory: Path) -> Iterator[Build]:
    """Give a build that has only the catalog `last`, this snapshot, clean or not, to look at it."""
    connection = start_duckdb()
    try:
        attach(connection, last, LAST)
        yield Build(connection, directory, None, tombstones(directory))
    finally:
        connection.close()


def _attach_target(connection: duckdb.DuckDBPyConnection, file: Path | None) -> None:
    """Attach what is built; a file is made where nobody else can look, then put in its place.

    It takes no log of its own beside it: an unfinished build is never taken up again.
    """
    if file is None:
        connection.execute("ATTACH ':memory:' AS target")
        return
    spill = file.with_name(_SPILL)
    shutil.rmtree(spill, ignore_errors=True)  # a killed load's: perhaps open to others
    make_folder(spill)
    made, key = spill / file.name, quoted(warehouse_key(make=True))
    connection.execute(f"ATTACH {quoted(made)} AS target (ENCRYPTION_KEY {key})")
    connection.execute("DETACH target")
    made.chmod(FILE_MODE)
    made.replace(file)
    connection.execute(
        f"ATTACH {quoted(file)} AS target (ENCRYPTION_KEY {key}, RECOVERY_MODE no_wal_writes)"
    )


def _bound_memory(connection: duckdb.DuckDBPyConnection, file: Path | None) -> None:
    """Keep a load within a small machine's memory; what does not fit is spilled, encrypted.

    One thread: a second takes its own buffers and, at these sizes, makes a load no shorter.
    """
    connection.execute("SET threads = 1")
    if file:
        connection.execute(f"SET temp_directory = {quoted(file.with_name(_SPILL))}")
        connection.execute(f"SET memory_limit = '{_MEMORY}'")


def _prepare(build: Build) -> None:
    """Make the calendar, the reading macros and the empty tables."""
    add_calendar(build.connection)
    build.script("10_staging.sql")
    for table, columns in _stored_tables().items():
        build.run(f"CREATE TABLE target.{table} ({columns})")
    build.run(
        "CREATE TABLE target.snapshot_format AS "
        f"SELECT {snapshot.FORMAT} AS version, {quoted(build.erased.reached)} AS clean_to"
    )


def _stored_tables() -> dict[str, str]:
    tables = {
        name: ", ".join(f"{column} {kind}" for column, kind in stored_columns(contract))
        for name, contract in contracts().items()
    }
    return tables | LEDGER


def _bring_over(build: Build, last: Path, *, demonstration: bool | None, sieve: Sieve) -> None:
    """Copy the stored rows that stay, by the names of their columns, up to this format."""
    version = attach(build.connection, last, LAST)
    tables = tables_of_last(build) & set(_stored_tables())
    sieve.doomed += buried(build, build.erased.after(clean_to(build.connection, LAST)))
    kept_of = sieve.sift(build)
    for table in _kept(build, tables, demonstration=demonstration):
        kept = kept_of.get(table, "true")
        build.run(
            f"INSERT INTO target.{table} BY NAME SELECT * FROM last.{table} AS row WHERE {kept}"
        )
    tell(build, sieve.gone)
    build.run("DETACH last")
    bring_up(build, version)


def _kept(build: Build, tables: set[str], *, demonstration: bool | None) -> set[str]:
    """Return the tables of the last snapshot whose rows the next one starts with."""
    if demonstration is None:
        return tables
    if _kinds_of_data(build) & {not demonstration}:
        if demonstration:
            raise EtlError(_REAL_DATA)
        return {"published"}
    return set() if demonstration else tables


def _kinds_of_data(build: Build) -> set[bool]:
    """Return whether the last snapshot's loads are demonstration data, published facts aside."""
    found = build.run(
        "SELECT DISTINCT demonstration FROM last.load WHERE table_name <> 'published'"
    )
    return {bool(row[0]) for row in found.fetchall()}
