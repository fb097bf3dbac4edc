"""How the command line tells what became of files and rows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from etl.reports import FileReport, Finding, LoadReport
    from etl.rows.changes import ChangedCell

_SHOWN_FINDINGS = 10


def summary(report: LoadReport) -> list[str]:
    """Return a line or two a file, and what was published."""
    lines = [line for file in report.files for line in _lines(file)]
    if report.snapshot:
        lines.append(f"Published {report.snapshot.name}.")
    return lines


def _lines(file: FileReport) -> Iterator[str]:
    if file.message:
        yield file.message if file.file in file.message else f"{file.file}: {file.message}"
        yield from (f"  {told}." for told in file.left_out_told)
    else:
        yield f"{file.file}: {'; '.join(_parts(file))}."
    changed = changes_in_words(file)
    if changed and (not file.message or file.changes.gone):
        yield f"  {changed}"


def _parts(file: FileReport) -> Iterator[str]:
    yield f"{file.rows_in} rows read as {file.table}"
    yield f"{file.accepted} accepted"
    yield f"{file.queried} of them with a query"
    yield f"{file.rejected} rejected"
    if file.following:
        to_do = file.rejected - file.following
        yield f"{to_do} to put right, {file.following} follow by themselves"
    if file.repeated:
        yield f"{file.repeated} written twice and kept once"
    yield from file.left_out_told
    if file.redacted:
        yield f"{file.redacted} with a direct identifier taken out"
    if file.ignored:
        yield f"columns not used: {', '.join(file.ignored)}"


def changes_in_words(file: FileReport) -> str:
    """Return what a file changes in what is stored, as a sentence; empty when it holds no row."""
    changes = file.changes
    parts = [
        (len(changes.new), "new", ""),
        (changes.changed_rows, "changed", _by_column(changes.columns)),
        (len({cell.row for cell in changes.blanked}), "of them with a cell cleared", ""),
        (len(changes.same), "the same", ""),
        (len(changes.gone), "of earlier files not in this one", ""),
    ]
    said = [f"{number} {words}{more}" for number, words, more in parts if number]
    if file.removed:
        beside = (f"{number} of {table}" for table, number in file.removed_beside.items())
        said.append(f"those {file.removed} removed" + "".join(f", with {one}" for one in beside))
    return f"{', '.join(said)}." if said else ""


def _by_column(columns: Mapping[str, int]) -> str:
    return f" ({', '.join(f'{name} {number}' for name, number in columns.items())})"


def changes(report: LoadReport) -> Iterator[str]:
    """Yield every row that is new, changed or gone, a line each."""
    for file in report.files:
        place = f"  {file.file}"
        yield from (f"{place}, row {row}: new." for row in file.changes.new)
        yield from (f"{place}, {changed_cell(cell)}" for cell in file.changes.changed)
        yield from (f"{place}: {gone} is not in this file." for gone in file.changes.gone)


def changed_cell(cell: ChangedCell) -> str:
    """Return one changed cell as a line, with the values where they may be told."""
    how = _HOW[cell.how]
    told = f" from {cell.was or 'blank'} to {cell.becomes or 'blank'}" if cell.told else ""
    return f"row {cell.row}: {cell.column} {how}{told}."


_HOW = {
    "changed": "changed",
    "blanked": "cleared",
    "default": "is blank and is set",
    "worked out": "is worked out anew",
}


def findings(report: LoadReport) -> Iterator[str]:
    """Yield the first rejected and queried rows of each file, and how many more there are.

    Rows that follow their parent are told once for each parent.
    """
    for file in report.files:
        to_do = [found for found in file.findings if not found.follows]
        yield from (f"  {finding(found)}" for found in to_do[:_SHOWN_FINDINGS])
        more = len(to_do) - _SHOWN_FINDINGS
        if more > 0:
            yield f"  … and {more} more in {file.file}."
        following = Counter(
            f"{found.reason} {found.remedy}" for found in file.findings if found.follows
        )
        for why, rows in following.most_common(_SHOWN_FINDINGS):
            yield f"  Rejected: {file.file}, {rows} row{'s' if rows > 1 else ''}: {why}"


def finding(found: Finding) -> str:
    """Return one finding as a line."""
    word = "Rejected" if found.severity == "reject" else "Query"
    place = f"{found.file}, row {found.row}, {found.column}"
    return f"{word}: {place}: {found.reason} {found.remedy}"
