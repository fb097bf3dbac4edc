"""The place that a safe copy is put back into: what was there is kept aside until all is well."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from config import prepared
from config.judgements import store
from config.key import reference_file
from config.private import make_file, make_folder
from config.snapshot import CURRENT, current_snapshot
from config.tombstones import keep, tombstones
from etl.removal.erasure import clean, remember
from etl.safekeeping.archive import WORKSPACE
from etl.snapshots.folder import link_or_copy, snapshots
from etl.snapshots.publish import point_to
from etl.snapshots.upgrade import build_again

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_DAMAGED = "damaged-"


class Place:
    """A warehouse folder whose lock is held; `aside` keeps what was there, if anything was."""

    def __init__(self, folder: Path) -> None:
        """Keep what is there under second names. Raises PublishFailed and DashboardError."""
        self._folder = folder
        self.aside = folder / f"before-restore-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%f}"
        for path in (*snapshots(folder), folder / CURRENT):
            if path.exists():
                link_or_copy(path, self.aside / path.name)
        try:
            store.copy_to(self.aside / WORKSPACE, folder)
        except store.StoreDamaged:
            make_folder(self.aside)
            for path in folder.glob(f"{WORKSPACE}*"):
                path.replace(self.aside / f"{_DAMAGED}{path.name}")

    def take(
        self,
        stage: Path,
        secrets: Mapping[str, str],
        erased: Sequence[tuple[str, str]],
        *,
        with_store: bool,
    ) -> tuple[Path, Mapping[str, int]]:
        """Take over a copy that was checked, without what was erased since, and serve it.

        Returns the snapshot that is served, and how many rows were left out by table. CURRENT
        changes last: until then what was there is served, also when this is killed.
        """
        folder, current = self._folder, self._folder / current_snapshot(stage).name
        for name, secret in secrets.items():
            _write_secret(reference_file(name), secret)
        if with_store:
            store.replace_by(stage / WORKSPACE, folder)
        keep(tombstones(stage / WORKSPACE).found, folder)
        put = [folder / path.name for path in snapshots(stage)]
        for path in put:
            (stage / path.name).replace(path)
        for partnership, reference in erased:
            remember(reference, partnership, folder, put)
        built, left_out = clean(folder, only=put)
        kept = [built.get(path, path) for path in put]
        for path in kept:
            build_again(path)
        served = built.get(current, current)
        point_to(served)
        for path in set(snapshots(folder)) - set(kept):
            path.unlink()
        prepared.sweep(folder)
        return served, left_out

    def go_back(self) -> None:
        """Put back what was there; nothing that was served is ever missing meanwhile."""
        there = list(self.aside.iterdir()) if self.aside.is_dir() else []
        for path in there:
            if path.name == WORKSPACE:
                store.replace_by(path, self._folder)
            elif path.name.startswith(_DAMAGED):
                path.replace(self._folder / path.name.removeprefix(_DAMAGED))
            else:
                again = self._folder / f"{path.name}.tmp"
                link_or_copy(path, again)
                again.replace(self._folder / path.name)
                again.unlink(
                    missing_ok=True
                )  # two names of one file are not replaced by each other
        names = {path.name for path in there}
        for path in (*snapshots(self._folder), self._folder / CURRENT):
            if path.name not in names:
                path.unlink(missing_ok=True)
        prepared.sweep(self._folder)
        self.forget()

    def forget(self) -> None:
        """Delete what was kept aside."""
        shutil.rmtree(self.aside, ignore_errors=True)


def _write_secret(path: Path, secret: str) -> None:
    with suppress(FileExistsError):
        make_folder(path.parent)
        with os.fdopen(make_file(path), "w", encoding="ascii") as opened:
            opened.write(secret)
