"""Files and folders for this user alone, whatever the umask allows others.

On Windows a folder's own permissions hold instead; there these make the same files and folders.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FILE_MODE = 0o600
FOLDER_MODE = 0o700


def make_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing; one that is there stays as it is.

    Raises OSError when it cannot be made.
    """
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(mode=FOLDER_MODE, exist_ok=True)


def make_file(path: Path) -> int:
    """Make a file that is not there yet and return its handle, to write to.

    Raises FileExistsError when it is there, OSError when it cannot be made.
    """
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)


def write(path: Path, content: bytes) -> None:
    """Write a file wholly and durably, in one step: a reader sees the old one or this.

    Raises OSError when it cannot be written.
    """
    unfinished = path.with_name(f"{path.name}.tmp")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(make_file(unfinished), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Make durable which names the folder holds."""
    if hasattr(os, "O_DIRECTORY"):  # Windows has no handle on a folder
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
