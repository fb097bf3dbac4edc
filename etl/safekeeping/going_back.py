"""Going back to an earlier snapshot, without what was erased since it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.snapshot import (
    NewerSnapshotError,
    SnapshotError,
    current_snapshot,
    format_of,
    is_readable,
)
from etl.errors import EtlError
from etl.removal.erasure import clean
from etl.reports import erased_told
from etl.snapshots.folder import locked, stamps
from etl.snapshots.publish import point_to
from etl.snapshots.upgrade import bring_up_one

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def roll_back(
    directory: Path, stamp: str | None = None, *, say: Callable[[str], None] | None = None
) -> Path:
    """Serve an earlier snapshot again: the one named, else the one before the current.

    No snapshot is lost, and the next load starts from the one then served; one of an earlier
    version is brought up to this one. What was erased since it was made is left out and told
    through `say`. Raises EtlError when there is no such snapshot, SnapshotError when it cannot be
    opened or the data are newer than this version, LoadRunning while a load is running.
    """
    with locked(directory):
        kept = stamps(directory)
        chosen = stamp or _before_current(directory, kept)
        if chosen is None or chosen not in kept:
            what = "no such snapshot" if stamp else "no earlier snapshot"
            known = ", ".join(kept) or "none"
            msg = f"There is {what} to go back to. The snapshots kept are: {known}."
            raise EtlError(msg)
        path = directory / f"warehouse-{chosen}.duckdb"
        built, left_out = clean(directory, only=[path])
        served = built.get(path, path)
        bring_up_one(served)
        point_to(served)
    if say and left_out:
        say(f"{erased_told(sum(left_out.values()))}.")
    return served


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
