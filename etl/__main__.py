"""The loader's command line: `python -m etl COMMAND`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from config import prepared
from config.errors import DashboardError
from config.paths import warehouse_dir
from etl.commands import COMMANDS
from etl.commands.safekeeping import bring_up

if TYPE_CHECKING:
    from collections.abc import Sequence

_NOTHING_DONE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 all well, 1 a part was not, 2 nothing was."""
    given = _parser().parse_args(arguments)
    command = COMMANDS[given.command]
    try:
        if command.writes:
            bring_up(warehouse_dir(given.warehouse))
        code = command.run(given)
        if command.writes and code != _NOTHING_DONE:
            prepared.start(warehouse_dir(given.warehouse))
    except DashboardError as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read the answers has gone; there is no one to tell
    except KeyboardInterrupt:
        print("Stopped. Nothing was changed.", file=sys.stderr)
    else:
        return code
    return _NOTHING_DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for command in COMMANDS.values():
        made = commands.add_parser(command.name, help=command.purpose)
        made.add_argument("--warehouse", metavar="DIR", help="the folder of snapshots")
        if command.of_partnership:
            made.add_argument("--partnership", required=True, metavar="NAME")
        for name, settings in command.options:
            made.add_argument(name, **settings)
    return parser


if __name__ == "__main__":
    sys.exit(main())
