"""The partnerships, each read from its file data/partnerships/NAME.toml.

A new partnership is one new file there and no code; TEMPLATE.toml.example says what to write.
The shape of the file is in the data dictionary, section "Partnership TOML".
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from config.partnership_file import read_partnership
from config.partnership_model import (
    AGENCY_GROUPS,
    PLAN_TYPES,
    REASONS,
    STATUTORY_GROUPS,
    Agency,
    Event,
    Locality,
    Partnership,
    normalise,
)
from config.partnership_part import PartnershipError
from config.paths import DATA

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "AGENCY_GROUPS",
    "PLAN_TYPES",
    "REASONS",
    "STATUTORY_GROUPS",
    "Agency",
    "Event",
    "Locality",
    "Partnership",
    "PartnershipError",
    "normalise",
    "partnership",
    "partnership_names",
]

_DIRECTORY = DATA / "partnerships"


def partnership_names(directory: Path | None = None) -> tuple[str, ...]:
    """Return the names of the partnerships that have a file, in alphabetical order."""
    folder = directory or _DIRECTORY
    return _names(folder, folder.stat().st_mtime_ns if folder.is_dir() else 0)


@lru_cache(maxsize=16)
def _names(folder: Path, _changed: int) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def partnership(name: str, directory: Path | None = None) -> Partnership:
    """Return the partnership called `name`, in capitals or not, read anew when its file changes.

    Raises PartnershipError when there is none of that name, or its file has a fault.
    """
    names = {known.lower(): known for known in partnership_names(directory)}
    wanted = names.get(name.strip().lower())
    if wanted is None:
        there_are = ", ".join(names.values()) or "none yet"
        msg = f'There is no partnership "{name}". Write one of those that exist: {there_are}.'
        raise PartnershipError(msg)
    path = (directory or _DIRECTORY) / f"{wanted}.toml"
    stamp = path.stat()
    return _read(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int, _size: int) -> Partnership:
    return read_partnership(path)
