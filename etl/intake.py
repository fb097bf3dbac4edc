"""One file's way in: staged, kept free of identifiers, checked, compared, written, reported."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from config.snapshot import quoted
from etl.errors import FileRefused
from etl.history import ledger
from etl.redact.files import shown_name
from etl.reports import FileReport, Finding, RejectedRow
from etl.rows.cells import typed_sql
from etl.rows.changes import read_changes
from etl.rows.checks import FOLLOWS, findings_sql
from etl.rows.fingerprint import lists_code
from etl.rows.identifiers import (
    keep_identifiers_out,
    redacted_rejects,
    refuse_identifier_columns,
)
from etl.rows.left_out import LeftOut, leave_out
from etl.rows.merging import compare, count_following, merge, remember_rejected
from etl.rows.references import settle_references
from etl.rows.staging import stage

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from config.partnerships import Partnership
    from etl.build import Build
    from etl.recognise import Recognised

_REPEAT = "This file has been loaded before, and what is served says the same: nothing changed."


@dataclass(frozen=True)
class Job:
    """What is the same for every file of one load."""

    partnership: Partnership
    load_id: int
    as_at: dt.date
    demonstration: bool = False
    whole_list: bool = False


@dataclass(frozen=True)
class Arrived:
    """A file that was recognised, with the SHA-256 of its content."""

    found: Recognised
    digest: str


def take_file(build: Build, job: Job, arrived: Arrived) -> FileReport:
    """Take in a file, wholly or not at all, and report on it.

    A file is a repeat when what is served already says the same, and it was loaded before with the
    same lists and the same findings. Raises FileRefused.
    """
    found, contract = arrived.found, arrived.found.contract
    name = shown_name(found.sheet.file)
    source = ledger.Source(
        digest=arrived.digest,
        lists=lists_code(contract, job.partnership),
        partnership=job.partnership.name,
        demonstration=job.demonstration,
    )
    refuse_identifier_columns(name, stage(build, found))
    keep_identifiers_out(build, contract, job.partnership, name)
    settle_references(build, contract, job.partnership)
    left_out = leave_out(build, contract, job.partnership)
    _run_checks(build, job, found)
    compare(build, contract)
    report = _report(build, job, found, left_out)
    nothing_changes = not report.changes.new and not report.changes.changed
    again = nothing_changes and not job.whole_list and ledger.said_before(build, source)
    with build.whole():
        merge(build, contract, job.load_id)
        if not again:
            ledger.write_entry(build, report, source, load_id=job.load_id, as_at=job.as_at)
    if again:
        return replace(
            FileReport(name, "repeat", contract.table, _REPEAT, changes=report.changes),
            erased=left_out.erased,
            expired=left_out.expired,
        )
    return report


def digest(file: Path) -> str:
    """Return the SHA-256 of a file's content. Raises FileRefused when it cannot be read."""
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        msg = f"{shown_name(file)}: the file cannot be read. Close it in other programs."
        raise FileRefused(msg) from error


def _run_checks(build: Build, job: Job, found: Recognised) -> None:
    """Write `typed`, `distinct_rows`, `finding` and `accepted` for the staged rows."""
    contract = found.contract
    cells = ", ".join(column.name for column in contract.columns)
    typed = typed_sql(contract, job.partnership.name, job.load_id, found.places)
    build.run(f"CREATE OR REPLACE TEMP TABLE typed AS {typed}")
    build.run(
        "CREATE OR REPLACE TEMP TABLE distinct_rows AS "
        f"SELECT min(row_no) AS row_no FROM staged GROUP BY {cells}"
    )
    build.run(f"CREATE OR REPLACE TEMP TABLE finding AS {findings_sql(contract)}")
    for condition in _SAID_ALREADY:
        build.run(f"DELETE FROM finding USING finding AS other WHERE {_SAME_CELL} AND {condition}")
    build.run(
        "CREATE OR REPLACE TEMP TABLE accepted AS SELECT * FROM typed "
        "SEMI JOIN distinct_rows USING (row_no) "
        "ANTI JOIN (SELECT row_no FROM finding WHERE severity = 'reject') AS bad USING (row_no)"
    )
    remember_rejected(build, contract, shown_name(found.sheet.file))


_SAME_CELL = "finding.row_no = other.row_no AND finding.column_name = other.column_name"
_SAID_ALREADY = (
    "finding.severity = 'query' AND other.severity = 'reject'",
    (
        "other.check_id LIKE '%-unreadable' AND other.severity = 'reject' "
        "AND finding.check_id <> other.check_id"
    ),
)
"""One cell, one thing to do: a rejected cell is not queried, an unreadable one not said missing."""

_COUNTS = """
    SELECT (SELECT count(*) FROM staged), (SELECT count(*) FROM accepted),
        (SELECT count(*) FROM accepted SEMI JOIN finding USING (row_no)),
        (SELECT count(DISTINCT row_no) FROM finding WHERE severity = 'reject'),
        (SELECT count(DISTINCT row_no) FROM redaction WHERE tag <> '')
"""


def _report(build: Build, job: Job, found: Recognised, left_out: LeftOut) -> FileReport:
    counts = build.run(_COUNTS).fetchone() or (0, 0, 0, 0, 0)
    rows_in, accepted, queried, rejected, redacted = (int(count) for count in counts)
    file, contract = shown_name(found.sheet.file), found.contract
    findings = build.run(
        "SELECT DISTINCT row_no, column_name, severity, reason, remedy, "
        f"contains(check_id, {quoted(FOLLOWS)}) FROM finding ORDER BY ALL"
    ).fetchall()
    rejects = redacted_rejects(build, contract, job.partnership) if rejected else []
    return FileReport(
        file=file,
        outcome="loaded",
        table=contract.table,
        rows_in=rows_in + left_out.erased + left_out.expired,
        accepted=accepted,
        queried=queried,
        rejected=rejected,
        repeated=rows_in - accepted - rejected,
        redacted=redacted,
        erased=left_out.erased,
        expired=left_out.expired,
        following=count_following(build) if rejected else 0,
        changes=read_changes(build, contract),
        mapping=_mapping(found),
        ignored=found.ignored,
        findings=tuple(Finding(file, *row) for row in findings),
        rejected_rows=tuple(RejectedRow(file, contract.table, *row) for row in rejects),
    )


def _mapping(found: Recognised) -> tuple[tuple[str, str], ...]:
    """Return each header as typed with the column it was read as."""
    header = next(cells for number, cells in found.sheet.top if number == found.header_row)
    return tuple((header[place].strip(), column) for column, place in found.places.items())
