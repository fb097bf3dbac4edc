"""Finding the current snapshot and opening it read-only, hardened.

A snapshot is one encrypted DuckDB file; the one-line file CURRENT names the one to serve.
The order of the steps in `open_snapshot` matters: after the last, nothing the SQL says can
reach a file, another database or a setting (docs/decisions/0003-publish-snapshots.md).
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import duckdb_extension_httpfs  # type: ignore[import-untyped]

from config.errors import DashboardError
from config.key import warehouse_key

CATALOG = "snapshot"
CURRENT = "CURRENT"
FORMAT = 3
_NAME = re.compile(r"warehouse-[0-9A-Za-z-]+\.duckdb")
_SAFE_START: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


class SnapshotError(DashboardError):
    """The snapshot is not there, cannot be opened, or is not one of ours."""


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
        msg = f"{directory / CURRENT} cannot be read. Load the data again to write it anew."
        raise SnapshotError(msg) from error
    if not _NAME.fullmatch(name) or not (directory / name).is_file():
        msg = (
            f"{directory / CURRENT} names a snapshot that is not there. "
            "Load the data again, or go back to an earlier snapshot."
        )
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

    Raises SnapshotError when the file is damaged, foreign, or locked with another key.
    """
    key = warehouse_key()
    connection = start_duckdb()
    try:
        attach = f"ATTACH {quoted(path)} AS {CATALOG} (READ_ONLY, ENCRYPTION_KEY {quoted(key)})"
        connection.execute(attach)
        _check_format(connection, path)
        for setting in (
            "memory_limit = '1GB'",
            "threads = 1",  # small queries: planning across threads costs more than it saves
            "temp_directory = ''",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            connection.execute(f"SET {setting}")
    except duckdb.Error as error:
        connection.close()
        raise SnapshotError(_why_not(path, str(error))) from None
    except SnapshotError:
        connection.close()
        raise
    return connection


def _httpfs() -> Path:
    """Return the extension from its package: nothing is fetched when the app runs."""
    folder = Path(duckdb_extension_httpfs.__file__).parent
    return next(folder.rglob("httpfs.duckdb_extension"))


def _check_format(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    try:
        found = connection.execute(f"SELECT version FROM {CATALOG}.snapshot_format").fetchone()
    except duckdb.CatalogException:
        found = None
    if not found or found[0] != FORMAT:
        msg = (
            f"{path.name} is not a snapshot this version can read. "
            "Load the data again with this version, or go back to an earlier snapshot."
        )
        raise SnapshotError(msg)


def _why_not(path: Path, detail: str) -> str:
    if "encryption key" in detail.lower():
        return (
            f"{path.name} was written with another key. Set WAREHOUSE_KEY to the key it was "
            "written with, or restore that key file."
        )
    return (
        f"{path.name} cannot be opened: the file is damaged or is not a snapshot. "
        "Load the data again, or go back to an earlier snapshot."
    )
