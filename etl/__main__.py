"""The loader's command line: `python -m etl load|check|demo`."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import tqdm

from config.errors import DashboardError
from etl.demo import build_demo
from etl.loading import FileReport, LoadReport, Progress, check, load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHOWN_FINDINGS = 10
_NOTHING_LOADED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 all well, 1 a part was not, 2 nothing was."""
    given = _parser().parse_args(arguments)
    try:
        with _progress() as say:
            report = _run(given, say)
    except DashboardError as error:
        print(error, file=sys.stderr)
        return _NOTHING_LOADED
    except KeyboardInterrupt:
        print("Stopped. Nothing was changed.", file=sys.stderr)
        return _NOTHING_LOADED
    print(_summary(report, demonstration=given.command == "demo"))
    return 0 if given.command == "demo" else report.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    says = {
        "load": "load files and publish a new snapshot",
        "check": "check files as a load would, and write nothing",
        "demo": "build the demonstration warehouse from data/demo",
    }
    for name, text in says.items():
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--warehouse", metavar="DIR", help="the folder of snapshots")
        if name != "demo":
            command.add_argument("paths", nargs="+", metavar="PATH", help="a file or a folder")
            command.add_argument("--partnership", required=True, metavar="NAME")
        if name == "load":
            command.add_argument("--as-at", type=_day, metavar="DATE", help="like 2026-10-31")
    return parser


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        msg = "type the day like 2026-10-31"
        raise argparse.ArgumentTypeError(msg) from error


def _run(given: argparse.Namespace, say: Progress) -> LoadReport:
    if given.command == "demo":
        return build_demo(given.warehouse, say)
    if given.command == "check":
        return check(given.paths, given.partnership, given.warehouse, progress=say)
    return load(given.paths, given.partnership, given.warehouse, as_at=given.as_at, progress=say)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show each stage as it starts, on a terminal as one moving line."""
    form = "{desc} [{elapsed}]"
    with tqdm.tqdm(bar_format=form, leave=False, disable=None) as bar:
        yield bar.set_description_str


def _summary(report: LoadReport, *, demonstration: bool) -> str:
    lines = [_line(file) for file in report.files]
    if not demonstration:
        lines += [line for file in report.files for line in _findings(file)]
    if report.snapshot:
        lines.append(f"Published {report.snapshot.name}.")
    return "\n".join(lines)


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
    if file.ignored:
        parts.append(f"columns not used: {', '.join(file.ignored)}")
    return f"{file.file}: {'; '.join(parts)}."


def _findings(file: FileReport) -> Iterator[str]:
    for found in file.findings[:_SHOWN_FINDINGS]:
        word = "Rejected" if found.severity == "reject" else "Query"
        place = f"{found.file}, row {found.row}, {found.column}"
        yield f"  {word}: {place}: {found.reason} {found.remedy}"
    more = len(file.findings) - _SHOWN_FINDINGS
    if more > 0:
        yield f"  … and {more} more in {file.file}."


if __name__ == "__main__":
    sys.exit(main())
