"""The only holder of snapshot connections; one cursor for every query.

One connection shared by threads can return another thread's rows, so each query takes a cursor of
its own (docs/decisions/0003-publish-snapshots.md). CURRENT is read at each query: a new snapshot
is seen at once, and the last good one keeps being served while a new one cannot be opened.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import duckdb

from config.errors import DashboardError
from config.paths import warehouse_dir
from config.snapshot import CATALOG, current_snapshot, open_snapshot

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    Folder = str | os.PathLike[str] | None
    Parameters = Mapping[str, object] | None

_KEPT = 2
_RETRY_SECONDS = 5.0
_ONE_SELECT = (
    "Only one SELECT can be run here, and nothing can be changed. Type a single query that begins "
    "with SELECT, WITH, FROM, SHOW or DESCRIBE."
)
_EARLIER_VERSION = (
    "The data were written by an earlier version, and something that this needs is not in them. "
    "Load any file again, or run `python -m etl demo`, to write them anew."
)

_lock = threading.RLock()
_connections: OrderedDict[Path, duckdb.DuckDBPyConnection] = OrderedDict()
_last_good: dict[Path, Path] = {}
_refused: dict[Path, tuple[float, str]] = {}
_notes: dict[Path, str] = {}


def snapshot_path(warehouse: Folder = None) -> Path:
    """Return the snapshot being served from this folder.

    It is the one CURRENT names or, while that one cannot be opened, the last good one
    (`served_note` then says so). Raises DashboardError when there is none to serve.
    """
    folder = warehouse_dir(warehouse)
    with _lock:
        try:
            path = current_snapshot(folder)
            _ensure_open(path)
        except DashboardError as error:
            return _fall_back(folder, error)
        _last_good[folder] = path
        _notes.pop(folder, None)
        return path


def served_note(warehouse: Folder = None) -> str | None:
    """Return a sentence when an earlier snapshot is served than the newest, else None."""
    snapshot_path(warehouse)
    return _notes.get(warehouse_dir(warehouse))


def rows(sql: str, params: Parameters = None, warehouse: Folder = None) -> pd.DataFrame:
    """Return the rows of one read-only query on the current snapshot, parameters bound."""
    return _run(sql, params, warehouse).df()


def tuples(sql: str, params: Parameters = None, warehouse: Folder = None) -> list[tuple[Any, ...]]:
    """Return the same as `rows` as plain tuples, where a frame would cost more than the query."""
    return _run(sql, params, warehouse).fetchall()


def analyst_rows(sql: str, warehouse: Folder = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the column names and the rows of one SELECT that an analyst has typed.

    For the command line alone: it is outside every role. Raises DashboardError, in a sentence,
    for anything but one SELECT, and for what the database refuses.
    """
    snapshot_path(warehouse)
    try:
        kinds = [each.type for each in duckdb.extract_statements(sql)]
        if kinds != [duckdb.StatementType.SELECT]:
            raise DashboardError(_ONE_SELECT)
        answered = _cursor(warehouse).execute(sql)
        return [column[0] for column in answered.description or []], answered.fetchall()
    except duckdb.Error as error:
        told = " ".join(str(error).partition("\nLINE ")[0].split())
        msg = f"The query was not answered: {told}"
        raise DashboardError(msg) from error


def _run(sql: str, params: Parameters, warehouse: Folder) -> duckdb.DuckDBPyConnection:
    try:
        return _cursor(warehouse).execute(sql, dict(params or {}))
    except duckdb.CatalogException as error:
        raise DashboardError(_EARLIER_VERSION) from error


def _cursor(warehouse: Folder) -> duckdb.DuckDBPyConnection:
    with _lock:
        cursor = _connections[snapshot_path(warehouse)].cursor()
    return cursor.execute(f"USE {CATALOG}")


def _ensure_open(path: Path) -> None:
    """Open a snapshot once; a refusal is remembered for a few seconds, as opening is dear."""
    if path in _connections:
        _connections.move_to_end(path)
        return
    when, reason = _refused.get(path, (float("-inf"), ""))
    if time.monotonic() - when < _RETRY_SECONDS:
        raise DashboardError(reason)
    try:
        _connections[path] = open_snapshot(path)
    except DashboardError as error:
        _refused[path] = (time.monotonic(), str(error))
        raise
    _refused.pop(path, None)
    # Forgotten, not closed: a cursor of another thread may still be reading it.
    while len(_connections) > _KEPT:
        _connections.popitem(last=False)


def _fall_back(folder: Path, error: DashboardError) -> Path:
    path = _last_good.get(folder)
    if path is None or path not in _connections:
        raise error
    _connections.move_to_end(path)
    _notes[folder] = f"An earlier load is being shown, because the newest cannot be: {error}"
    return path
