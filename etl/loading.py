"""Loading and checking files: read, recognise, take in each, publish."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from config.calendar import today
from config.contracts import Contract, contracts
from config.errors import DashboardError
from config.partnerships import partnership as partnership_named
from config.paths import warehouse_dir
from etl.errors import FileRefused, NothingToLoad
from etl.history import ledger
from etl.intake import Arrived, Job, digest, take_file
from etl.readers import read_sheets
from etl.recognise import recognise
from etl.redact.files import shown_name
from etl.reports import FileReport, LoadReport
from etl.rows.gone import find_gone, remove_gone
from etl.rows.merging import begin
from etl.rows.staging import prepare_lists
from etl.snapshots.model import build_marts
from etl.snapshots.publish import publish
from etl.snapshots.store import building

if TYPE_CHECKING:
    import datetime as dt
    import os

    from etl.build import Build

_TABULAR = {".csv", ".xlsx"}

Progress = Callable[[str], None]


def load(  # noqa: PLR0913 - the public interface of design.md, with what the demonstration needs
    paths: Iterable[str | os.PathLike[str]],
    partnership: str,
    warehouse: str | os.PathLike[str] | None = None,
    *,
    as_at: dt.date | None = None,
    remove_gone: int | None = None,
    demonstration: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Load files for a partnership and publish the next snapshot.

    `paths` are CSV or XLSX files, or folders of them; `as_at` is the day open cases are judged
    at, today when not given. One bad row never stops a file, one bad file never stops the others.
    `remove_gone` says that the files are whole lists and takes out the stored rows that they lack
    (see etl.rows.gone); it is the number of those rows, as `check` tells it of whole lists. Raises
    a DashboardError when there is nothing to load, that number is another, or the snapshot cannot
    be written.
    """
    return load_many(
        [(partnership, list(paths))],
        warehouse,
        as_at=as_at,
        remove=remove_gone,
        demonstration=demonstration,
        progress=progress,
    )


def load_many(  # noqa: PLR0913 - as `load`
    batches: Sequence[tuple[str, Sequence[str | os.PathLike[str]]]],
    warehouse: str | os.PathLike[str] | None = None,
    *,
    as_at: dt.date | None = None,
    remove: int | None = None,
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
            job = Job(
                chosen,
                ledger.next_load(build),
                as_at or today(),
                demonstration=demonstration,
                whole_list=remove is not None,
            )
            taken = _take_in_all(build, job, files, say)
            reports += taken if remove is None else remove_gone(build, job, taken, remove)
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
    whole_list: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Check files as `load` would, against what is loaded already, and write nothing.

    With `whole_list` every stored row that the files lack is told as gone (see etl.rows.gone).
    """
    say = progress or (lambda _: None)
    chosen, files = partnership_named(partnership), _files(list(paths))
    with building(warehouse_dir(warehouse), write=False) as build:
        job = Job(
            chosen, ledger.next_load(build), today(), demonstration=False, whole_list=whole_list
        )
        return LoadReport(tuple(_take_in_all(build, job, files, say)))


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


def _take_in_all(build: Build, job: Job, files: list[Path], say: Progress) -> list[FileReport]:
    """Take in every file, parents before children, and report on each in that order."""
    prepare_lists(build, job.partnership, max(today(), job.as_at))
    begin(build)
    arrived: list[Arrived] = []
    reports: list[FileReport] = []
    for file in files:
        with _refusing(file, reports):
            found = recognise(read_sheets(file), job.partnership)
            arrived.append(Arrived(found, digest(file)))
    for table, contract in contracts().items():
        of_kind = [one for one in arrived if one.found.contract.table == table]
        taken: list[FileReport] = []
        for one in of_kind:
            say(f"{job.partnership.title}: {table}")
            with _refusing(one.found.sheet.file, taken, table):
                taken.append(take_file(build, job, one))
        reports += _with_gone(build, job, contract, taken)
    return reports


@contextmanager
def _refusing(file: Path, reports: list[FileReport], table: str = "") -> Iterator[None]:
    """Report a fault of one file as that file's refusal; the others go on.

    What would stop any file (a full disk, too little memory, a missing key) stops the load.
    """
    try:
        yield
    except FileRefused as refused:
        reports.append(FileReport(shown_name(file), "refused", table, str(refused)))
    except (DashboardError, OSError, MemoryError, duckdb.IOException, duckdb.OutOfMemoryException):
        raise
    except Exception as fault:  # noqa: BLE001 - its text could quote a cell, so it stops here
        message = (
            f"{shown_name(file)}: the program met a fault of its own ({type(fault).__name__}) in "
            "this file, so nothing of it was loaded; the other files are not touched by it. Tell "
            "whoever looks after this dashboard."
        )
        reports.append(FileReport(shown_name(file), "refused", table, message))


def _with_gone(
    build: Build, job: Job, contract: Contract, taken: list[FileReport]
) -> list[FileReport]:
    """Add to the last file of a kind which rows of the earlier files its kind now lacks."""
    read = [number for number, report in enumerate(taken) if report.outcome != "refused"]
    if read:
        last = taken[read[-1]]
        gone = find_gone(build, contract, job)
        taken[read[-1]] = replace(last, changes=replace(last.changes, gone=gone))
    return taken
