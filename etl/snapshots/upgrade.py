"""Bringing the snapshots of an earlier version up to this one, with the old ones kept aside.

Each snapshot kept is built again from its rows and put in its own place, the current one last, so
that nothing but the current one tells whether it was done. Nothing an earlier version has written
is lost: what stood there stays, linked, in a folder of its own (decision 17).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from config import snapshot
from config.snapshot import CURRENT, current_snapshot, format_of, is_readable
from etl.snapshots.folder import link_or_copy, locked, set_aside, snapshots
from etl.snapshots.model import build_marts
from etl.snapshots.publish import finish
from etl.snapshots.store import building_on

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Upgrade:
    """What was brought up to this version, and the folder where it stands as it was."""

    snapshots: tuple[str, ...]
    kept_in: Path


def upgrade(directory: Path, say: Callable[[str], None] | None = None) -> Upgrade | None:
    """Bring the folder's snapshots up to this version; return what was done, None if nothing.

    A kept snapshot that cannot be opened is left as it is; roll-back says why when it is asked for
    it. Raises SnapshotError when the current one cannot be opened or is of a newer version,
    LoadRunning while a load is running, PublishFailed when the folder cannot be written to.
    """
    if not (directory / CURRENT).exists() or _version(directory) == snapshot.FORMAT:
        return None
    with locked(directory):
        return _bring_up_all(directory, say or (lambda _: None))


def bring_up_one(path: Path) -> None:
    """Bring one snapshot up to this version where it is of an earlier; the caller holds the lock.

    Raises SnapshotError when it cannot be opened or is of a newer version.
    """
    if format_of(path) < snapshot.FORMAT:
        link_or_copy(path, set_aside(path.parent) / path.name)
        build_again(path)


def build_again(path: Path) -> None:
    """Build a snapshot of an earlier version again in its place, and keep nothing aside."""
    if format_of(path) < snapshot.FORMAT:
        with building_on(path, path.parent, write=True, demonstration=None) as build:
            build_marts(build)
            finish(build, path)


def _version(directory: Path) -> int:
    return format_of(current_snapshot(directory))


def _bring_up_all(directory: Path, say: Callable[[str], None]) -> Upgrade | None:
    current = current_snapshot(directory)
    whole = filter(is_readable, snapshots(directory))
    found = [path for path in whole if format_of(path) < snapshot.FORMAT]
    if current not in found:
        return None  # somebody else has done it meanwhile
    aside = set_aside(directory)
    link_or_copy(directory / CURRENT, aside / CURRENT)
    for path in found:
        link_or_copy(path, aside / path.name)
    for place, path in enumerate(sorted(found, key=lambda one: one == current), 1):
        say(f"Bringing the data up to this version: snapshot {place} of {len(found)}")
        build_again(path)
    return Upgrade(tuple(path.name for path in found), aside)
