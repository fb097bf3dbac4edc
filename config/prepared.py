"""What is worked out of a snapshot once, in a file beside it, so that nobody waits for it.

The file goes with its snapshot: whoever deletes one sweeps the folder. It is made by
`python -m insight prepare`, which a load starts and nobody waits for
(docs/decisions/0025-prepared.md).
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from config.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_ENDING = ".prepared"
_SETTING = "PREPARE"
_OFF = "off"


def beside(snapshot: Path) -> Path:
    """Return where what is worked out of a snapshot stands."""
    return snapshot.with_name(f"{snapshot.name}{_ENDING}")


def sweep(folder: Path) -> None:
    """Delete what stands beside a snapshot that has gone, unfinished files too."""
    for path in folder.glob(f"warehouse-*{_ENDING}*"):
        if not path.with_name(path.name.partition(_ENDING)[0]).exists():
            path.unlink(missing_ok=True)


def start(folder: Path) -> None:
    """Start the making of what is missing, in a process of its own that nobody waits for.

    Not where the setting PREPARE is off. What cannot be started is not missed: pages work without.
    """
    if os.environ.get(_SETTING, "") == _OFF:
        return
    nowhere = subprocess.DEVNULL
    with suppress(OSError):
        subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-m", "insight", "prepare", "--warehouse", str(folder.resolve())],
            cwd=ROOT,
            stdin=nowhere,
            stdout=nowhere,
            stderr=nowhere,
            start_new_session=True,
        )
