"""The capture kit of a partnership: blank workbooks, the feedback form, tokens and a guide.

Everything is made from data/contracts, the partnership's file and the wording in data/capture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.contracts import contracts
from etl.errors import EtlError
from etl.template.documents import documents
from etl.template.wording import Wording
from etl.template.workbook import workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from config.partnerships import Partnership

__all__ = ["write_templates"]

_NAMED = 3


def write_templates(partnership: Partnership, folder: Path) -> tuple[Path, ...]:
    """Write the capture kit of `partnership` into `folder` and return the files written.

    The folder is made when it is not there. Nothing is ever overwritten: raises EtlError, and
    writes nothing, when a file of the kit is there already or the folder cannot be written.
    """
    kit = {folder / name: content for name, content in _kit(partnership).items()}
    try:
        _refuse_overwriting(kit, folder)
        _write(kit)
    except OSError as error:
        msg = (
            f"The templates cannot be written to {folder}: it is not a folder you may write to, "
            "or the disk is full. Nothing was written. Choose another folder with --out."
        )
        raise EtlError(msg) from error
    return tuple(kit)


def _kit(partnership: Partnership) -> dict[str, bytes]:
    """Return the content of every file by its name within the folder."""
    wording = Wording(partnership)
    kit = {
        f"{table}.xlsx": workbook(contract, wording)
        for table, contract in contracts().items()
        if not contract.facts
    }
    return kit | documents(wording, tuple(kit))


def _refuse_overwriting(kit: Mapping[Path, bytes], folder: Path) -> None:
    there = [path.relative_to(folder).as_posix() for path in kit if path.exists()]
    if there:
        named = ", ".join(there[:_NAMED])
        more = f" and {len(there) - _NAMED} more" if len(there) > _NAMED else ""
        msg = (
            f"{folder} already holds {named}{more}. They may be filled in, so nothing was written. "
            "Choose another folder with --out, or move those files away first."
        )
        raise EtlError(msg)


def _write(kit: Mapping[Path, bytes]) -> None:
    """Write every file, or none: what was written before a failure is taken away again."""
    written: list[Path] = []
    try:
        for path, content in kit.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                written.append(path)
                file.write(content)
    except OSError:
        for path in written:
            path.unlink(missing_ok=True)
        raise
