"""A sheet of cells, whatever file it stands in, and the limits every sheet keeps to."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from etl.errors import FileRefused
from etl.redact.files import shown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HEADER_ROWS = 10
"""The header stands in one of the first ten rows (data dictionary, first paragraph)."""

MOST_ROWS = 2_000_000
MOST_COLUMNS = 500
LONGEST_CELL = 32_767
"""The most characters that Excel keeps in a cell (Microsoft, "Excel specifications and limits")."""

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Sheet:
    """One sheet of cells; `read` starts reading it from the top and numbers rows as Excel does."""

    file: Path
    name: str
    read: Callable[[], Iterator[Row]]

    @cached_property
    def top(self) -> tuple[Row, ...]:
        """The first rows, among which the header stands."""
        return tuple(itertools.islice(self._rows(), HEADER_ROWS))

    def rows_after(self, header_row: int) -> Iterator[Row]:
        """Yield (row number, cells) below the header, leaving out wholly empty rows.

        Raises FileRefused when the file breaks off, or is longer or wider than can be loaded.
        """
        for number, cells in self._rows():
            if number > header_row and any(map(str.strip, cells)):
                yield number, cells

    def _rows(self) -> Iterator[Row]:
        try:
            for number, cells in self.read():
                if number > MOST_ROWS:
                    self._refuse_length()
                yield number, cells if len(cells) <= MOST_COLUMNS else self._narrowed(number, cells)
        except OSError as error:
            msg = (
                f"{shown_name(self.file)}: the file could not be read to its end. "
                "Close it in other programs and try again."
            )
            raise FileRefused(msg) from error

    def _refuse_length(self) -> None:
        msg = (
            f"{shown_name(self.file)}: the file has more than {MOST_ROWS:,} rows. "
            "Divide it into smaller files, each with the header row."
        )
        raise FileRefused(msg)

    def _narrowed(self, number: int, cells: list[str]) -> list[str]:
        """Return the cells without the empty ones that some programs add on the right."""
        if any(map(str.strip, cells[MOST_COLUMNS:])):
            msg = (
                f"{shown_name(self.file)}: row {number:,} has more than {MOST_COLUMNS} columns. "
                "Delete the columns that no table needs, or check the quotation marks."
            )
            raise FileRefused(msg)
        return cells[:MOST_COLUMNS]
