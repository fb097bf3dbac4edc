"""What a command of the loader's command line is made of."""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from config.errors import DashboardError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Command:
    """One command: what it is for, the arguments it takes besides --warehouse, and what it does.

    `run` prints what there is to say and returns the exit code. `options` are given by the name of
    the argument, as `ArgumentParser.add_argument` takes them. One that `writes` finds the data
    brought up to this version.
    """

    name: str
    purpose: str
    run: Callable[[argparse.Namespace], int]
    options: tuple[tuple[str, dict[str, Any]], ...] = ()
    of_partnership: bool = False
    writes: bool = False


def day(text: str) -> dt.date:
    """Read a day typed as an argument. Raises ArgumentTypeError."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        msg = "type the day like 2026-10-31"
        raise argparse.ArgumentTypeError(msg) from error


def write_file(path: Path, content: bytes) -> None:
    """Write a file that was asked for, and say so. Raises DashboardError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        msg = f"{path} cannot be written. Choose another place, or close it in other programs."
        raise DashboardError(msg) from error
    print(f"Written: {path}")
