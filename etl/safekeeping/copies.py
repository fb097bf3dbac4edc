"""The safe copy and back: one file with all that is needed to go on elsewhere, but the key.

A copy holds the snapshots kept, CURRENT, the store of judgements with its tombstones, and the
secrets of references, sealed. What is put back is checked wholly first; what was there before is
kept aside; and nothing is served of it that was erased since (docs/decisions/0017-upgrades.md).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import DashboardError
from config.judgements import store
from config.key import read_secret, reference_file, reference_files
from config.paths import warehouse_dir
from config.sealing import seal, unseal
from config.snapshot import CURRENT, current_snapshot, format_of
from config.tombstones import tombstones
from etl.errors import BackupRefused, ErasuresUnknown
from etl.safekeeping import archive
from etl.safekeeping.archive import REFERENCES, WORKSPACE, Contents
from etl.safekeeping.putting_back import Place
from etl.snapshots.folder import link_or_copy, locked, private_stage, snapshots

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

_WAIT_SECONDS = 120.0
"""How long a safe copy waits for a load to finish."""


@dataclass(frozen=True)
class Backup:
    """A safe copy that was made, and what it says of itself."""

    file: Path
    contents: Contents


@dataclass(frozen=True)
class Restored:
    """What was put back: the snapshot served, and how many rows were left out by table.

    `kept_in` is the folder with what was there before, None where nothing was.
    """

    served: Path
    left_out: Mapping[str, int]
    kept_in: Path | None


def backup(file: str | os.PathLike[str], warehouse: str | os.PathLike[str] | None = None) -> Backup:
    """Write a safe copy of a warehouse into one new file, as of one moment.

    Raises SnapshotError when nothing was loaded yet, BackupRefused when the file is there already,
    LoadRunning when a load goes on for minutes, PublishFailed when it cannot be written.
    """
    folder, path = warehouse_dir(warehouse), Path(file).expanduser().resolve()
    current_snapshot(folder)  # says so when there is none
    with private_stage(folder) as stage:
        with locked(folder, wait=_WAIT_SECONDS):
            for one in (*snapshots(folder), folder / CURRENT):
                link_or_copy(one, stage / one.name)
            store.copy_to(stage / WORKSPACE, folder, make=True)
        for secret in reference_files():
            (stage / secret.name).write_bytes(seal(read_secret(secret), secret.name))
        name = store.name_of(stage / WORKSPACE) or ""
        members = {one.name: one for one in sorted(stage.iterdir())}
        return Backup(path, archive.write(path, members, name))


def restore(
    file: str | os.PathLike[str],
    warehouse: str | os.PathLike[str] | None = None,
    *,
    erased: Sequence[tuple[str, str]] = (),
    none_erased: bool = False,
) -> Restored:
    """Put a safe copy back into a warehouse, empty or used, and serve it.

    Where it cannot be known here what was erased since the copy was made, that is asked for:
    `erased` holds (partnership, reference), `none_erased` says that nothing was. Raises
    BackupRefused or ErasuresUnknown, and changes nothing, when the copy cannot be used; else as a
    load does, and what was there before is served again.
    """
    folder = warehouse_dir(warehouse)
    with locked(folder), private_stage(folder) as stage:
        contents = archive.unpack(Path(file).expanduser(), stage)
        secrets = _secrets(stage)
        _check(stage, secrets)
        goes_on = _store_goes_on(folder, stage, contents)
        if not (erased or none_erased or goes_on):
            raise ErasuresUnknown(_unknown(contents))
        place = Place(folder)
        try:
            served, left_out = place.take(stage, secrets, erased, with_store=not goes_on)
        except BaseException:
            place.go_back()
            raise
        if erased:
            place.forget()  # what was kept aside holds those rows still
        return Restored(served, left_out, place.aside if place.aside.is_dir() else None)


def _secrets(stage: Path) -> dict[str, str]:
    """Return the secrets of references in a copy, by partnership."""
    return {
        path.stem.removeprefix("references-"): unseal(path.read_bytes(), path.name)
        for path in stage.iterdir()
        if REFERENCES.fullmatch(path.name)
    }


def _check(stage: Path, secrets: Mapping[str, str]) -> None:
    """Raise a DashboardError unless everything in the copy can be used here."""
    current_snapshot(stage)
    for snapshot in snapshots(stage):
        format_of(snapshot)
    tombstones(stage / WORKSPACE)
    for name, secret in secrets.items():
        there = reference_file(name)
        if there.exists() and read_secret(there) != secret:
            msg = (
                f"The secret of the references of {name} here is not the one of the safe copy, so "
                f"the two cannot be united. Move {there} away if no data here need it, then "
                "restore again. Nothing was changed."
            )
            raise BackupRefused(msg)


def _store_goes_on(folder: Path, stage: Path, contents: Contents) -> bool:
    """Tell whether the store here is the one that was copied: it knows all that was erased since.

    It is only ever added to, so it holds what the copy holds, and is left as it is.
    """
    with suppress(DashboardError):
        if store.name_of(folder) == contents.store:
            here = {one.what for one in tombstones(folder).found}
            return {one.what for one in tombstones(stage / WORKSPACE).found} <= here
    return False


def _unknown(contents: Contents) -> str:
    return (
        f"This safe copy was made on {contents.made_at:%d/%m/%Y at %H:%M} UTC, and what was erased "
        "since is not known here, so it could come back. Restore again and name each reference "
        "that was erased since with --erased PARTNERSHIP REFERENCE, or say --none-erased. Nothing "
        "was changed."
    )
