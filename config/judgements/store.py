"""Where judgements are kept: a SQLite file beside the snapshots, or a PostgreSQL database.

`workspace.sqlite` in the warehouse folder serves one computer; where several servers share their
judgements, the environment variable WORKSPACE_URL names a PostgreSQL database instead. Rows are
added and read here, and never changed; a table that keeps its rows for a time loses the older ones.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, delete, insert, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from config.errors import DashboardError
from config.judgements.tables import METADATA
from config.paths import warehouse_dir
from config.private import FILE_MODE, make_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Engine, Row, Table

    Folder = str | os.PathLike[str] | None

FILE = "workspace.sqlite"
SETTING = "WORKSPACE_URL"
BUSY_SECONDS = 10.0
"""How long a writer waits for another one before it gives up."""


def add(
    table: Table,
    row: Mapping[str, object],
    warehouse: Folder,
    *,
    without: ColumnElement[bool] | None = None,
) -> None:
    """Add one row, durably: when this returns, it is kept. Raises DashboardError.

    The rows that meet the condition `without` are deleted in the same step.
    """
    add_all(table, [row], warehouse, without=without)


def add_all(
    table: Table,
    many: Sequence[Mapping[str, object]],
    warehouse: Folder,
    *,
    without: ColumnElement[bool] | None = None,
) -> None:
    """Add rows as `add` does: all of them in one step, or none."""
    place = _place(warehouse)
    with _said_plainly(place, "kept"):
        if isinstance(place, Path):
            _make_private(place)
        with _engine(place).begin() as connection:
            for name in sorted(METADATA.tables.keys() - inspect(connection).get_table_names()):
                connection.execute(CreateTable(METADATA.tables[name], if_not_exists=True))
            if without is not None:
                connection.execute(delete(table).where(without))
            connection.execute(insert(table), [dict(row) for row in many])


def rows(table: Table, condition: ColumnElement[bool] | None, warehouse: Folder) -> list[Row[Any]]:
    """Return the rows that meet a condition, if any, in the order they were added.

    Reading makes nothing: there are no rows before the first is added. Raises DashboardError.
    """
    place = _place(warehouse)
    with _said_plainly(place, "read"):
        if isinstance(place, Path) and not place.exists():
            return []
        with _engine(place).connect() as connection:
            if not inspect(connection).has_table(table.name):
                return []
            found = select(table).order_by(table.c.id)
            wanted = found if condition is None else found.where(condition)
            return list(connection.execute(wanted))


def remove(table: Table, condition: ColumnElement[bool], warehouse: Folder) -> int:
    """Delete the rows that meet a condition and return how many. Raises DashboardError."""
    if not rows(table, condition, warehouse):
        return 0
    place = _place(warehouse)
    with _said_plainly(place, "removed"), _engine(place).begin() as connection:
        return int(connection.execute(delete(table).where(condition)).rowcount)


def _place(warehouse: Folder) -> Path | str:
    """Return the file, or the address of the database that WORKSPACE_URL names."""
    return os.environ.get(SETTING) or warehouse_dir(warehouse) / FILE


@cache
def _engine(place: Path | str) -> Engine:
    if isinstance(place, Path):
        # No pool: a file that was put back from a safe copy is read at the next question.
        opener = partial(_open_file, place)
        return create_engine("sqlite://", creator=opener, poolclass=NullPool, hide_parameters=True)
    url = make_url(place)
    if url.get_backend_name() != "postgresql":
        raise ArgumentError
    url = url.set(drivername="postgresql+psycopg")
    return create_engine(url, pool_pre_ping=True, hide_parameters=True)


def _open_file(path: Path) -> sqlite3.Connection:
    """Open the file and never make it; writers and readers do not wait for each other (WAL)."""
    address = f"{path.as_uri()}?mode=rw"
    connection = sqlite3.connect(address, BUSY_SECONDS, uri=True, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _make_private(path: Path) -> None:
    """Make the file for this user alone, unless it is there; its log takes the same mode."""
    make_folder(path.parent)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE))


@contextmanager
def _said_plainly(place: Path | str, done: str) -> Iterator[None]:
    """Turn what a database says into a sentence without address, password or any value."""
    try:
        yield
    except (ArgumentError, NoSuchModuleError):
        msg = f"{SETTING} is not the address of a PostgreSQL database: postgresql://USER@HOST/NAME."
        raise DashboardError(msg) from None
    except ImportError:
        msg = (
            f"{SETTING} needs a package that is not installed. "
            "Install requirements-postgresql.txt, then start again."
        )
        raise DashboardError(msg) from None
    except (DBAPIError, OSError) as error:
        raise DashboardError(_why_not(place, done, str(error).lower())) from None


def _why_not(place: Path | str, done: str, detail: str) -> str:
    if not isinstance(place, Path):
        return (
            f"Judgements cannot be {done}: the database that {SETTING} names did not answer as it "
            "should. Try again; if it stays so, tell whoever looks after it."
        )
    if "locked" in detail or "busy" in detail:
        return f"Judgements cannot be {done}: another program is writing them. Try again shortly."
    if "not a database" in detail or "malformed" in detail:
        return f"{place} is damaged. Put it back from its safe copy: no load makes it anew."
    return (
        f"Judgements cannot be {done} in {place}: the disk is full, or the file or its folder is "
        "closed to this program. Free some space or open the folder to it, then try again."
    )
