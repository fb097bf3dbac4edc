"""The folder of snapshots: its lock, and names whose order is the order of publication."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

from config import snapshot
from config.private import FILE_MODE, make_file, make_folder
from etl.errors import LoadRunning, PublishFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

_STAGE = ".safe-copy-"
_DAY_SECONDS = 86_400
_STAMPED = re.compile(r"warehouse-(\d{8}T\d{6,12})-")
_LONGEST = len("20261126T010203000000")


@contextmanager
def locked(directory: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Keep other loads out of the folder, after `wait` seconds at most for one that is running.

    Raises LoadRunning and PublishFailed.
    """
    lock = filelock.FileLock(directory / ".load.lock", timeout=wait, mode=FILE_MODE)
    try:
        make_folder(directory)
        lock.acquire()
    except filelock.Timeout as error:
        msg = "Another load is running. Wait until it has finished, then load again."
        raise LoadRunning(msg) from error
    except OSError as error:
        raise PublishFailed(unwritable(directory)) from error
    try:
        yield
    finally:
        lock.release()


def unwritable(directory: Path) -> str:
    """Return the sentence for a folder that nothing can be written to."""
    return (
        f"The data cannot be written to {directory}: the folder is not writable or the disk is "
        "full. Nothing was changed. Free some space or choose another folder with --warehouse."
    )


def snapshots(directory: Path) -> list[Path]:
    """Return the snapshots kept, the last published first."""
    return sorted(directory.glob("warehouse-*.duckdb"), reverse=True)


@contextmanager
def private_stage(directory: Path) -> Iterator[Path]:
    """Give a folder for this user alone, on the same disk; it is gone afterwards.

    Raises PublishFailed.
    """
    try:
        make_folder(directory)
        for left in directory.glob(f"{_STAGE}*"):
            if left.stat().st_mtime < time.time() - _DAY_SECONDS:  # a killed one's
                shutil.rmtree(left, ignore_errors=True)
        stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=directory))
    except OSError as error:
        raise PublishFailed(unwritable(directory)) from error
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def link_or_copy(path: Path, kept: Path) -> None:
    """Keep a file as it is now: nothing writes to one in place, so a second name is enough.

    One that is kept under that name already stays. Raises PublishFailed.
    """
    try:
        make_folder(kept.parent)
        with suppress(FileExistsError):
            os.link(path, kept)
    except OSError:  # a file system without second names
        _copy(path, kept)


def _copy(path: Path, kept: Path) -> None:
    half = kept.with_name(f"{kept.name}.tmp")
    try:
        half.unlink(missing_ok=True)
        with path.open("rb") as source, os.fdopen(make_file(half), "wb") as target:
            shutil.copyfileobj(source, target)
        half.replace(kept)
    except OSError as error:
        raise PublishFailed(unwritable(path.parent)) from error


def set_aside(directory: Path) -> Path:
    """Return the folder where snapshots stay as they were before this version wrote to them."""
    return directory / f"before-format-{snapshot.FORMAT}"


def forget_set_aside(directory: Path) -> bool:
    """Delete what was set aside: rows that were erased stand there still. Tell if there was any."""
    folders = list(directory.glob("before-*"))
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return bool(folders)


def stamps(directory: Path) -> list[str]:
    """Return the stamps of the snapshots kept, the last published first."""
    return [path.stem.removeprefix("warehouse-") for path in snapshots(directory)]


def unfinished(directory: Path) -> Path:
    """Return the name to build the next snapshot under; the caller holds the lock."""
    stamp = f"{_next_stamp(directory):%Y%m%dT%H%M%S%f}"
    return directory / f"warehouse-{stamp}-{secrets.token_hex(2)}.duckdb.tmp"


def _next_stamp(directory: Path) -> dt.datetime:
    """Return now, or the moment after the newest snapshot where the clock was set back."""
    kept = [stamp for path in snapshots(directory) if (stamp := _stamp_of(path))]
    moment = dt.timedelta(microseconds=1)
    return max([dt.datetime.now(dt.UTC), *(stamp + moment for stamp in kept)])


def _stamp_of(snapshot: Path) -> dt.datetime | None:
    """Return when a snapshot was published; names of the first version tell whole seconds."""
    named = _STAMPED.match(snapshot.name)
    try:
        digits = named[1].ljust(_LONGEST, "0") if named else ""
        return dt.datetime.strptime(f"{digits}+0000", "%Y%m%dT%H%M%S%f%z")
    except ValueError:
        return None
