"""The key that encrypts snapshots: from WAREHOUSE_KEY, else a file only its owner can read.

The file stands in the user's configuration folder, never beside the data, so that a copied
warehouse folder is of no use by itself (docs/decisions/0004-encrypted-snapshots.md).
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from platformdirs import user_config_path

from config.errors import DashboardError
from config.private import make_file, make_folder

if TYPE_CHECKING:
    from pathlib import Path

_APPLICATION = "multi-agency-supervision"


class KeyFileError(DashboardError):
    """The key cannot be read or made."""


def key_file() -> Path:
    """Return the place of the key file for this user."""
    return user_config_path(_APPLICATION, appauthor=False) / "warehouse.key"


def warehouse_key(*, make: bool = False) -> str:
    """Return the key; with `make`, write a new key file when there is none.

    Raises KeyFileError when there is no key, or the file cannot be read or written.
    """
    given = os.environ.get("WAREHOUSE_KEY")
    if given:
        return given
    path = key_file()
    try:
        return path.read_text(encoding="ascii").strip() or _missing(path)
    except FileNotFoundError:
        return _new_key(path) if make else _missing(path)
    except (OSError, UnicodeDecodeError) as error:
        msg = f"The key file {path} cannot be read. Ask whoever looks after this computer."
        raise KeyFileError(msg) from error


def _missing(path: Path) -> str:
    msg = (
        f"The key that opens the data is missing: {path} is not there or is empty, and "
        "WAREHOUSE_KEY is not set. Restore the key file from its safe copy, or set WAREHOUSE_KEY."
    )
    raise KeyFileError(msg)


def key_place() -> str:
    """Return where the key in use is kept: the name of the setting, or the file."""
    return "WAREHOUSE_KEY" if os.environ.get("WAREHOUSE_KEY") else str(key_file())


def reference_file(partnership: str) -> Path:
    """Return the place of a partnership's secret for keyed hashes of references."""
    return key_file().with_name(f"references-{partnership}.key")


def reference_files() -> list[Path]:
    """Return the files of such secrets that are there."""
    return sorted(key_file().parent.glob("references-*.key"))


def read_secret(path: Path) -> str:
    """Return what such a file holds. Raises FileNotFoundError, and KeyFileError otherwise."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        msg = f"The secret file {path} cannot be read. Ask whoever looks after this computer."
        raise KeyFileError(msg) from error


def reference_secret(partnership: str) -> bytes:
    """Return a partnership's secret for keyed hashes of references, made at its first use.

    It is apart from the snapshot's key, so that changing that key does not change the references:
    from REFERENCE_SECRET, else a file beside the key file. Raises KeyFileError.
    """
    given = os.environ.get("REFERENCE_SECRET")
    path = reference_file(partnership)
    try:
        secret = given or read_secret(path)
    except FileNotFoundError:
        secret = _new_key(path)
    return f"{partnership}:{secret}".encode()


def _new_key(path: Path) -> str:
    """Write a new random key, readable by its owner alone; a key made meanwhile wins."""
    key = secrets.token_hex(32)
    try:
        make_folder(path.parent)
        handle = make_file(path)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        msg = (
            f"A key file cannot be made at {path}. Set WAREHOUSE_KEY, or make the folder writable."
        )
        raise KeyFileError(msg) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key
