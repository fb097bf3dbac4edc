"""Loading and checking files: read, recognise, stage, check, take in, publish."""

from __future__ import annotations

import datetime as dt
import getpass
import hashlib
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from config.partnerships import Partnership, normalise
from config.partnerships import partnership as partnership_named
from config.paths import warehouse_dir
from etl.checks import findings_sql, listed_name, typed_sql
from etl.contracts import TABLES, Contract, contracts
from etl.errors import FileRefused, NothingToLoad
from etl.model import build_marts
from etl.publish import publish
from etl.readers import Row, read_sheets
from etl.recognise import Recognised, recognise
from etl.store import Build, building

if TYPE_CHECKING:
    import os

_CHUNK = 20_000
_TABULAR = {".csv", ".xlsx"}

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Finding:
    """One thing found in a file: where it is, what is wrong and what to do."""

    file: str
    row: int
    column: str
    severity: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class FileReport:
    """What became of one file; `outcome` is loaded, repeat (loaded before) or refused."""

    file: str
    outcome: str
    table: str = ""
    message: str = ""
    rows_in: int = 0
    accepted: int = 0
    queried: int = 0
    rejected: int = 0
    repeated: int = 0
    ignored: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class LoadReport:
    """What became of every file of a load; `snapshot` is None when nothing was published."""

    files: tuple[FileReport, ...]
    snapshot: Path | None = None

    @property
    def exit_code(self) -> int:
        """Return 0 when nothing was rejected or refused, 1 when a part was, 2 when all was."""
        taken = sum(file.accepted + file.repeated for file in self.files)
        if not taken and not any(file.outcome == "repeat" for file in self.files):
            return 2
        faulty = any(file.outcome == "refused" or file.rejected for file in self.files)
        return 1 if faulty else 0


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
    with building(warehouse_dir(warehouse), write=True, demonstration=demonstration) as build:
        reports: list[FileReport] = []
        for chosen, files in jobs:
            job = _Job(chosen, _next_load(build), as_at or _today(), demonstration)
            reports += _take_in_all(build, job, files, say)
        if not any(report.outcome == "loaded" for report in reports):
            return LoadReport(tuple(reports))
        say("Working out the measures")
        build_marts(build)
        say("Publishing")
        return LoadReport(tuple(reports), publish(build))


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
        job = _Job(chosen, _next_load(build), _today(), demonstration=False)
        return LoadReport(tuple(_take_in_all(build, job, files, say)))


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def _files(paths: Sequence[str | os.PathLike[str]]) -> list[Path]:
    """Return the files named, and the CSV and XLSX files of the folders named."""
    files: list[Path] = []
    for path in map(Path, paths):
        inside = sorted(p for p in path.glob("*") if p.suffix.lower() in _TABULAR and p.is_file())
        files += inside if path.is_dir() else [path]
    files = [file for file in files if not file.name.startswith("~$")]
    if not files:
        msg = "There is no CSV or XLSX file to load. Name the files or the folder they are in."
        raise NothingToLoad(msg)
    return files


def _next_load(build: Build) -> int:
    found = build.run('SELECT coalesce(max(load_id), 0) + 1 FROM target."load"').fetchone()
    return int(found[0]) if found else 1


def _take_in_all(build: Build, job: _Job, files: list[Path], say: Progress) -> list[FileReport]:
    """Take in every file, parents before children, and report on each in that order."""
    _prepare_lists(build, job)
    recognised: list[Recognised] = []
    reports: list[FileReport] = []
    for file in files:
        try:
            recognised.append(recognise(read_sheets(file), job.partnership))
        except FileRefused as refused:
            reports.append(FileReport(file.name, "refused", message=str(refused)))
    for found in sorted(recognised, key=lambda one: TABLES.index(one.contract.table)):
        say(f"{job.partnership.title}: {found.contract.table}")
        reports.append(_take_in_file(build, job, found))
    return reports


def _take_in_file(build: Build, job: _Job, found: Recognised) -> FileReport:
    file, table = found.sheet.file, found.contract.table
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if _loaded_before(build, job, digest):
        message = "This file has been loaded before: nothing changed."
        return FileReport(file.name, "repeat", table, message)
    try:
        _stage(build, found)
    except FileRefused as refused:
        return FileReport(file.name, "refused", table, str(refused))
    report = _check_and_store(build, job, found)
    _write_ledger(build, job, report, digest)
    return report


def _loaded_before(build: Build, job: _Job, digest: str) -> bool:
    """Tell whether the same content went in already.

    A file with rows whose parent was missing may be tried again: the parent may be there now.
    """
    sql = (
        'SELECT 1 FROM target."load" AS earlier WHERE sha256 = ? AND partnership = ? '
        "AND demonstration = ? AND NOT EXISTS (SELECT 1 FROM target.reject "
        "WHERE reject.load_id = earlier.load_id AND reject.file = earlier.file "
        "AND reject.check_id LIKE '%-without-%')"
    )
    return bool(build.run(sql, [digest, job.partnership.name, job.demonstration]).fetchone())


def _stage(build: Build, found: Recognised) -> None:
    """Write the sheet's cells as the work table `staged`: row_no and a text column each."""
    names = [column.name for column in found.contract.columns]
    places = [found.places.get(name) for name in names]
    text = ", ".join(f"{name} VARCHAR" for name in names)
    build.run(f"CREATE OR REPLACE TEMP TABLE staged (row_no INTEGER, {text})")
    rows = found.sheet.rows_after(found.header_row)
    while chunk := list(itertools.islice(rows, _CHUNK)):
        build.add_table("arrived", _columns(chunk, names, places), _text_types(names))
        cells = ", ".join(f"present({name})" for name in names)
        build.run(f"INSERT INTO staged SELECT row_no, {cells} FROM arrived")


def _text_types(names: list[str]) -> dict[str, str]:
    return {"row_no": "INTEGER"} | dict.fromkeys(names, "VARCHAR")


def _columns(
    chunk: list[Row], names: list[str], places: list[int | None]
) -> dict[str, list[object]]:
    columns: dict[str, list[object]] = {"row_no": [number for number, _ in chunk]}
    for name, place in zip(names, places, strict=True):
        columns[name] = [
            cells[place] if place is not None and place < len(cells) else None for _, cells in chunk
        ]
    return columns


def _prepare_lists(build: Build, job: _Job) -> None:
    """Write `listed` (every list's spellings) and the reasons, for this partnership."""
    chosen = job.partnership
    listed: list[tuple[str, str, str, str | None]] = []
    listed += [("agency", key, name, group) for key, name, group in chosen.agency_rows()]
    listed += [("locality", key, name, None) for key, name in chosen.locality_rows()]
    listed += [("reason", key, name, None) for key, name in chosen.reason_rows()]
    listed += _choices(chosen)
    columns: dict[str, list[object]] = {
        name: [row[i] for row in listed]
        for i, name in enumerate(("list", "spelling", "value", "grp"))
    }
    build.add_table("listed", columns, dict.fromkeys(columns, "VARCHAR"))
    build.run(
        "SET VARIABLE reasons = (SELECT map_from_entries(list((spelling, value))) "
        "FROM listed WHERE list = 'reason')"
    )
    latest = max(_today(), job.as_at)
    build.run(f"CREATE OR REPLACE MACRO latest_day() AS DATE '{latest.isoformat()}'")


def _choices(chosen: Partnership) -> list[tuple[str, str, str, str | None]]:
    """Return the spellings of every column with its own list of values."""
    rows: list[tuple[str, str, str, str | None]] = []
    for contract in contracts().values():
        for column in contract.columns:
            name = listed_name(column, contract.table)
            if column.kind == "plan":
                rows += [(name, key, plan, None) for key, plan in chosen.plan_rows()]
            spelt = [(v, v) for v in (*column.values, *column.extra)] + list(column.aliases)
            rows += [(name, normalise(spelling), value, None) for spelling, value in spelt]
    return rows


def _check_and_store(build: Build, job: _Job, found: Recognised) -> FileReport:
    """Check the staged rows, put the good ones in the table and list the findings."""
    contract = found.contract
    _run_checks(build, job, contract)
    _upsert(build, contract)
    return _report(build, found)


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
    build.run(
        "CREATE OR REPLACE TEMP TABLE accepted AS SELECT * FROM typed "
        "SEMI JOIN distinct_rows USING (row_no) "
        "ANTI JOIN (SELECT row_no FROM finding WHERE severity = 'reject') AS bad USING (row_no)"
    )


def _upsert(build: Build, contract: Contract) -> None:
    key = ("partnership", *contract.key)
    same = " AND ".join(f"stored.{name} = accepted.{name}" for name in key)
    build.run(f"DELETE FROM target.{contract.table} AS stored USING accepted WHERE {same}")
    build.run(
        f"INSERT INTO target.{contract.table} BY NAME SELECT * EXCLUDE (row_no) FROM accepted"
    )


def _report(build: Build, found: Recognised) -> FileReport:
    counts = build.run(
        "SELECT (SELECT count(*) FROM staged), (SELECT count(*) FROM accepted), "
        "(SELECT count(*) FROM accepted SEMI JOIN finding USING (row_no)), "
        "(SELECT count(DISTINCT row_no) FROM finding WHERE severity = 'reject')"
    ).fetchone() or (0, 0, 0, 0)
    rows_in, accepted, queried, rejected = (int(count) for count in counts)
    file = found.sheet.file.name
    findings = build.run(
        "SELECT row_no, column_name, severity, reason, remedy FROM finding ORDER BY ALL"
    ).fetchall()
    return FileReport(
        file=file,
        outcome="loaded",
        table=found.contract.table,
        rows_in=rows_in,
        accepted=accepted,
        queried=queried,
        rejected=rejected,
        repeated=rows_in - accepted - rejected,
        ignored=found.ignored,
        findings=tuple(Finding(file, *row) for row in findings),
    )


def _write_ledger(build: Build, job: _Job, report: FileReport, digest: str) -> None:
    name = job.partnership.name
    build.run(
        'INSERT INTO target."load" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        [
            job.load_id,
            name,
            report.file,
            report.table,
            digest,
            dt.datetime.now(dt.UTC).replace(tzinfo=None),
            getpass.getuser(),
            job.as_at,
            job.demonstration,
            report.rows_in,
            report.accepted,
            report.queried,
            report.rejected,
            report.repeated,
        ],
    )
    for table, severity in (("reject", "reject"), ("query", "query")):
        build.run(
            f"INSERT INTO target.{table} SELECT ?, ?, ?, ?, row_no, column_name, check_id, "
            "severity, value_class, reason, remedy FROM finding WHERE severity = ?",
            [job.load_id, name, report.file, report.table, severity],
        )
