"""Undoing one load: its rows go back to what they were, all its files at once."""

from __future__ import annotations

import datetime as dt
import getpass
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.contracts import contracts
from config.paths import warehouse_dir
from config.snapshot import current_snapshot
from etl.errors import EtlError
from etl.rows.journal import Undone, undo_table
from etl.snapshots.model import build_marts
from etl.snapshots.publish import publish
from etl.snapshots.store import building

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from pathlib import Path

    from etl.build import Build

_STATE = """
    SELECT count(*), max(undone_at), count(lists), (SELECT max(load_id) FROM target."load")
    FROM target."load" WHERE load_id = ?
"""


@dataclass(frozen=True)
class UndoReport:
    """What became of the rows of a load that was undone, by table, and the new snapshot."""

    load_id: int
    tables: Mapping[str, Undone]
    snapshot: Path

    @property
    def sentences(self) -> list[str]:
        """Return what there is to say, a sentence a table."""
        said = [f"Load {self.load_id} is undone."]
        for table, rows in self.tables.items():
            counts = (
                (rows.put_back, "put back"),
                (rows.taken_out, "taken out"),
                (rows.kept, "kept because a later load corrected them"),
            )
            parts = (f"{number:,} {what}" for number, what in counts if number)
            said.append(f"{table.capitalize()}: {', '.join(parts)}.")
        return said


def undo(load_id: int, warehouse: str | os.PathLike[str] | None = None) -> UndoReport:
    """Undo one load: put back each row that no later load changed, and publish the result.

    A row that a later load corrected is kept as corrected, and counted. To undo an undo, load the
    files again. Raises EtlError when there is no such load, it was undone already, or nothing is
    known of what it replaced; and as a load does.
    """
    folder = warehouse_dir(warehouse)
    current_snapshot(folder)  # says so when there is none
    with building(folder, write=True, demonstration=None) as build:
        _refuse_unless_whole(build, load_id)
        tables = {
            table: undone
            for table, contract in contracts().items()
            if (undone := undo_table(build, contract, load_id)) != Undone(0, 0, 0)
        }
        build.run(
            'UPDATE target."load" SET undone_at = ?, undone_by = ? WHERE load_id = ?',
            [dt.datetime.now(dt.UTC).replace(tzinfo=None), getpass.getuser(), load_id],
        )
        build_marts(build)
        return UndoReport(load_id, tables, publish(build))


def _refuse_unless_whole(build: Build, load_id: int) -> None:
    """Refuse a load that is not there, that was undone, or that left no journal."""
    [(files, undone_at, with_journal, last)] = build.run(_STATE, [load_id]).fetchall()
    if not files:
        msg = f"There is no load {load_id}. The last one is {last}; history lists them all."
    elif undone_at:
        msg = (
            f"Load {load_id} was undone on {undone_at:%d/%m/%Y} already. "
            "To have its rows back, load its files again."
        )
    elif not with_journal:
        msg = (
            f"Load {load_id} was made by an earlier version, which did not keep what it replaced. "
            "Go back to a snapshot from before it with rollback, or load the right files again."
        )
    else:
        return
    raise EtlError(msg)
