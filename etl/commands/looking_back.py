"""Commands that tell what was loaded: history and rejects."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from config.paths import warehouse_dir
from etl.commands.command import Command, write_file
from etl.commands.telling import finding
from etl.history import ledger
from etl.history.past_loads import Entry, history, under_older_lists
from etl.reports import problems_csv, rejected_rows_csv
from etl.snapshots.folder import stamps

if TYPE_CHECKING:
    import argparse


def _history(given: argparse.Namespace) -> int:
    folder = warehouse_dir(given.warehouse)
    entries = history(folder)
    older = under_older_lists(entries)
    for entry in entries:
        print(_entry(entry, older=entry in older))
    print(f"Snapshots kept: {', '.join(stamps(folder))}.")
    return 0


def _entry(entry: Entry, *, older: bool) -> str:
    line = (
        f"Load {entry.load_id}, {entry.loaded_at:%d/%m/%Y %H:%M} UTC by {entry.loaded_by}: "
        f"{entry.file} as {entry.table} for {entry.partnership}, as at "
        f"{entry.as_at:%d/%m/%Y}: {entry.rows_in} rows, {entry.accepted} accepted, "
        f"{entry.queried} queried, {entry.rejected} rejected, {entry.repeated} repeated, "
        f"{entry.redacted} redacted; {entry.made} new, {entry.changed} changed, "
        f"{entry.removed} removed."
    )
    if entry.undone_at:
        line += f" Undone {entry.undone_at:%d/%m/%Y %H:%M} UTC by {entry.undone_by}."
    if older:
        line += " Loaded under older lists: load it again."
    return line


def _rejects(given: argparse.Namespace) -> int:
    folder = warehouse_dir(given.warehouse)
    found = ledger.problems(folder, given.load)
    if given.rows:
        for table, rows in ledger.rejected_rows(folder, given.load).items():
            write_file(Path(given.rows) / f"rejected-{table}.csv", rejected_rows_csv(rows))
    if given.csv:
        write_file(Path(given.csv), problems_csv(found))
    if not (given.rows or given.csv):
        print("\n".join(map(finding, found)) or "No row of that load was rejected or queried.")
    return 0


COMMANDS = (
    Command("history", "list what was loaded, when and by whom", _history),
    Command(
        "rejects",
        "list the rejected and queried rows of a load, or write them as CSV",
        _rejects,
        (
            ("--load", {"type": int, "metavar": "ID", "help": "the latest if not given"}),
            ("--csv", {"metavar": "FILE", "help": "write the list as a CSV file"}),
            ("--rows", {"metavar": "DIR", "help": "write the rejected rows to fix"}),
        ),
    ),
)
