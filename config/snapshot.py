"""Finding the current snapshot and opening it read-only, hardened.

A snapshot is one encrypted DuckDB file; the one-line file CURRENT names the one to serve.
The order of the steps in `open_snapshot` matters: after the last, nothing the SQL says can
reach a file, another database or a setting (docs/decisions/0003-publish-snapshots.md).
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import duckdb
import duckdb_extension_httpfs  # type: ignore[import-untyped]

from config.erased import clean_to, erased_in
from config.errors import DashboardError
from config.key import warehouse_key
from config.tombstones import tombstones

CATALOG = "snapshot"
CURRENT = "CURRENT"
FORMAT = 4
"""What a snapshot holds and how. It goes up by one whenever stored tables or marts change, and
etl.snapshots.formats then says what brings the one before up to it
(docs/decisions/0017-upgrades.md)."""

NAME = re.compile(r"warehouse-[0-9A-Za-z-]+\.duckdb")
_SAFE_START: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


_SAFE_COPY = (
    "Go back to an earlier one with `python -m etl rollback`, or put a safe copy back with "
    "`python -m etl restore FILE`."
)


class SnapshotError(DashboardError):
    """The snapshot is not there, cannot be opened, or is not one of ours."""


class NewerSnapshotError(SnapshotError):
    """The snapshot was written by a later version than this one."""


class EarlierSnapshotError(SnapshotError):
    """The snapshot was written by an earlier version and was not brought up to this one yet."""


def current_snapshot(directory: Path) -> Path:
    """Return the path of the snapshot that CURRENT names.

    Raises SnapshotError when there is none, or CURRENT names something else.
    """
    try:
        name = (directory / CURRENT).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        msg = (
            f"There is no data in {directory} yet. Run `python -m etl demo` for the "
            "demonstration data, or `python -m etl load FILES --partnership NAME` for your own."
        )
        raise SnapshotError(msg) from error
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{directory / CURRENT} cannot be read. {_SAFE_COPY}"
        raise SnapshotError(msg) from error
    if not NAME.fullmatch(name) or not (directory / name).is_file():
        msg = f"{directory / CURRENT} names a snapshot that is not there. {_SAFE_COPY}"
        raise SnapshotError(msg)
    return directory / name


def quoted(text: object) -> str:
    """Return `text` as an SQL string, for the statements that take no parameters."""
    return "'" + str(text).replace("'", "''") + "'"


def start_duckdb() -> duckdb.DuckDBPyConnection:
    """Return an in-memory connection that can encrypt, with spill encrypted as well."""
    connection = duckdb.connect(":memory:", config=_SAFE_START)
    connection.execute(f"LOAD {quoted(_httpfs())}")
    connection.execute("SET temp_file_encryption = true")
    return connection


def open_snapshot(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a snapshot read-only as the catalog `snapshot`; every cursor must `USE snapshot`.

    Raises SnapshotError when the file is damaged, foreign, locked with another key, of another
    version, or still holds what was erased since; DashboardError when that cannot be told.
    """
    connection, version = _opened(path)
    try:
        _check_servable(connection, path, version)
    except DashboardError:
        connection.close()
        raise
    return connection


def check_snapshot(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raise as `open_snapshot` does, by way of a connection that `start_duckdb` has given.

    Starting one costs more than all else that a small load does.
    """
    version = attach(connection, path, CATALOG)
    try:
        _check_servable(connection, path, version)
    finally:
        connection.execute(f"DETACH {CATALOG}")


def format_of(path: Path) -> int:
    """Return the format of a snapshot: this version's, or an earlier one's.

    Raises SnapshotError as `open_snapshot` does, earlier versions aside.
    """
    connection, version = _opened(path)
    connection.close()
    return version


def is_readable(path: Path) -> bool:
    """Tell whether a snapshot is whole and of this version or an earlier one."""
    try:
        format_of(path)
    except SnapshotError:
        return False
    return True


def is_outdated(directory: Path) -> bool:
    """Tell whether the current snapshot is there and of an earlier version."""
    try:
        return format_of(current_snapshot(directory)) < FORMAT
    except DashboardError:  # whoever opens it to use it says what is wrong
        return False


def _opened(path: Path) -> tuple[duckdb.DuckDBPyConnection, int]:
    """Return a hardened connection to a snapshot of this format or an earlier, and which it is."""
    connection = start_duckdb()
    try:
        version = attach(connection, path, CATALOG)
    except DashboardError:
        connection.close()
        raise
    for setting in (
        "memory_limit = '1GB'",
        "threads = 1",  # small queries: planning across threads costs more than it saves
        "temp_directory = ''",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")
    return connection, version


def attach(connection: duckdb.DuckDBPyConnection, path: Path, catalog: str) -> int:
    """Attach a snapshot read-only under a name and return its format, this version's or an earlier.

    Raises SnapshotError, with nothing attached, as `format_of` does.
    """
    key = quoted(warehouse_key())
    try:
        connection.execute(f"ATTACH {quoted(path)} AS {catalog} (READ_ONLY, ENCRYPTION_KEY {key})")
    except duckdb.Error as error:
        raise SnapshotError(_why_not(path, str(error))) from None
    try:
        return _readable_format(connection, path, catalog)
    except (duckdb.Error, SnapshotError) as error:
        with suppress(duckdb.Error):  # what is damaged badly enough takes the connection with it
            connection.execute(f"DETACH {catalog}")
        if isinstance(error, SnapshotError):
            raise
        raise SnapshotError(_why_not(path, str(error))) from None


def _httpfs() -> Path:
    """Return the extension from its package: nothing is fetched when the app runs."""
    folder = Path(duckdb_extension_httpfs.__file__).parent
    return next(folder.rglob("httpfs.duckdb_extension"))


def _readable_format(connection: duckdb.DuckDBPyConnection, path: Path, catalog: str) -> int:
    try:
        found = connection.execute(f"SELECT version FROM {catalog}.snapshot_format").fetchone()
    except duckdb.CatalogException:
        found = None
    if not found:
        msg = f"{path.name} is not a snapshot of this dashboard. {_SAFE_COPY}"
        raise SnapshotError(msg)
    if found[0] > FORMAT:
        msg = (
            f"This program is older than the data: {path.name} was written by a newer version. "
            "Install the newer version, then start again; the data are as they were."
        )
        raise NewerSnapshotError(msg)
    return int(found[0])


def _check_servable(connection: duckdb.DuckDBPyConnection, path: Path, version: int) -> None:
    """Raise where the attached snapshot is of an earlier version, or holds what was erased."""
    if version < FORMAT:
        msg = (
            f"{path.name} was written by an earlier version. "
            "Bring the data up to this one with `python -m etl upgrade`."
        )
        raise EarlierSnapshotError(msg)
    later = tombstones(path.parent).after(clean_to(connection, CATALOG))
    if erased_in(connection, CATALOG, later):
        stamp = path.stem.removeprefix("warehouse-")
        msg = (
            f"{path.name} still holds rows that were erased since, so it is not served. "
            f"`python -m etl rollback --to {stamp}` serves it without them."
        )
        raise SnapshotError(msg)


def _why_not(path: Path, detail: str) -> str:
    if "encryption key" in detail.lower():
        return (
            f"{path.name} was written with another key. Set WAREHOUSE_KEY to the key it was "
            "written with, or restore that key file."
        )
    return f"{path.name} cannot be opened: the file is damaged or is not a snapshot. {_SAFE_COPY}"
