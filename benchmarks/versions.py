"""The two versions that are measured, and the processes they are measured in.

Each measurement has a process of its own, so that nothing one page leaves behind in memory can
make another look fast.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

from config.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

OURS: Final = "ours"
PLAIN: Final = "plain"
SCRIPTS: Final = {OURS: "dashboard.py", PLAIN: "benchmarks/plain/app.py"}
SERVERS: Final = {OURS: "insight.serving", PLAIN: "streamlit"}
LIMIT_SECONDS: Final = 60
_KEY = "a-key-for-the-benchmarks-only"


def settings(warehouse: Path) -> dict[str, str]:
    """Return the environment of every measured process: this project, this warehouse, no proxy."""
    own = {"PYTHONPATH": str(ROOT), "WAREHOUSE": str(warehouse), "WAREHOUSE_KEY": _KEY}
    return {**os.environ, **own, "NO_PROXY": "127.0.0.1"}


def measured(warehouse: Path, *words: str) -> Any:  # noqa: ANN401 - JSON
    """Return what `python -m benchmarks.measured ...` prints as JSON, in a process of its own.

    Raises RuntimeError, with what it wrote, when it fails or takes more than a minute.
    """
    command = [sys.executable, "-m", "benchmarks.measured", *words]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=settings(warehouse),
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_SECONDS,
    )
    if done.returncode:
        msg = f"Measuring {' '.join(words)} failed:\n{done.stderr[-2000:]}"
        raise RuntimeError(msg)
    return json.loads(done.stdout.splitlines()[-1])
