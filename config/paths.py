"""Where things are."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"

Folder = str | os.PathLike[str] | None
"""A folder of snapshots as it is given: none for the one that `warehouse_dir` knows."""


def warehouse_dir(given: Folder = None) -> Path:
    """Return the folder of snapshots: the argument, else WAREHOUSE, else data/warehouse."""
    chosen = given or os.environ.get("WAREHOUSE") or DATA / "warehouse"
    return Path(chosen).expanduser().resolve()
