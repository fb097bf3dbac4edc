"""Commands that take files in, or out again: load, check, undo and the demonstration."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import tqdm

from etl.commands.command import Command, day
from etl.commands.telling import changes, findings, summary
from etl.demo import build_demo
from etl.errors import EtlError
from etl.history.undoing import undo
from etl.loading import check, load

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from etl.loading import Progress
    from etl.reports import LoadReport


def _load(given: argparse.Namespace) -> int:
    if (given.remove_gone is not None) != given.whole_list:
        msg = (
            "To remove rows that a whole list lacks, give both --whole-list and --remove-gone with "
            "the number that check --whole-list tells."
        )
        raise EtlError(msg)
    with _progress() as say:
        report = load(
            given.paths,
            given.partnership,
            given.warehouse,
            as_at=given.as_at,
            remove_gone=given.remove_gone,
            progress=say,
        )
    return _told(report, given)


def _check(given: argparse.Namespace) -> int:
    with _progress() as say:
        report = check(
            given.paths,
            given.partnership,
            given.warehouse,
            whole_list=given.whole_list,
            progress=say,
        )
    return _told(report, given)


def _undo(given: argparse.Namespace) -> int:
    report = undo(given.load, given.warehouse)
    print("\n".join(report.sentences))
    print(f"Published {report.snapshot.name}. To have the rows again, load the files again.")
    return 0


def _demo(given: argparse.Namespace) -> int:
    with _progress() as say:
        report = build_demo(given.warehouse, say)
    print("\n".join(summary(report)))
    return 0


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show each stage as it starts, on a terminal as one moving line."""
    form = "{desc} [{elapsed}]"
    with tqdm.tqdm(bar_format=form, leave=False, disable=None) as bar:
        yield bar.set_description_str


def _told(report: LoadReport, given: argparse.Namespace) -> int:
    rows = changes(report) if given.changes else ()
    print("\n".join([*summary(report), *findings(report), *rows]))
    return report.exit_code


_PATHS = ("paths", {"nargs": "+", "metavar": "PATH", "help": "a file or a folder"})
_WHOLE = (
    "--whole-list",
    {"action": "store_true", "help": "these files are whole lists: what they lack is gone"},
)
_REMOVE = (
    "--remove-gone",
    {"type": int, "metavar": "N", "help": "take the N rows out that a whole list lacks"},
)
_CHANGES = ("--changes", {"action": "store_true", "help": "list every row new, changed or gone"})
_AS_AT = ("--as-at", {"type": day, "metavar": "DATE", "help": "like 2026-10-31"})

COMMANDS = (
    Command(
        "load",
        "load files and publish a new snapshot",
        _load,
        (_PATHS, _AS_AT, _WHOLE, _REMOVE, _CHANGES),
        of_partnership=True,
        writes=True,
    ),
    Command(
        "check",
        "check files as a load would, and write nothing",
        _check,
        (_PATHS, _WHOLE, _CHANGES),
        of_partnership=True,
    ),
    Command(
        "undo",
        "undo one load: its rows go back to what they were",
        _undo,
        (("load", {"type": int, "metavar": "LOAD", "help": "its number, as history shows it"}),),
        writes=True,
    ),
    Command("demo", "build the demonstration warehouse from data/demo", _demo, writes=True),
)
