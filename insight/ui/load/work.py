"""The work behind a load: uploaded bytes to private files, the loader, and its report.

Uploaded bytes stand on the disk only while the loader reads them, in a folder that none but this
user can open and that is removed whatever happens.
"""

from __future__ import annotations

import re
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from shutil import rmtree
from typing import TYPE_CHECKING

from config.errors import DashboardError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from insight.ui.load.reports import Loader, Outcome, Request

_FOLDER = "supervision-upload-"
_STALE_SECONDS = 24 * 3600
_NAME_LENGTH = 100
_ODD = re.compile(r"[^\w .()&-]")
_STAGES_BESIDE_FILES = 3
_NEARLY = 0.95
_AT_ONCE = 4

_workers = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="load")


class Work:
    """One check or load, running beside the page."""

    def __init__(self, loader: Loader, request: Request) -> None:
        """Start at once."""
        self.stage = "reading the files"
        self._stages = 0
        self._expected = len(request.files) + _STAGES_BESIDE_FILES
        self._future = _workers.submit(self._run, loader, request)

    def done(self) -> bool:
        """Tell whether it is over, well or not."""
        return self._future.done()

    @property
    def share(self) -> float:
        """Return how far it is, from 0 to nearly 1."""
        return min(self._stages / self._expected, _NEARLY)

    def outcome(self) -> Outcome | str:
        """Return what became of it, or the sentence that says why nothing did."""
        return self._future.result()

    def _run(self, loader: Loader, request: Request) -> Outcome | str:
        try:
            return _with_files(loader, request, self._say)
        except DashboardError as error:
            return str(error)
        except OSError:
            return (
                "The files could not be put aside for reading: the disk is full or its temporary "
                "folder is closed to this program. Nothing was changed. Free some space and try "
                "again."
            )
        except Exception as fault:  # noqa: BLE001 - its text could quote a cell, so it stops here
            return (
                f"The program met a fault of its own ({type(fault).__name__}). The last good data "
                "are still shown. Tell whoever looks after this dashboard."
            )

    def _say(self, stage: str) -> None:
        self.stage = stage
        self._stages += 1


def _with_files(loader: Loader, request: Request, say: Callable[[str], None]) -> Outcome:
    _remove_stale()
    # mkdtemp makes the folder for this user alone (0700).
    with tempfile.TemporaryDirectory(prefix=_FOLDER, ignore_cleanup_errors=True) as folder:
        paths = []
        for name, (_, content) in zip(safe_names(request.files), request.files, strict=True):
            path = Path(folder) / name
            path.write_bytes(content)
            paths.append(path)
        return loader(paths, request, say)


def _remove_stale() -> None:
    """Remove what a killed process left behind: nobody reads a folder for a day."""
    limit = time.time() - _STALE_SECONDS
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        try:
            if not folder.is_symlink() and folder.stat().st_mtime < limit:
                rmtree(folder, ignore_errors=True)
        except OSError:  # another process removed it meanwhile
            continue


def safe_names(files: Sequence[tuple[str, bytes]]) -> Iterator[str]:
    """Give each file a name that stays in its folder and that no other of them has.

    Only the last part of the name is kept, odd characters become "_", and a name that comes
    twice gets a number, so that neither file is lost.
    """
    taken: set[str] = set()
    for given, _ in files:
        plain = _ODD.sub("_", PurePosixPath(given.replace("\\", "/")).name)
        stem, dot, suffix = plain.rpartition(".")
        stem = (stem.lstrip(". ") or "file")[:_NAME_LENGTH]
        name, number = f"{stem}{dot}{suffix}", 1
        while name.lower() in taken:
            number += 1
            name = f"{stem} ({number}){dot}{suffix}"
        taken.add(name.lower())
        yield name
