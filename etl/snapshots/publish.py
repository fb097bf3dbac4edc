"""Publishing a build: check it, make it durable, and point CURRENT at it in one step.

A reader sees the old snapshot or the new one, never half of either
(docs/decisions/0003-publish-snapshots.md).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from config import prepared
from config.private import write
from config.snapshot import CURRENT, check_snapshot
from etl.errors import PublishFailed
from etl.snapshots.folder import snapshots

if TYPE_CHECKING:
    from pathlib import Path

    from etl.build import Build

KEPT = 5
"""Snapshots kept for going back, the current one included."""


def publish(build: Build) -> Path:
    """Publish the build and return the new snapshot's path.

    Raises PublishFailed when it cannot be written, and leaves the last snapshot current.
    """
    if build.file is None:
        msg = "A check writes nothing, so there is nothing to publish."
        raise PublishFailed(msg)
    final = finish(build, build.file.with_suffix(""))
    point_to(final)
    _sweep(build.directory, final)
    return final


def finish(build: Build, final: Path) -> Path:
    """Check the build, make it durable, and give it its name among the snapshots."""
    if build.file is None:
        msg = "A check writes nothing, so there is nothing to keep."
        raise PublishFailed(msg)
    build.run("CHECKPOINT target")
    build.run("DETACH target")
    check_snapshot(build.connection, build.file)
    _flush(build.file)
    build.file.replace(final)
    return final


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def point_to(snapshot: Path) -> None:
    """Make CURRENT name this snapshot, in one step."""
    write(snapshot.parent / CURRENT, f"{snapshot.name}\n".encode("ascii"))


def _sweep(directory: Path, current: Path) -> None:
    """Delete unfinished builds and all but the newest snapshots."""
    extra = [path for path in snapshots(directory)[KEPT:] if path != current]
    for path in [*extra, *directory.glob("warehouse-*.duckdb.tmp*")]:
        try:
            path.unlink(missing_ok=True)
        except OSError:  # still open in a reader on Windows: the next load sweeps it
            continue
    prepared.sweep(directory)
