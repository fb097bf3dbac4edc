"""The partnerships, each read from its file data/partnerships/NAME.toml.

A new partnership is one new file there and no code; TEMPLATE.toml.example says what to write.
The shape of the file is in the data dictionary, section "Partnership TOML".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from config.partnership.file import examined, read_partnership
from config.partnership.model import (
    AGENCY_GROUPS,
    PLAN_TYPES,
    REASONS,
    STATUTORY_GROUPS,
    Agency,
    Event,
    Locality,
    Partnership,
)
from config.partnership.names_in_force import normalise
from config.partnership.part import PartnershipError
from config.paths import DATA
from config.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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
    "examined",
    "normalise",
    "partnership",
    "partnership_names",
    "partnership_path",
    "refused_files",
]

FOLDER = DATA / "partnerships"
_PLAIN = re.compile(r"[\w -]+")


def partnership_names(directory: Path | None = None) -> tuple[str, ...]:
    """Return the names of the partnerships that have a file, in alphabetical order.

    Files that `refused_files` names are left out.
    """
    return _sorted_out(*_as_it_stands(directory))[0]


def refused_files(directory: Path | None = None) -> Mapping[str, str]:
    """Return each name that cannot be a partnership's, with a sentence that says why.

    A role is told by a partnership's name without regard to capitals and punctuation, and ends at
    a dot (docs/decisions/0012-sign-in.md): two names that are one to it must not both be there.
    """
    return _sorted_out(*_as_it_stands(directory))[1]


def _as_it_stands(directory: Path | None) -> tuple[Path, int]:
    folder = directory or FOLDER
    return folder, folder.stat().st_mtime_ns if folder.is_dir() else 0


@lru_cache(maxsize=16)
def _sorted_out(folder: Path, _changed: int) -> tuple[tuple[str, ...], Mapping[str, str]]:
    names = sorted(path.stem for path in folder.glob("*.toml"))
    told = {name: fault for name in names if (fault := _fault(name, names))}
    return tuple(name for name in names if name not in told), told


def _fault(name: str, names: Sequence[str]) -> str | None:
    """Return why a file cannot be used for its name: the plainest of several alike can."""
    folded = _folded(name)
    alike = [other for other in names if other != name and _folded(other) == folded]
    if not _PLAIN.fullmatch(name):
        fault = "its name may hold letters, digits, hyphens and underscores, and no dot"
    elif not folded or folded in ROLES:
        fault = "a partnership cannot be called that"
    elif alike and name != folded:
        others = ", ".join(f"{other}.toml" for other in alike)
        fault = f"but for punctuation or capitals it is {others}"
    else:
        return None
    shown = name.encode("utf-8", "replace").decode()
    return (
        f"{shown}.toml is left out: {fault}. Give the file a name of its own in small letters, "
        "ending in .toml."
    )


def _folded(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def partnership_path(name: str, directory: Path | None = None) -> Path:
    """Return the file of the partnership called `name`, in capitals or not.

    Raises PartnershipError, saying which there are, when there is none that can be used.
    """
    wanted = name.strip().lower()
    if path := _paths(*_as_it_stands(directory)).get(wanted):
        return path
    there_are = ", ".join(partnership_names(directory)) or "none yet"
    told = {known.lower(): fault for known, fault in refused_files(directory).items()}
    why = told.get(wanted, f'There is no partnership "{name}".')
    msg = f"{why} Write one of those that exist: {there_are}."
    raise PartnershipError(msg)


@lru_cache(maxsize=16)
def _paths(folder: Path, changed: int) -> Mapping[str, Path]:
    names, _ = _sorted_out(folder, changed)
    return {name.lower(): folder / f"{name}.toml" for name in names}


def partnership(name: str, directory: Path | None = None) -> Partnership:
    """Return the partnership called `name`, in capitals or not, read anew when its file changes.

    Raises PartnershipError when there is none of that name, or its file has a fault.
    """
    path = partnership_path(name, directory)
    try:
        stamp = path.stat()
    except OSError:  # a link that leads nowhere: reading it says so
        return read_partnership(path)
    return _read(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int, _size: int) -> Partnership:
    return read_partnership(path)
