"""Reading CSV and XLSX files as text cells, with the row numbers a person sees in Excel."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import python_calamine

from etl.errors import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADER_ROWS = 10
"""The header stands in one of the first ten rows (data dictionary, first paragraph)."""

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Sheet:
    """One sheet of cells: its first rows for finding the header, and a way to read them all."""

    file: Path
    name: str
    top: tuple[Row, ...]
    _rows: tuple[Row, ...] | None = None
    _encoding: str = "utf-8-sig"
    _delimiter: str = ","

    def rows_after(self, header_row: int) -> Iterator[Row]:
        """Yield (row number, cells) below the header, leaving out wholly empty rows."""
        rows = self._rows if self._rows is not None else _csv_rows(self)
        for number, cells in rows:
            if number > header_row and any(cell.strip() for cell in cells):
                yield number, cells


def read_sheets(file: Path) -> tuple[Sheet, ...]:
    """Return every way to read the file as a sheet: an XLSX's sheets, a CSV's delimiters.

    Raises FileRefused when the file is missing, empty or of another kind.
    """
    if not file.is_file():
        msg = f"{file.name}: there is no such file. Check the name and the folder."
        raise FileRefused(msg)
    try:
        if file.suffix.lower() == ".csv":
            return _csv_sheets(file)
        if file.suffix.lower() == ".xlsx":
            return _xlsx_sheets(file)
    except OSError as error:
        msg = f"{file.name}: the file cannot be read. Close it in other programs and try again."
        raise FileRefused(msg) from error
    msg = f"{file.name}: only CSV and XLSX files can be loaded. Save it as one of those."
    raise FileRefused(msg)


def _csv_sheets(file: Path) -> tuple[Sheet, ...]:
    encoding = _encoding(file)
    sheets = []
    for delimiter in (",", ";", "\t"):
        blank = Sheet(file, "", (), None, encoding, delimiter)
        top = tuple(itertools.islice(_csv_rows(blank), HEADER_ROWS))
        sheets.append(Sheet(file, "", top, None, encoding, delimiter))
    return tuple(sheets)


def _encoding(file: Path) -> str:
    """Return utf-8-sig when the whole file decodes as UTF-8, else Windows-1252."""
    try:
        with file.open(encoding="utf-8-sig") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _csv_rows(sheet: Sheet) -> Iterator[Row]:
    with sheet.file.open(encoding=sheet._encoding, errors="replace", newline="") as text:  # noqa: SLF001
        reader = csv.reader(text, delimiter=sheet._delimiter)  # noqa: SLF001
        try:
            yield from enumerate(reader, start=1)
        except csv.Error as error:
            msg = f"{sheet.file.name}: the file is not a readable CSV. Save it again as CSV UTF-8."
            raise FileRefused(msg) from error


def _xlsx_sheets(file: Path) -> tuple[Sheet, ...]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(file)
        return tuple(_xlsx_sheet(file, workbook, name) for name in workbook.sheet_names)
    except (python_calamine.CalamineError, python_calamine.ZipError) as error:
        msg = f"{file.name}: the file is not a readable XLSX workbook. Open it and save it again."
        raise FileRefused(msg) from error


def _xlsx_sheet(file: Path, workbook: python_calamine.CalamineWorkbook, name: str) -> Sheet:
    cells = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    rows = tuple((number, [_text(cell) for cell in row]) for number, row in enumerate(cells, 1))
    return Sheet(file, name, rows[:HEADER_ROWS], rows)


def _text(cell: object) -> str:
    """Return a cell as text: whole numbers without ".0", real dates as ISO."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return str(cell)
