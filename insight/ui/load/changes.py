"""What a file changes in what is stored: one sentence, and the rows behind a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from insight.describe import many
from insight.ui.layout import PROSE_WIDTH
from insight.ui.lists import long_table
from insight.ui.markdown import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from insight.ui.load.reports import ChangedCell, FileReport

_HOW = {
    "changed": "Changed",
    "blanked": "Cleared",
    "default": "Blank, so it is set",
    "worked out": "Worked out anew",
}


def changes(file: FileReport, key: str) -> None:
    """Draw what becomes of the stored rows; nothing where the file holds none."""
    said = _said(file)
    if not said:
        return
    st.markdown(escaped(said), width=PROSE_WIDTH)
    with st.expander("Rows that are new, changed or missing", key=f"{key}-changes"):
        rows = [*_gone(file), *map(_cell, file.changes.changed), *_spans(file)]
        table = pd.DataFrame(rows, columns=["Where", "What becomes of it", "Before", "After"])
        shown = table if (table[["Before", "After"]] != "").any(axis=None) else table.iloc[:, :2]
        long_table(shown, f"{key}-rows")


def _said(file: FileReport) -> str:
    found = file.changes
    parts = [
        (len(found.new), "new"),
        (found.changed_rows, f"changed ({_columns(file)})"),
        (len(found.same), "the same as stored"),
    ]
    said = [_listed([f"{number:,} {words}" for number, words in parts if number])]
    if file.removed:
        beside = _listed([f"{n:,} of {table}" for table, n in file.removed_beside.items()])
        gone = f"{many(file.removed, 'row')} that this list lacks taken out"
        said.append(f"{gone}, with {beside}" if beside else gone)
    elif found.gone:
        is_are = "is" if len(found.gone) == 1 else "are"
        said.append(f"{many(len(found.gone), 'row')} of earlier files {is_are} not in this one")
    return " ".join(f"{sentence}." for sentence in said if sentence)


def _columns(file: FileReport) -> str:
    """Return how many cells of each column change, and in how many rows one is cleared."""
    columns = [f"{name} {number:,}" for name, number in file.changes.columns.items()]
    cleared = len({cell.row for cell in file.changes.blanked})
    in_rows = f"; a cell is cleared in {many(cleared, 'row')}" if cleared else ""
    return ", ".join(columns) + in_rows


def _listed(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _gone(file: FileReport) -> Iterator[tuple[str, ...]]:
    what = "Taken out" if file.removed else "Not in this file"
    return ((reference, what, "", "") for reference in file.changes.gone)


def _cell(cell: ChangedCell) -> tuple[str, ...]:
    told = (cell.was, cell.becomes)
    blank = "blank" if any(told) else ""
    return (f"Row {cell.row}, {cell.column}", _HOW[cell.how], *(one or blank for one in told))


def _spans(file: FileReport) -> Iterator[tuple[str, ...]]:
    for words, rows in (("New", file.changes.new), ("The same", file.changes.same)):
        yield from ((span, words, "", "") for span in spans(rows))


def spans(rows: Iterable[int]) -> Iterator[str]:
    """Yield rows that follow one another as one: "Row 2", "Rows 4 to 120"."""
    found: list[list[int]] = []
    for row in rows:
        if found and found[-1][1] + 1 == row:
            found[-1][1] = row
        else:
            found.append([row, row])
    for first, last in found:
        yield f"Row {first}" if first == last else f"Rows {first} to {last}"
