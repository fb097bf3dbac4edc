"""Commands that take files in: load, check and the demonstration."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import tqdm

from etl.commands.command import Command, day
from etl.commands.telling import findings, summary
from etl.demo import build_demo
from etl.loading import check, load

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from etl.loading import Progress
    from etl.reports import LoadReport


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


def _told(report: LoadReport) -> int:
    print("\n".join([*summary(report), *findings(report)]))
    return report.exit_code


_PATHS = ("paths", {"nargs": "+", "metavar": "PATH", "help": "a file or a folder"})
_AS_AT = ("--as-at", {"type": day, "metavar": "DATE", "help": "like 2026-10-31"})

COMMANDS = (
    Command(
        "load",
        "load files and publish a new snapshot",
        _load,
        (_PATHS, _AS_AT),
        of_partnership=True,
        writes=True,
    ),
    Command(
        "check",
        "check files as a load would, and write nothing",
        _check,
        (_PATHS,),
        of_partnership=True,
    ),
    Command("demo", "build the demonstration warehouse from data/demo", _demo, writes=True),
)
