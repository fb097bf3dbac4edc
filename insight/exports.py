"""Files a person takes away: protected tables as CSV, with what must be said under them.

A cell that a spreadsheet would run as a formula is written as text
(OWASP, "CSV Injection": a cell beginning with = + - @, a tab or a carriage return).
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from config.spreadsheet import safe_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


def csv_file(table: pd.DataFrame, notes: Sequence[str]) -> bytes:
    """Return the table as CSV bytes that Excel opens, the notes as lines beneath it.

    `table` holds finished strings; each note is one line: the measure, the period, the
    disclosure preset, and whether the data are invented.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_safe(name) for name in table.columns])
    writer.writerows([_safe(cell) for cell in row] for row in table.itertuples(index=False))
    writer.writerow([])
    writer.writerows([_safe(note)] for note in notes)
    return text.getvalue().encode("utf-8-sig")


def _safe(cell: object) -> str:
    return safe_text(str(cell))
