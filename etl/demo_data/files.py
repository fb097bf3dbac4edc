"""Writes records as the CSV files a partnership would send."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from etl.demo_data.profiles import Profile

Row = dict[str, str]

LISTED_WORDS = "words"
WORD_COLUMNS = ("word_1", "word_2", "word_3")


@dataclass(frozen=True)
class Fault:
    """Something wrong that was put into a row on purpose, and what a load should say."""

    column: str
    fault: str
    severity: str


@dataclass
class Line:
    """A row of a file, as text, and the fault in it if it has one."""

    cells: Row
    fault: Fault | None = None


def lines(profile: Profile, records: Sequence[Any]) -> list[Line]:
    """Return the records as rows of text in the partnership's own way of writing."""
    return [Line(_cells(profile, record)) for record in records]


def _cells(profile: Profile, record: Any) -> Row:  # noqa: ANN401 - any of the seven records
    cells: Row = {}
    for column in fields(record):
        value = getattr(record, column.name)
        if column.name == LISTED_WORDS and not profile.words_in_one_column:
            padded = (*value, "", "", "")
            cells.update(zip(WORD_COLUMNS, padded, strict=False))
        else:
            cells[column.name] = _text(profile, value)
    return cells


def _text(profile: Profile, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return written(profile, value)
    if isinstance(value, tuple):
        return "; ".join(value)
    return str(value)


def written(profile: Profile, day: date) -> str:
    """Return a date as the partnership writes it: 01/04/2025 or 2025-04-01."""
    return f"{day:%d/%m/%Y}" if profile.day_first else day.isoformat()


def csv_text(rows: Iterable[Row]) -> str:
    """Return rows with the same columns as CSV text, header first, one line feed a row."""
    rows = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
