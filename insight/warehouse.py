"""Snapshots that answer: one is found once, and every part of an answer comes from it.

`served` reads CURRENT and says which snapshot that is; whoever holds it asks it alone, whatever is
published meanwhile. Connections are kept here and nowhere else, and every query takes a cursor of
its own: threads that share one can get each other's rows (docs/decisions/0003, 0013).
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from config.errors import DashboardError
from config.paths import warehouse_dir
from config.snapshot import CATALOG, current_snapshot, open_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

    from config.paths import Folder

    Parameters = Mapping[str, object] | None

Answer = TypeVar("Answer")

_KEPT = 2
_RETRY_SECONDS = 5.0
_TRIES = 10
_ONE_SELECT = (
    "Only one SELECT can be run here, and nothing can be changed. Type a single query that begins "
    "with SELECT, WITH, FROM, SHOW or DESCRIBE."
)
_EARLIER_VERSION = (
    "The data were written by an earlier version, and something that this needs is not in them. "
    "`python -m etl partnership NAME --publish` works the figures out anew."
)
_NEVER_STILL = "The data are being loaded again and again just now. Try again in a minute."


class SnapshotGone(Exception):  # noqa: N818 - no fault: what asked is to ask anew
    """A snapshot was deleted, or its file replaced, since it was found."""


@dataclass(frozen=True)
class Snapshot:
    """One published snapshot; it can key a cache, for equal ones hold the same rows.

    `written` tells it from another file of the same name, such as one put back from a safe copy.
    `note` says why an earlier load is served than the newest, if it is.
    """

    path: Path
    written: tuple[int, int]
    note: str | None = field(default=None, compare=False)

    @property
    def folder(self) -> Path:
        """Return the folder of snapshots that it is in."""
        return self.path.parent

    @property
    def is_there(self) -> bool:
        """Tell whether the very file is still kept: it was neither deleted nor replaced."""
        try:
            return _written(self.path) == self.written
        except SnapshotGone:
            return False

    def rows(self, sql: str, params: Parameters = None) -> pd.DataFrame:
        """Return the rows of one read-only query, parameters bound.

        Raises SnapshotGone where it was deleted and is no longer open.
        """
        return self._run(sql, params).df()

    def tuples(self, sql: str, params: Parameters = None) -> list[tuple[Any, ...]]:
        """Return the same as `rows` as plain tuples, where a frame costs more than the query."""
        return self._run(sql, params).fetchall()

    def analyst_rows(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return the column names and the rows of one SELECT that an analyst has typed.

        For the command line alone: it is outside every role. Raises DashboardError, in a sentence,
        for anything but one SELECT, and for what the database refuses.
        """
        try:
            kinds = [each.type for each in duckdb.extract_statements(sql)]
            if kinds != [duckdb.StatementType.SELECT]:
                raise DashboardError(_ONE_SELECT)
            answered = _cursor(self).execute(sql)
            return [column[0] for column in answered.description or []], answered.fetchall()
        except duckdb.Error as error:
            told = " ".join(str(error).partition("\nLINE ")[0].split())
            msg = f"The query was not answered: {told}"
            raise DashboardError(msg) from error

    def _run(self, sql: str, params: Parameters) -> duckdb.DuckDBPyConnection:
        try:
            return _cursor(self).execute(sql, dict(params or {}))
        except duckdb.CatalogException as error:
            raise DashboardError(_EARLIER_VERSION) from error


_lock = threading.RLock()
_connections: OrderedDict[Snapshot, duckdb.DuckDBPyConnection] = OrderedDict()
_last_good: dict[Path, Snapshot] = {}
_refused: dict[Snapshot, tuple[float, str]] = {}


def served(warehouse: Folder = None) -> Snapshot:
    """Return the snapshot being served from this folder.

    It is the one CURRENT names or, while that one cannot be opened, the last good one, with a
    `note` that says so. Raises DashboardError when there is none to serve.
    """
    folder = warehouse_dir(warehouse)
    with _lock:
        try:
            snapshot = _opened(folder)
        except DashboardError as error:
            return _fall_back(folder, error)
        _last_good[folder] = snapshot
        return snapshot


def from_one(warehouse: Folder, ask: Callable[[Snapshot], Answer]) -> Answer:
    """Return what `ask` makes of the snapshot being served: all of it comes from that one.

    Where it is deleted meanwhile, the whole is asked anew of the one that is served by then.
    Raises DashboardError as `served` does.
    """
    for _ in range(_TRIES):
        with suppress(SnapshotGone):
            return ask(served(warehouse))
    raise DashboardError(_NEVER_STILL)


def _opened(folder: Path) -> Snapshot:
    """Return the snapshot CURRENT names, open; it can be pruned between the two steps."""
    for _ in range(_TRIES):
        path = current_snapshot(folder)
        with suppress(SnapshotGone):
            snapshot = Snapshot(path, _written(path))
            _ensure_open(snapshot)
            return snapshot
    raise DashboardError(_NEVER_STILL)


def _written(path: Path) -> tuple[int, int]:
    """Return when a file was written and how large it is: nothing writes to one in place.

    Not its inode, which some network drives number anew at each look.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise SnapshotGone from error
    return found.st_mtime_ns, found.st_size


def _cursor(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    with _lock:
        _ensure_open(snapshot)
        cursor = _connections[snapshot].cursor()
    return cursor.execute(f"USE {CATALOG}")


def _ensure_open(snapshot: Snapshot) -> None:
    """Open a snapshot once; a refusal is remembered for a few seconds, as opening is dear."""
    if snapshot in _connections:
        _connections.move_to_end(snapshot)
        return
    when, reason = _refused.get(snapshot, (float("-inf"), ""))
    if time.monotonic() - when < _RETRY_SECONDS:
        raise DashboardError(reason)
    try:
        _connections[snapshot] = _open(snapshot)
    except DashboardError as error:
        _refused[snapshot] = (time.monotonic(), str(error))
        raise
    _refused.pop(snapshot, None)
    _forget_others()


def _forget_others() -> None:
    """Keep the newest connections, and none to a file that was deleted: erased rows are in it.

    They are forgotten, not closed: a cursor of another thread may still be reading.
    """
    while len(_connections) > _KEPT:
        _connections.popitem(last=False)
    for snapshot in [each for each in _connections if not each.is_there]:
        del _connections[snapshot]


def _open(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    """Return a connection to this very file, and to no other that has taken its name."""
    connection: duckdb.DuckDBPyConnection | None = None
    try:
        connection = open_snapshot(snapshot.path)
    finally:
        # A file that has gone cannot be opened either: that it has gone is what matters.
        if not snapshot.is_there:
            if connection:
                connection.close()
            raise SnapshotGone
    return connection


def _fall_back(folder: Path, error: DashboardError) -> Snapshot:
    last = _last_good.get(folder)
    # One whose file has gone may have been taken away on purpose, by an erasure: not it.
    if last is None or last not in _connections or not last.is_there:
        raise error
    _connections.move_to_end(last)
    note = f"An earlier load is being shown, because the newest cannot be: {error}"
    return replace(last, note=note)
