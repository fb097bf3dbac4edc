"""Reading CSV and XLSX files as text cells, with the row numbers a person sees in Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.errors import FileRefused
from etl.readers.kinds import refuse_unreadable
from etl.readers.sheet import HEADER_ROWS, Row, Sheet
from etl.readers.text import text_sheets
from etl.readers.workbook import workbook_sheets
from etl.redact.files import shown_name

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["HEADER_ROWS", "Row", "Sheet", "read_sheets"]


def read_sheets(file: Path) -> tuple[Sheet, ...]:
    """Return every way to read the file as a sheet: an XLSX's visible sheets, a CSV's delimiters.

    Cells are read when they are asked for. Raises FileRefused, here or while reading, when the
    file is missing, too large, damaged or of another kind than its name says.
    """
    try:
        refuse_unreadable(file)
        is_text = file.suffix.lower() == ".csv"
        return text_sheets(file) if is_text else workbook_sheets(file)
    except OSError as error:
        msg = (
            f"{shown_name(file)}: "
            "the file cannot be read. Close it in other programs and try again."
        )
        raise FileRefused(msg) from error
