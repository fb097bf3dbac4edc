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

from sqlalchemy import create_engine, delete, insert, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from config.errors import DashboardError
from config.judgements.copies import copy_out, put_back
from config.judgements.tables import STORE
from config.judgements.versions import NEWEST, bring_up, version_of
from config.paths import warehouse_dir
from config.private import FILE_MODE, make_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Engine, Row, Table

    from config.paths import Folder

FILE = "workspace.sqlite"
_COPY = ".sqlite"
SETTING = "WORKSPACE_URL"
BUSY_SECONDS = 10.0
"""How long a writer waits for another one before it gives up."""
_DAMAGED = ("not a database", "malformed")


class StoreDamaged(DashboardError):  # noqa: N818 - what it is
    """The file of the store cannot be read as one."""


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
    with _said_plainly(place, "kept"), _made(place, warehouse).begin() as connection:
        if without is not None:
            connection.execute(delete(table).where(without))
        connection.execute(insert(table), [dict(row) for row in many])


def rows(table: Table, condition: ColumnElement[bool] | None, warehouse: Folder) -> list[Row[Any]]:
    """Return the rows that meet a condition, if any, in the order they were added.

    Reading makes nothing: there are no rows before the first is added. Raises DashboardError.
    """
    place = _place(warehouse)
    with _said_plainly(place, "read"):
        engine = _found(place, warehouse)
        if engine is None:
            return []
        with engine.connect() as connection:
            found = select(table).order_by(table.c.id)
            wanted = found if condition is None else found.where(condition)
            return list(connection.execute(wanted))


def remove(table: Table, condition: ColumnElement[bool], warehouse: Folder) -> int:
    """Delete the rows that meet a condition and return how many. Raises DashboardError."""
    place = _place(warehouse)
    with _said_plainly(place, "removed"):
        engine = _found(place, warehouse)
        if engine is None:
            return 0
        with engine.begin() as connection:
            return int(connection.execute(delete(table).where(condition)).rowcount)


def name_of(warehouse: Folder) -> str | None:
    """Return what tells this store from every other one, None where nothing was ever kept.

    Raises DashboardError.
    """
    found = rows(STORE, None, warehouse)
    return str(found[0].name) if found else None


def copy_to(file: Path, warehouse: Folder, *, make: bool = False) -> bool:
    """Write a copy of the store as a file for this user alone; False where nothing was ever kept.

    With `make`, a store is begun there first. Raises DashboardError, StoreDamaged among them.
    """
    place = _place(warehouse)
    with _said_plainly(place, "copied"):
        engine = _made(place, warehouse) if make else _found(place, warehouse)
        if engine is not None:
            copy_out(engine, file)
        return engine is not None


def replace_by(file: Path, warehouse: Folder) -> None:
    """Replace what people judged by what a copy holds, in one step; what was erased stays.

    Raises DashboardError; the store is then as it was.
    """
    place = _place(warehouse)
    with _said_plainly(place, "put back"):
        put_back(_made(file, file), _made(place, warehouse))


def _made(place: Path | str, warehouse: Folder) -> Engine:
    """Return the store, of this version; it is made where there was none."""
    if isinstance(place, Path):
        _make_private(place)
    engine = _engine(place)
    with engine.connect() as connection:
        version = version_of(connection)
    if version != NEWEST:
        bring_up(engine, partial(_keep_aside, engine, warehouse_dir(warehouse)))
    return engine


def _found(place: Path | str, warehouse: Folder) -> Engine | None:
    """Return the store, of this version, or None where nothing was ever kept."""
    if isinstance(place, Path) and not place.exists():
        return None
    with _engine(place).connect() as connection:
        is_there = version_of(connection) is not None
    return _made(place, warehouse) if is_there else None


def _keep_aside(engine: Engine, folder: Path, version: str) -> None:
    """Keep the store as it was before this version changes it."""
    kept = folder / f"before-judgements-{NEWEST}" / f"workspace-of-version-{version}.sqlite"
    if folder.is_dir() and not kept.exists():
        copy_out(engine, kept)


def _place(warehouse: Folder) -> Path | str:
    """Return the file, or the address of the database that WORKSPACE_URL names.

    The file of a copy may be given instead of the folder.
    """
    if warehouse and Path(warehouse).suffix == _COPY:
        return Path(warehouse)
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
        detail = str(error).lower()
        if isinstance(place, Path) and any(sign in detail for sign in _DAMAGED):
            msg = f"{place} is damaged. Put it back from its safe copy: no load makes it anew."
            raise StoreDamaged(msg) from None
        raise DashboardError(_why_not(place, done, detail)) from None


def _why_not(place: Path | str, done: str, detail: str) -> str:
    if not isinstance(place, Path):
        return (
            f"Judgements cannot be {done}: the database that {SETTING} names did not answer as it "
            "should. Try again; if it stays so, tell whoever looks after it."
        )
    if "locked" in detail or "busy" in detail:
        return f"Judgements cannot be {done}: another program is writing them. Try again shortly."
    return (
        f"Judgements cannot be {done} in {place}: the disk is full, or the file or its folder is "
        "closed to this program. Free some space or open the folder to it, then try again."
    )
