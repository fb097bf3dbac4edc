"""The file of a safe copy: what is written into it, and how it is checked before anything is used.

It is a ZIP file that nothing is packed in, because what is encrypted cannot be packed. Its first
member says when it was made, with which key (by a name, never the key), and the size and SHA-256 of
every other member; a seal over that, made with the key, shows that nobody else has written it.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import hmac
import json
import re
import zipfile
import zlib
from dataclasses import asdict, dataclass
from os import fdopen, fsync
from typing import IO, TYPE_CHECKING

from config.key import KeyFileError, key_file, key_place
from config.private import flush_folder, make_file
from config.sealing import digest, key_name
from config.snapshot import CURRENT, NAME
from etl.errors import BackupRefused, PublishFailed
from etl.snapshots.folder import unwritable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WORKSPACE = "workspace.sqlite"
REFERENCES = re.compile(r"references-[\w-]+\.key")
_CONTENTS, _SEAL = "contents.json", "seal"
_VERSION = 1
_WHAT = "safe copy of a multi-agency supervision dashboard"
_LONGEST_CONTENTS = 1_000_000
_CHUNK = 1 << 20
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(KeyError, TypeError, ValueError, AttributeError),
)


@dataclass(frozen=True)
class Contents:
    """What a safe copy says of itself.

    `store` names the store of judgements that was copied, empty where there was none; `files`
    holds (size, SHA-256) by name.
    """

    what: str
    version: int
    made_at: dt.datetime
    key_name: str
    key_place: str
    store: str
    files: Mapping[str, tuple[int, str]]


def write(file: Path, members: Mapping[str, Path], store: str) -> Contents:
    """Write a safe copy of these files under these names, wholly or not at all.

    Raises EtlError when the file is there already or cannot be written.
    """
    if file.exists():
        msg = f"{file} is there already, and a safe copy never replaces one. Choose another name."
        raise BackupRefused(msg)
    unfinished = file.with_name(f"{file.name}.tmp")
    try:
        unfinished.unlink(missing_ok=True)
        with fdopen(make_file(unfinished), "w+b") as opened:
            contents = _write_all(opened, members, store)
            opened.flush()
            fsync(opened.fileno())
        unfinished.replace(file)
        flush_folder(file.parent)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        msg = f"{file} cannot be written: the disk is full or the folder is closed. Choose another."
        raise PublishFailed(msg) from error
    return contents


def _write_all(opened: IO[bytes], members: Mapping[str, Path], store: str) -> Contents:
    files = {}
    with zipfile.ZipFile(opened, "w", zipfile.ZIP_STORED) as archive:
        for name, path in members.items():
            with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
                files[name] = _copied(source, target)
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        contents = Contents(_WHAT, _VERSION, now, key_name(), key_place(), store, files)
        told = json.dumps(asdict(contents), default=str, indent=1)
        archive.writestr(_CONTENTS, told)
        archive.writestr(_SEAL, _sealed(told))
    return contents


def unpack(file: Path, stage: Path) -> Contents:
    """Write the members of a safe copy into an empty folder, once all of it was found whole.

    Raises BackupRefused, in a sentence, when it is damaged, foreign, of another key or of a newer
    version; nothing outside the folder is touched.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            contents = _checked(archive)
            for name, known in contents.files.items():
                handle = make_file(stage / name)
                with archive.open(name) as source, fdopen(handle, "wb") as target:
                    if _copied(source, target) != known:
                        raise BackupRefused(_damaged(file))
    except FileNotFoundError as error:
        msg = f"{file} is not there. Check the name."
        raise BackupRefused(msg) from error
    except _BROKEN as error:
        if getattr(error, "errno", None) == errno.ENOSPC:
            raise PublishFailed(unwritable(stage.parent)) from error
        raise BackupRefused(_damaged(file)) from error
    return contents


def _checked(archive: zipfile.ZipFile) -> Contents:
    """Return what the archive says of itself, once its members are those that it names."""
    told = _told(archive)
    found = json.loads(told)
    _check_key(found["key_name"], found["key_place"])
    if not hmac.compare_digest(archive.read(_SEAL), _sealed(told).encode()):
        raise ValueError
    found["made_at"] = dt.datetime.fromisoformat(found["made_at"])
    found["files"] = {name: tuple(known) for name, known in found["files"].items()}
    contents = Contents(**found)
    there = {info.filename: info for info in archive.infolist()}
    if len(there) != len(archive.infolist()) or set(there) != {*contents.files, _CONTENTS, _SEAL}:
        raise ValueError
    for name, (size, _) in contents.files.items():
        is_packed = there[name].compress_type != zipfile.ZIP_STORED
        if is_packed or there[name].file_size != size or not _is_ours(name):
            raise ValueError
    return contents


def _told(archive: zipfile.ZipFile) -> str:
    """Return the contents as they were written. Raises ValueError for what is not one of ours."""
    if archive.getinfo(_CONTENTS).file_size > _LONGEST_CONTENTS:
        raise ValueError
    told = archive.read(_CONTENTS).decode()
    found = json.loads(told)
    if found["what"] != _WHAT:
        raise ValueError
    if found["version"] > _VERSION:
        msg = (
            "This program is older than the safe copy: a newer version made it. "
            "Install the newer version, then restore again; nothing was changed."
        )
        raise BackupRefused(msg)
    return told


def _check_key(name: str, place: str) -> None:
    try:
        here = key_name()
    except KeyFileError:
        here = ""
    if name != here:
        msg = (
            f"This safe copy was made with the key named {name}, which was kept in {place}; the "
            f"key here is {f'named {here}' if here else 'missing'}. Put that key into {key_file()} "
            "or set WAREHOUSE_KEY to it, then restore again. Nothing was changed."
        )
        raise BackupRefused(msg)


def _is_ours(name: str) -> bool:
    return name in {CURRENT, WORKSPACE} or any(
        pattern.fullmatch(name) for pattern in (NAME, REFERENCES)
    )


def _sealed(told: str) -> str:
    return digest(told, "safe copy").hex()


def _copied(source: IO[bytes], target: IO[bytes]) -> tuple[int, str]:
    """Copy a file and return its size and SHA-256."""
    seen, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        target.write(chunk)
        seen.update(chunk)
        size += len(chunk)
    return size, seen.hexdigest()


def _damaged(file: Path) -> str:
    return (
        f"{file} is not a safe copy of this dashboard, or it is damaged. Nothing was changed. "
        "Choose another file, or another copy of it."
    )
