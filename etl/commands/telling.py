"""How the command line tells what became of files and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.reports import FileReport, Finding, LoadReport

_SHOWN_FINDINGS = 10


def summary(report: LoadReport) -> list[str]:
    """Return a line a file, and what was published."""
    lines = [_line(file) for file in report.files]
    if report.snapshot:
        lines.append(f"Published {report.snapshot.name}.")
    return lines


def _line(file: FileReport) -> str:
    if file.message:
        return file.message if file.file in file.message else f"{file.file}: {file.message}"
    parts = [
        f"{file.rows_in} rows read as {file.table}",
        f"{file.accepted} accepted",
        f"{file.queried} of them with a query",
        f"{file.rejected} rejected",
    ]
    if file.repeated:
        parts.append(f"{file.repeated} written twice and kept once")
    if file.redacted:
        parts.append(f"{file.redacted} with a direct identifier taken out")
    if file.ignored:
        parts.append(f"columns not used: {', '.join(file.ignored)}")
    return f"{file.file}: {'; '.join(parts)}."


def findings(report: LoadReport) -> Iterator[str]:
    """Yield the first rejected and queried rows of each file, and how many more there are."""
    for file in report.files:
        yield from (f"  {finding(found)}" for found in file.findings[:_SHOWN_FINDINGS])
        more = len(file.findings) - _SHOWN_FINDINGS
        if more > 0:
            yield f"  … and {more} more in {file.file}."


def finding(found: Finding) -> str:
    """Return one finding as a line."""
    word = "Rejected" if found.severity == "reject" else "Query"
    place = f"{found.file}, row {found.row}, {found.column}"
    return f"{word}: {place}: {found.reason} {found.remedy}"
