"""Commands that keep the snapshots safe: rollback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.paths import warehouse_dir
from etl import ledger
from etl.commands.command import Command

if TYPE_CHECKING:
    import argparse


def _rollback(given: argparse.Namespace) -> int:
    served = ledger.roll_back(warehouse_dir(given.warehouse), given.to)
    print(f"{served.name} is served again. The next load starts from it.")
    return 0


COMMANDS = (
    Command(
        "rollback",
        "serve an earlier snapshot again",
        _rollback,
        (("--to", {"metavar": "STAMP", "help": "the one before if not given"}),),
    ),
)
