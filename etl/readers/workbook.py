"""XLSX workbooks: their visible sheets as text cells, through python-calamine."""

from __future__ import annotations

import datetime as dt
import posixpath
import xml.etree.ElementTree as ET
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from etl.errors import FileRefused
from etl.readers.parts import Errors, measure
from etl.readers.sheet import Sheet
from etl.redact.files import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from etl.readers.sheet import Row


def workbook_sheets(file: Path) -> tuple[Sheet, ...]:
    """Return the visible sheets in the workbook's order; each is read when it is first asked for.

    A hidden sheet is passed over: whoever checks the rows cannot see them there.
    """
    measured = measure(file)
    with _sentences(file):
        workbook = CalamineWorkbook.from_path(file)
        shown = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        parts = _parts_of_sheets(file) if measured else {}
    if not shown:
        msg = (
            f"{shown_name(file)}: "
            "every sheet is hidden. Unhide the sheet with the table and save it."
        )
        raise FileRefused(msg)
    cells = (_Cells(file, workbook, n, measured.get(parts.get(n, ""), {})) for n in shown)
    return tuple(Sheet(file, one.name, one.rows) for one in cells)


@contextmanager
def _sentences(file: Path) -> Iterator[None]:
    """Turn whatever the reading libraries raise into FileRefused.

    A fault inside calamine arrives as a PanicException, which is not an Exception.
    """
    try:
        yield
    except (FileRefused, OSError):
        raise
    except PasswordError as error:
        msg = (
            f"{shown_name(file)}: "
            "the workbook has a password. Take it off in Excel and save it again."
        )
        raise FileRefused(msg) from error
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        msg = (
            f"{shown_name(file)}: "
            "the file is not a readable XLSX workbook. Open it and save it again."
        )
        raise FileRefused(msg) from error


@dataclass(frozen=True)
class _Cells:
    """The cells of one sheet of an open workbook."""

    file: Path
    workbook: CalamineWorkbook
    name: str
    errors: Errors

    @cached_property
    def sheet(self) -> CalamineSheet:
        with _sentences(self.file):
            return self.workbook.get_sheet_by_name(self.name)

    def rows(self) -> Iterator[Row]:
        """Yield every row from the first, with the cells from column A."""
        with _sentences(self.file):
            before = [""] * (self.sheet.start or (0, 0))[1]
            for number, row in enumerate(self.sheet.iter_rows(), start=1):
                cells = before + [cell if type(cell) is str else _text(cell) for cell in row]
                for place, text in self.errors.get(number, {}).items():
                    cells[place:] = [text, *cells[place + 1 :]]
                yield number, cells


def _text(cell: object) -> str:
    """Return a cell as text: whole numbers without ".0", real dates as ISO without the time."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return str(cell)


def _parts_of_sheets(file: Path) -> dict[str, str]:
    """Return the part of the ZIP that each sheet stands in, by the sheet's name."""
    with zipfile.ZipFile(file) as archive:
        book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - its size was measured
        links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    return {
        sheet.get("name", ""): _in_archive(targets.get(_relation(sheet), ""))
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet")
    }


def _relation(sheet: ET.Element) -> str | None:
    return next((sheet.get(name) for name in sheet.attrib if name.endswith("}id")), None)


def _in_archive(target: str) -> str:
    """Return a link's target, which is given from the folder xl, as a name in the ZIP."""
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
