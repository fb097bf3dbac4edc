"""Loading and checking files: read, recognise, stage, check, take in, publish."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from config.contracts import Contract, contracts
from config.partnerships import partnership as partnership_named
from config.paths import warehouse_dir
from etl import ledger
from etl.checks import findings_sql, typed_sql
from etl.errors import FileRefused, NothingToLoad
from etl.identifiers import (
    hash_references,
    keep_identifiers_out,
    redacted_rejects,
    refuse_identifier_columns,
)
from etl.model import build_marts
from etl.publish import publish
from etl.readers import read_sheets
from etl.recognise import Recognised, recognise
from etl.redact.files import shown_name
from etl.reports import FileReport, Finding, LoadReport, RejectedRow
from etl.staging import prepare_lists, stage
from etl.store import Build, building

if TYPE_CHECKING:
    import os

    from config.partnerships import Partnership

_TABULAR = {".csv", ".xlsx"}

Progress = Callable[[str], None]


@dataclass(frozen=True)
class _Job:
    """What is the same for every file of one load."""

    partnership: Partnership
    load_id: int
    as_at: dt.date
    demonstration: bool


def load(  # noqa: PLR0913 - the public interface of design.md, with what the demonstration needs
    paths: Iterable[str | os.PathLike[str]],
    partnership: str,
    warehouse: str | os.PathLike[str] | None = None,
    *,
    as_at: dt.date | None = None,
    demonstration: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Load files for a partnership and publish the next snapshot.

    `paths` are CSV or XLSX files, or folders of them; `as_at` is the day open cases are judged
    at, today when not given. One bad row never stops a file, one bad file never stops the others.
    Raises a DashboardError when there is nothing to load or the snapshot cannot be written.
    """
    return load_many(
        [(partnership, list(paths))],
        warehouse,
        as_at=as_at,
        demonstration=demonstration,
        progress=progress,
    )


def load_many(
    batches: Sequence[tuple[str, Sequence[str | os.PathLike[str]]]],
    warehouse: str | os.PathLike[str] | None = None,
    *,
    as_at: dt.date | None = None,
    demonstration: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Load (partnership, paths) batches into one new snapshot; see `load`."""
    say = progress or (lambda _: None)
    jobs = [(partnership_named(name), _files(paths)) for name, paths in batches]
    folder = warehouse_dir(warehouse)
    with _set_aside(), building(folder, write=True, demonstration=demonstration) as build:
        reports: list[FileReport] = []
        for chosen, files in jobs:
            job = _Job(chosen, ledger.next_load(build), as_at or _today(), demonstration)
            reports += _take_in_all(build, job, files, say)
        if not any(report.outcome == "loaded" for report in reports):
            return LoadReport(tuple(reports))
        say("Working out the measures")
        build_marts(build)
        say("Publishing")
        return LoadReport(tuple(reports), publish(build))


@contextmanager
def _set_aside() -> Iterator[None]:
    """Keep what was there before out of Python's collections while millions of cells go by."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def check(
    paths: Iterable[str | os.PathLike[str]],
    partnership: str,
    warehouse: str | os.PathLike[str] | None = None,
    *,
    progress: Progress | None = None,
) -> LoadReport:
    """Check files as `load` would, against what is loaded already, and write nothing."""
    say = progress or (lambda _: None)
    chosen, files = partnership_named(partnership), _files(list(paths))
    with building(warehouse_dir(warehouse), write=False) as build:
        job = _Job(chosen, ledger.next_load(build), _today(), demonstration=False)
        return LoadReport(tuple(_take_in_all(build, job, files, say)))


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def _files(paths: Sequence[str | os.PathLike[str]]) -> list[Path]:
    """Return the files named, and the CSV and XLSX files of the folders named."""
    files: list[Path] = []
    for path in map(Path, paths):
        files += _inside(path) if _is_folder(path) else [path]
    files = [file for file in files if not file.name.startswith("~$")]
    if not files:
        msg = "There is no CSV or XLSX file to load. Name the files or the folder they are in."
        raise NothingToLoad(msg)
    return files


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _inside(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.suffix.lower() in _TABULAR and p.is_file())


def _take_in_all(build: Build, job: _Job, files: list[Path], say: Progress) -> list[FileReport]:
    """Take in every file, parents before children, and report on each in that order."""
    prepare_lists(build, job.partnership, max(_today(), job.as_at))
    recognised: list[Recognised] = []
    reports: list[FileReport] = []
    for file in files:
        try:
            recognised.append(recognise(read_sheets(file), job.partnership))
        except FileRefused as refused:
            reports.append(FileReport(shown_name(file), "refused", message=str(refused)))
    order = list(contracts())
    for found in sorted(recognised, key=lambda one: order.index(one.contract.table)):
        say(f"{job.partnership.title}: {found.contract.table}")
        reports.append(_take_in_file(build, job, found))
    return reports


def _take_in_file(build: Build, job: _Job, found: Recognised) -> FileReport:
    file, table = found.sheet.file, found.contract.table
    digest = _digest(file)
    name, invented = job.partnership.name, job.demonstration
    if ledger.loaded_before(build, digest, name, demonstration=invented):
        message = "This file has been loaded before: nothing changed."
        return FileReport(shown_name(file), "repeat", table, message)
    try:
        refuse_identifier_columns(shown_name(file), stage(build, found))
        keep_identifiers_out(build, found.contract, job.partnership, shown_name(file))
    except FileRefused as refused:
        return FileReport(shown_name(file), "refused", table, str(refused))
    hash_references(build, found.contract, job.partnership)
    _run_checks(build, job, found.contract)
    _upsert(build, found.contract)
    report = _report(build, job, found)
    ledger.write_entry(
        build,
        report,
        load_id=job.load_id,
        partnership=name,
        digest=digest,
        as_at=job.as_at,
        demonstration=invented,
    )
    return report


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _run_checks(build: Build, job: _Job, contract: Contract) -> None:
    """Write `typed`, `distinct_rows`, `finding` and `accepted` for the staged rows."""
    cells = ", ".join(column.name for column in contract.columns)
    typed = typed_sql(contract, job.partnership.name, job.load_id)
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


_SAME_CELL = "finding.row_no = other.row_no AND finding.column_name = other.column_name"
_SAID_ALREADY = (
    "finding.severity = 'query' AND other.severity = 'reject'",
    (
        "other.check_id LIKE '%-unreadable' AND other.severity = 'reject' "
        "AND finding.check_id <> other.check_id"
    ),
)
"""One cell, one thing to do: a rejected cell is not queried, an unreadable one not said missing."""


def _upsert(build: Build, contract: Contract) -> None:
    """Put the accepted rows in their table; a row with a key that is there replaces the old one."""
    key = ("partnership", *contract.key)
    same = " AND ".join(f"stored.{name} = accepted.{name}" for name in key)
    build.run(f"DELETE FROM target.{contract.table} AS stored USING accepted WHERE {same}")
    build.run(
        f"INSERT INTO target.{contract.table} BY NAME SELECT * EXCLUDE (row_no) FROM accepted"
    )


_COUNTS = """
    SELECT (SELECT count(*) FROM staged), (SELECT count(*) FROM accepted),
        (SELECT count(*) FROM accepted SEMI JOIN finding USING (row_no)),
        (SELECT count(DISTINCT row_no) FROM finding WHERE severity = 'reject'),
        (SELECT count(DISTINCT row_no) FROM redaction WHERE tag <> '')
"""


def _report(build: Build, job: _Job, found: Recognised) -> FileReport:
    counts = build.run(_COUNTS).fetchone() or (0, 0, 0, 0, 0)
    rows_in, accepted, queried, rejected, redacted = (int(count) for count in counts)
    file, contract = shown_name(found.sheet.file), found.contract
    findings = build.run(
        "SELECT DISTINCT row_no, column_name, severity, reason, remedy FROM finding ORDER BY ALL"
    ).fetchall()
    rejects = redacted_rejects(build, contract, job.partnership) if rejected else []
    return FileReport(
        file=file,
        outcome="loaded",
        table=contract.table,
        rows_in=rows_in,
        accepted=accepted,
        queried=queried,
        rejected=rejected,
        repeated=rows_in - accepted - rejected,
        redacted=redacted,
        mapping=_mapping(found),
        ignored=found.ignored,
        findings=tuple(Finding(file, *row) for row in findings),
        rejected_rows=tuple(RejectedRow(file, contract.table, *row) for row in rejects),
    )


def _mapping(found: Recognised) -> tuple[tuple[str, str], ...]:
    """Return each header as typed with the column it was read as."""
    header = next(cells for number, cells in found.sheet.top if number == found.header_row)
    return tuple((header[place].strip(), column) for column, place in found.places.items())
