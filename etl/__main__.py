"""The loader's command line: `python -m etl COMMAND`."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import tqdm

from config.errors import DashboardError
from config.partnerships import partnership
from config.paths import warehouse_dir
from etl import ledger
from etl.demo import build_demo
from etl.loading import check, load
from etl.removal import Removal, erase, expire
from etl.reports import problems_csv, rejected_rows_csv
from etl.scoring import score_lines
from etl.template import write_templates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from etl.loading import Progress
    from etl.reports import FileReport, Finding, LoadReport

_SHOWN_FINDINGS = 10
_NOTHING_DONE = 2

COMMANDS = {
    "load": "load files and publish a new snapshot",
    "check": "check files as a load would, and write nothing",
    "score": "score texts: JSON lines from standard input, to standard output",
    "demo": "build the demonstration warehouse from data/demo",
    "history": "list what was loaded, when and by whom",
    "rejects": "list the rejected and queried rows of a load, or write them as CSV",
    "rollback": "serve an earlier snapshot again",
    "template": "write blank workbooks, the questionnaire and a guide",
    "erase": "show, and with --remove take out, all that belongs to one reference",
    "retention": "show, and with --remove take out, the rows that are past their retention",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 all well, 1 a part was not, 2 nothing was."""
    given = _parser().parse_args(arguments)
    try:
        return _RUN[given.command](given)
    except DashboardError as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read the answers has gone; there is no one to tell
    except KeyboardInterrupt:
        print("Stopped. Nothing was changed.", file=sys.stderr)
    return _NOTHING_DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    made = {name: commands.add_parser(name, help=text) for name, text in COMMANDS.items()}
    for command in made.values():
        command.add_argument("--warehouse", metavar="DIR", help="the folder of snapshots")
    for name in ("load", "check"):
        made[name].add_argument("paths", nargs="+", metavar="PATH", help="a file or a folder")
    for name in ("load", "check", "template", "erase", "retention"):
        made[name].add_argument("--partnership", required=True, metavar="NAME")
    made["load"].add_argument("--as-at", type=_day, metavar="DATE", help="like 2026-10-31")
    made["rejects"].add_argument("--load", type=int, metavar="ID", help="the latest if not given")
    made["rejects"].add_argument("--csv", metavar="FILE", help="write the list as a CSV file")
    made["rejects"].add_argument("--rows", metavar="DIR", help="write the rejected rows to fix")
    made["rollback"].add_argument("--to", metavar="STAMP", help="the one before if not given")
    made["template"].add_argument("--out", required=True, metavar="DIR", help="where to write")
    made["erase"].add_argument("reference", metavar="REFERENCE", help="as in the files")
    for name in ("erase", "retention"):
        made[name].add_argument("--remove", action="store_true", help="take the rows out")
    return parser


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        msg = "type the day like 2026-10-31"
        raise argparse.ArgumentTypeError(msg) from error


def _load(given: argparse.Namespace) -> int:
    with _progress() as say:
        report = load(
            given.paths, given.partnership, given.warehouse, as_at=given.as_at, progress=say
        )
    return _told(report)


def _check(given: argparse.Namespace) -> int:
    with _progress() as say:
        report = check(given.paths, given.partnership, given.warehouse, progress=say)
    return _told(report)


def _score(_given: argparse.Namespace) -> int:
    return score_lines(sys.stdin.buffer, sys.stdout, sys.stderr)


def _demo(given: argparse.Namespace) -> int:
    with _progress() as say:
        report = build_demo(given.warehouse, say)
    print("\n".join(_summary(report)))
    return 0


def _history(given: argparse.Namespace) -> int:
    for entry in ledger.history(warehouse_dir(given.warehouse)):
        print(
            f"Load {entry.load_id}, {entry.loaded_at:%d/%m/%Y %H:%M} UTC by {entry.loaded_by}: "
            f"{entry.file} as {entry.table} for {entry.partnership}, as at "
            f"{entry.as_at:%d/%m/%Y}: {entry.rows_in} rows, {entry.accepted} accepted, "
            f"{entry.queried} queried, {entry.rejected} rejected, {entry.repeated} repeated, "
            f"{entry.redacted} redacted."
        )
    print(f"Snapshots kept: {', '.join(ledger.snapshots(warehouse_dir(given.warehouse)))}.")
    return 0


def _rejects(given: argparse.Namespace) -> int:
    folder = warehouse_dir(given.warehouse)
    found = ledger.problems(folder, given.load)
    if given.rows:
        for table, rows in ledger.rejected_rows(folder, given.load).items():
            _write(Path(given.rows) / f"rejected-{table}.csv", rejected_rows_csv(rows))
    if given.csv:
        _write(Path(given.csv), problems_csv(found))
    if not (given.rows or given.csv):
        print("\n".join(map(_finding, found)) or "No row of that load was rejected or queried.")
    return 0


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        msg = f"{path} cannot be written. Choose another place, or close it in other programs."
        raise DashboardError(msg) from error
    print(f"Written: {path}")


def _rollback(given: argparse.Namespace) -> int:
    served = ledger.roll_back(warehouse_dir(given.warehouse), given.to)
    print(f"{served.name} is served again. The next load starts from it.")
    return 0


def _template(given: argparse.Namespace) -> int:
    for path in write_templates(partnership(given.partnership), Path(given.out)):
        print(f"Written: {path}")
    return 0


def _erase(given: argparse.Namespace) -> int:
    found = erase(given.reference, given.partnership, given.warehouse, remove=given.remove)
    return _removed(found, remove=given.remove)


def _retention(given: argparse.Namespace) -> int:
    found = expire(given.partnership, given.warehouse, remove=given.remove)
    return _removed(found, remove=given.remove)


def _removed(found: Removal, *, remove: bool) -> int:
    rows = ", ".join(f"{number} of {table}" for table, number in found.removed.items())
    places = f"the {found.snapshots} snapshots kept" if found.snapshots > 1 else "the snapshot kept"
    if not rows:
        print(f"Nothing is past its retention in {places}.")
    elif remove:
        print(f"Taken out of {places}: {rows}. The ledger says how many, not what.")
        print("The files they came from, and what was downloaded, are yours to delete.")
        print("What was judged of them goes with: python -m insight tidy")
    else:
        print(f"Would be taken out of {places}: {rows}. Add --remove to do it.")
    return 0


_RUN = {
    "load": _load,
    "check": _check,
    "score": _score,
    "demo": _demo,
    "history": _history,
    "rejects": _rejects,
    "rollback": _rollback,
    "template": _template,
    "erase": _erase,
    "retention": _retention,
}


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show each stage as it starts, on a terminal as one moving line."""
    form = "{desc} [{elapsed}]"
    with tqdm.tqdm(bar_format=form, leave=False, disable=None) as bar:
        yield bar.set_description_str


def _told(report: LoadReport) -> int:
    print("\n".join([*_summary(report), *_findings(report)]))
    return report.exit_code


def _summary(report: LoadReport) -> list[str]:
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


def _findings(report: LoadReport) -> Iterator[str]:
    for file in report.files:
        yield from (f"  {_finding(found)}" for found in file.findings[:_SHOWN_FINDINGS])
        more = len(file.findings) - _SHOWN_FINDINGS
        if more > 0:
            yield f"  … and {more} more in {file.file}."


def _finding(found: Finding) -> str:
    word = "Rejected" if found.severity == "reject" else "Query"
    place = f"{found.file}, row {found.row}, {found.column}"
    return f"{word}: {place}: {found.reason} {found.remedy}"


if __name__ == "__main__":
    sys.exit(main())
