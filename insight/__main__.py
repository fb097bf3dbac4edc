"""The dashboard's figures on the command line: `python -m insight COMMAND`."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from config.errors import DashboardError
from config.roles import PRESETS, ROLES
from insight.commands import FORMATS, Answer, Typed, analysis, figures, registry
from insight.measures.glossary import as_markdown
from insight.measures.preparing import prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "list": "list the measures",
    "measure": "answer a measure, as a role would see it",
    "prepare": "work out beforehand what pages will ask; a load starts it by itself",
    "sql": "answer one SELECT over the current snapshot; outside every role",
}
_MARKDOWN = "markdown"
_NOT_DONE = 2
_LAST = 19
"""Whoever looks at a page goes first."""


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint is one sentence, told like every other error."""

    def error(self, message: str) -> NoReturn:
        msg = f"{message[:1].upper()}{message[1:]}. `{self.prog} --help` says how it is typed."
        raise DashboardError(msg)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 2 with a sentence on standard error."""
    try:
        given = _parser().parse_args(arguments)
        return _RUN[given.command](given)
    except (DashboardError, ValueError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)
    except BrokenPipeError:
        # The reader, such as `head`, has had enough; nothing more may be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    return _NOT_DONE


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m insight", description=__doc__, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    made = {
        name: commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        for name, text in COMMANDS.items()
    }
    for name, command in made.items():
        command.add_argument("--warehouse", metavar="DIR", help="the folder of snapshots")
        if name == "prepare":
            continue
        formats = [*FORMATS, *([_MARKDOWN] if name == "list" else [])]
        command.add_argument(
            "--format", choices=formats, default="table", help="a table if not given"
        )
    made["sql"].add_argument("query", metavar="SELECT")
    _add_question(made["measure"])
    return parser


def _add_question(command: argparse.ArgumentParser) -> None:
    command.add_argument("key", metavar="KEY", help="a measure, as `list` names it")
    command.add_argument("--by", type=_names, default=(), metavar="DIM,DIM", help="broken down by")
    command.add_argument(
        "--where",
        type=_condition,
        action="append",
        default=[],
        metavar="DIM=VALUE",
        help="only these; again for more: the same DIM twice means either value",
    )
    command.add_argument(
        "--partnership", action="append", default=[], metavar="NAME", help="all if not given"
    )
    command.add_argument(
        "--period", help='a reporting year, "2025 to 2026", or "2025-04-01 to 2026-03-31"'
    )
    command.add_argument(
        "--as-of", type=_day, metavar="DATE", help="the day open cases are judged at"
    )
    command.add_argument(
        "--role", default=ROLES[0], help=f"{', '.join(ROLES)}; {ROLES[0]} if not given"
    )
    command.add_argument(
        "--locality",
        action="append",
        default=[],
        metavar="NAME",
        help="a lead's own; may be given again",
    )
    command.add_argument(
        "--disclosure", metavar="PRESET", help=f"stricter than the role's own: {', '.join(PRESETS)}"
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _condition(text: str) -> tuple[str, str]:
    name, equals, value = (part.strip() for part in text.partition("="))
    if not (name and equals and value):
        msg = "type a dimension and its value, like locality=Castleford"
        raise argparse.ArgumentTypeError(msg)
    return name, value


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        msg = "type the day like 2026-10-31"
        raise argparse.ArgumentTypeError(msg) from error


def _list(given: argparse.Namespace) -> int:
    if given.format == _MARKDOWN:
        return _print(as_markdown().rstrip("\n"))
    return _answer(registry(), given.format)


def _measure(given: argparse.Namespace) -> int:
    where: dict[str, tuple[str, ...]] = {}
    named = (("partnership", name) for name in given.partnership)
    for name, value in (*given.where, *named):
        where[name] = (*where.get(name, ()), value)
    typed = Typed(
        key=given.key,
        by=given.by,
        where=where,
        period=given.period,
        as_of=given.as_of,
        role=given.role,
        localities=tuple(given.locality),
        preset=given.disclosure,
        folder=given.warehouse,
    )
    return _answer(figures(typed), given.format)


def _sql(given: argparse.Namespace) -> int:
    return _answer(analysis(given.query, given.warehouse), given.format)


def _prepare(given: argparse.Namespace) -> int:
    if hasattr(os, "nice"):
        os.nice(_LAST)
    return _print(prepare(given.warehouse))


_RUN = {"list": _list, "measure": _measure, "prepare": _prepare, "sql": _sql}


def _answer(answer: Answer, form: str) -> int:
    """Print an answer; its notes go beneath a table, and beside what another program reads."""
    if form != "table" and answer.notes:
        print(" ".join(answer.notes), file=sys.stderr)
    return _print(FORMATS[form](answer))


def _print(text: str) -> int:
    """Print as UTF-8 wherever it goes: a shift's minus sign is in few other encodings."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    print(text, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
