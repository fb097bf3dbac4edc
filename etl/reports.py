"""What a load has to say: of each file, of each row that is not simply accepted."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from config.spreadsheet import safe_text
from etl.rows.changes import Changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

CHANGE_HEADERS = ("file", "row", "column", "change", "before", "after", "reference")
PROBLEM_HEADERS = ("file", "row", "column", "severity", "reason", "remedy")


@dataclass(frozen=True)
class Finding:
    """One thing found in a file: where it is, what is wrong and what to do.

    `row` is the number Excel shows; `severity` is reject or query. A row that `follows` is rejected
    because the row it belongs to is.
    """

    file: str
    row: int
    column: str
    severity: str
    reason: str
    remedy: str
    follows: bool = False


@dataclass(frozen=True)
class RejectedRow:
    """A rejected row with all its cells, direct identifiers replaced: to be corrected."""

    file: str
    table: str
    row: int
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FileReport:
    """What became of one file; `outcome` is loaded, repeat (loaded before) or refused.

    `mapping` holds (header as typed, column); `ignored` the headers that are not used; `redacted`
    counts rows in which a direct identifier was replaced, `following` the rejected rows that are so
    only because their parent is; `changes` is what the file does to what was stored.
    `removed` counts the rows taken out because the file, a whole list, lacks them, and
    `removed_beside` by table those that belonged to the rows removed in this load.
    `erased` and `expired` count the rows left out because their references were erased, or because
    they are past their retention.
    """

    file: str
    outcome: str
    table: str = ""
    message: str = ""
    rows_in: int = 0
    accepted: int = 0
    queried: int = 0
    rejected: int = 0
    repeated: int = 0
    redacted: int = 0
    following: int = 0
    changes: Changes = field(default_factory=Changes)
    removed: int = 0
    removed_beside: Mapping[str, int] = field(default_factory=dict)
    erased: int = 0
    expired: int = 0
    mapping: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    rejected_rows: tuple[RejectedRow, ...] = ()

    @property
    def left_out(self) -> int:
        """Return how many rows were left out because they were erased or are past retention."""
        return self.erased + self.expired

    @property
    def left_out_told(self) -> tuple[str, ...]:
        """Return the same in words, a phrase for each reason."""
        erased = [erased_told(self.erased)] if self.erased else []
        expired = [f"{_rows(self.expired)} past retention left out"] if self.expired else []
        return (*erased, *expired)


@dataclass(frozen=True)
class LoadReport:
    """What became of every file of a load; `snapshot` is None when nothing was published."""

    files: tuple[FileReport, ...]
    snapshot: Path | None = None

    @property
    def exit_code(self) -> int:
        """Return 0 when nothing was rejected or refused, 1 when a part was, 2 when all was."""
        taken = sum(file.accepted + file.repeated + file.left_out for file in self.files)
        if not taken and not any(file.outcome == "repeat" for file in self.files):
            return 2
        faulty = any(file.outcome == "refused" or file.rejected for file in self.files)
        return 1 if faulty else 0


def erased_told(number: int) -> str:
    """Say how many rows of erased references were left out."""
    return f"{_rows(number)} of erased references left out"


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"


def problems_csv(findings: Iterable[Finding]) -> bytes:
    """Return rejected and queried rows as a CSV that is safe to open in Excel."""
    rows = (
        (found.file, found.row, found.column, found.severity, found.reason, found.remedy)
        for found in findings
    )
    return safe_csv(PROBLEM_HEADERS, rows)


def changes_csv(files: Iterable[FileReport]) -> bytes:
    """Return what files change, cell by cell, their new rows, and the rows they lack, for Excel."""
    rows: list[tuple[object, ...]] = []
    for report in files:
        name, found = report.file, report.changes
        rows += [(name, c.row, c.column, c.how, c.was, c.becomes, "") for c in found.changed]
        rows += [(name, row, "", "new", "", "", "") for row in found.new]
        rows += [(name, "", "", "not in this file", "", "", one) for one in found.gone]
    return safe_csv(CHANGE_HEADERS, rows)


def rejected_rows_csv(rows: Sequence[RejectedRow]) -> bytes:
    """Return rejected rows of one table with its own headers, ready to be fixed and loaded."""
    headers = tuple(dict.fromkeys(name for row in rows for name, _ in row.cells))
    return safe_csv(headers, ([dict(row.cells).get(name, "") for name in headers] for row in rows))


def safe_csv(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV for Excel in which no cell can run as a formula.

    Source: OWASP, "CSV Injection" (a cell beginning with = + - @, a tab or a carriage return).
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _safe(cell: object) -> str:
    return safe_text("" if cell is None else str(cell))
