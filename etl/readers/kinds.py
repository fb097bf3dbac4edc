"""What a file is, told from its first bytes, and a sentence when it is not what its name says."""

from __future__ import annotations

import mmap
import re
import stat
from typing import TYPE_CHECKING

from etl.errors import FileRefused
from etl.redact.files import shown_name

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = {".csv": 500_000_000, ".xlsx": 100_000_000}
"""The most bytes of a file that is read, by the ending of its name."""

_PEEK = 4096
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WEB_PAGE = re.compile(rb"\s*<(!doctype|html|table|\?xml|meta|head)", re.IGNORECASE)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def refuse_unreadable(file: Path) -> None:
    """Raise FileRefused unless this is an ordinary file of a size and kind that can be read.

    Raises OSError when the operating system does not let it be opened.
    """
    _refuse_place(file)
    suffix = file.suffix.lower()
    if suffix not in LARGEST:
        msg = f"{shown_name(file)}: {_OTHER_ENDINGS.get(suffix, _NEITHER)}"
        raise FileRefused(msg)
    size = file.stat().st_size
    if not size:
        msg = f"{shown_name(file)}: the file is empty. Export or save it again."
        raise FileRefused(msg)
    if size > LARGEST[suffix]:
        most = LARGEST[suffix] // 1_000_000
        msg = (
            f"{shown_name(file)}: the file is larger than {most} MB. Divide it into smaller files."
        )
        raise FileRefused(msg)
    with file.open("rb") as opened:
        start = opened.read(_PEEK)
    fault = _not_text(start) if suffix == ".csv" else _not_workbook(file, start)
    if fault:
        msg = f"{shown_name(file)}: {fault}"
        raise FileRefused(msg)


_NEITHER = "only CSV and XLSX files can be loaded. Save it as one of those."
_SAVE_AS = 'Open it in Excel and save it as "Excel Workbook (.xlsx)".'
_OTHER_ENDINGS = {
    ".xls": f"this is an old kind of Excel file. {_SAVE_AS}",
    ".xlsb": f"this is a binary Excel file. {_SAVE_AS}",
    ".xlsm": f"this is a workbook with macros, which are not taken in. {_SAVE_AS}",
    ".ods": 'this is an OpenDocument file. Open it and save it as "Excel Workbook (.xlsx)".',
    ".txt": "only CSV and XLSX files can be loaded. If it holds a table, change .txt to .csv.",
    ".tsv": "only CSV and XLSX files can be loaded. Change .tsv to .csv in its name.",
    ".zip": "this is a ZIP folder. Take the files out of it and load those.",
}


def _refuse_place(file: Path) -> None:
    """Raise FileRefused when there is no ordinary file of this name."""
    try:
        mode = file.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        msg = f"{shown_name(file)}: there is no such file. Check the name and the folder."
        raise FileRefused(msg) from error
    for is_such, words in _PLACES:
        if is_such(mode):
            msg = f"{shown_name(file)}: {words}"
            raise FileRefused(msg)
    if not stat.S_ISREG(mode):
        msg = f"{shown_name(file)}: this is not a file but a device or a pipe. Name a file."
        raise FileRefused(msg)


_PLACES = (
    (stat.S_ISLNK, "this is a link to another place. Name the file itself."),
    (stat.S_ISDIR, "this is a folder. Name the files in it."),
)


def _not_text(start: bytes) -> str:
    """Say what a file that calls itself CSV is instead; nothing when it is text."""
    if start.startswith(b"PK\x03\x04"):
        return "this is a workbook or a ZIP folder, not a CSV. If it is a workbook, name it .xlsx."
    if start.startswith(_OLD_OFFICE):
        return f"this is an old or protected Excel file, not a CSV. {_SAVE_AS}"
    if start.startswith(_UTF_16) or _every_other_byte_is_nul(start):
        return 'the text is saved as "Unicode" (UTF-16). Save it again as "CSV UTF-8".'
    if start.count(b"\0") * 100 > len(start) or start.startswith(b"%PDF"):
        return "this is not text but another kind of file. Export it again as CSV."
    if _WEB_PAGE.match(start):
        return f"this is a web page, not a CSV. {_SAVE_AS}"
    return ""


def _every_other_byte_is_nul(start: bytes) -> bool:
    pairs = len(start) // 2
    return pairs > 1 and max(start[::2].count(0), start[1::2].count(0)) > pairs * 0.7


def _not_workbook(file: Path, start: bytes) -> str:
    """Say what a file that calls itself XLSX is instead; nothing when it may be a workbook."""
    if start.startswith(b"PK"):
        return ""
    if start.startswith(_OLD_OFFICE):
        if _holds(file, _ENCRYPTED):
            return "the workbook has a password. Take the password off in Excel and save it again."
        return f"this is an old kind of Excel file, whatever its name says. {_SAVE_AS}"
    if _WEB_PAGE.match(start):
        return f"this is a web page, whatever its name says. {_SAVE_AS}"
    if b"\0" not in start and re.search(rb"[,;\t].*[\r\n]", start):
        return "this is text, not a workbook. Change .xlsx to .csv in its name and load it again."
    return "the file is not a readable XLSX workbook. Open it in Excel and save it again."


def _holds(file: Path, sought: bytes) -> bool:
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        return whole.find(sought) >= 0
