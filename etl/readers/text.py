"""CSV files, read as a stream: encodings, delimiters, and quotation marks that never close."""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TextIO

from etl.errors import FileRefused
from etl.readers.sheet import LONGEST_CELL, Sheet
from etl.redact.files import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from etl.readers.sheet import Row

DELIMITERS = (",", ";", "\t")
_LONGEST_RECORD = 1_000_000
_END = "\x00end"
"""A line put behind the last one: when it is not read as a record, a quotation mark is open."""
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?")
_UNREAD = "\ufffd"


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are not UTF-8 as Windows-1252, which older Excels write."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    read = error.object[error.start : error.end].decode("cp1252", "replace")
    return read, error.end


codecs.register_error("as_windows_1252", _as_windows_1252)


def text_sheets(file: Path) -> tuple[Sheet, ...]:
    """Return the file as a sheet for each delimiter it may have.

    Excel's own first line `sep=;` settles the delimiter; Excel does not show or number that line.
    """
    with _opened(file) as text:
        told = _SEPARATOR_LINE.fullmatch(text.readline(100))
    delimiters = (told[1],) if told and told[1] not in '"\r\n' else DELIMITERS
    hidden = 1 if told else 0
    return tuple(Sheet(file, "", partial(_rows, file, d, hidden)) for d in delimiters)


def _opened(file: Path) -> TextIO:
    return file.open(encoding="utf-8-sig", errors="as_windows_1252", newline="")


@dataclass
class _Lines:
    """The lines of a file, keeping those of the record being read."""

    file: Path
    text: TextIO
    record: list[str] = field(default_factory=list)
    size: int = 0

    def __iter__(self) -> Iterator[str]:
        for line in iter(partial(self.text.readline, _LONGEST_RECORD + 1), ""):
            kept = line.replace("\0", _UNREAD) if "\0" in line else line
            self.record.append(kept)
            self.size += len(kept)
            if self.size > _LONGEST_RECORD:
                raise csv.Error
            yield kept
        self.record.append(_END)
        yield _END

    def finish(self) -> None:
        """Forget the record that was read."""
        self.record.clear()
        self.size = 0


def _rows(file: Path, delimiter: str, hidden: int) -> Iterator[Row]:
    """Yield every record with its number, blank ones too; raises FileRefused at a broken one."""
    number = 0
    with _opened(file) as text:
        for _ in range(hidden):
            text.readline()
        lines = _Lines(file, text)
        reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
        try:
            for number, cells in enumerate(reader, start=1):
                if cells == [_END]:
                    return
                if lines.size > LONGEST_CELL or len(lines.record) > 1:
                    _refuse_broken(file, number, cells, lines.record, delimiter)
                lines.finish()
                yield number, cells
        except csv.Error as error:
            raise _too_long(file, number + 1) from error


def _refuse_broken(
    file: Path, number: int, cells: list[str], record: list[str], delimiter: str
) -> None:
    """Raise FileRefused when a quotation mark has swallowed what follows it."""
    if max(map(len, cells)) > LONGEST_CELL:
        raise _too_long(file, number)
    try:
        strictly = csv.reader(record, delimiter=delimiter, skipinitialspace=True, strict=True)
        list(itertools.islice(strictly, 2))
    except csv.Error as error:
        msg = (
            f"{shown_name(file)}: "
            f"in row {number:,} a quotation mark is opened and not closed, so the "
            "rows below it cannot be told apart. Close it or delete it, and save the file again."
        )
        raise FileRefused(msg) from error


def _too_long(file: Path, number: int) -> FileRefused:
    return FileRefused(
        f"{shown_name(file)}: "
        f"row {number:,} has a cell of more than {LONGEST_CELL:,} characters. Shorten "
        "it, or close the quotation mark that runs on to the next rows."
    )
